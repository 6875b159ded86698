import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMark, patternOfMarks, type Mark } from '#shared/model/marked-line.ts';
import classes from './FormatsScreen.module.css';

interface MarkLineProps {
  readonly line: string;
  /** A pattern made of the marks. */
  onPattern(pattern: string): void;
}

const PARTS = ['time', 'level', 'message', 'host'] as const;

function selectionIn(field: HTMLInputElement | null): { start: number; end: number } | null {
  const start = field?.selectionStart ?? 0;
  const end = field?.selectionEnd ?? 0;
  return end > start ? { start, end } : null;
}

function refuse(event: Event): void {
  event.preventDefault();
}

/** One line whose parts are selected, by mouse or with Shift and the arrows, and named. */
export function MarkLine({ line, onPattern }: MarkLineProps) {
  const { t } = useTranslation();
  // Chrome moves no cursor in a field that is `readOnly`, so that no part could be selected by keyboard: it refuses all input.
  const field = useRef<HTMLInputElement>(null);
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [name, setName] = useState('');
  const [isSelected, setSelected] = useState(false);
  useEffect(() => {
    const input = field.current;
    const take = (): void => setSelected(selectionIn(input) !== null);
    input?.addEventListener('beforeinput', refuse);
    // Of the document, where both Chrome and Firefox tell it, however the part was selected.
    document.addEventListener('selectionchange', take);
    return () => {
      input?.removeEventListener('beforeinput', refuse);
      document.removeEventListener('selectionchange', take);
    };
  }, []);
  const mark = (as: string): void => {
    // Asked of the field and not kept: a press can come before the event that tells of the selection.
    const part = selectionIn(field.current);
    if (part === null) return;
    const next = addMark(marks, { ...part, name: as });
    setMarks(next);
    onPattern(patternOfMarks(line, next));
  };
  const validName = /^[A-Za-z_]\w*$/.test(name);
  return (
    <div className={classes['mark']}>
      <TextInput
        ref={field}
        aria-readonly
        label={t('formats.markLine')}
        description={t('formats.markHint')}
        classNames={{ input: classes['mono'] ?? '' }}
        value={line}
        onChange={() => setSelected(false)}
      />
      <div className={classes['parts']} role="group" aria-label={t('formats.markAs')}>
        {PARTS.map((part) => (
          <Button key={part} variant="default" disabled={!isSelected} onClick={() => mark(part)}>
            {t(`formats.parts.${part}`)}
          </Button>
        ))}
        <TextInput
          aria-label={t('formats.fieldName')}
          placeholder={t('formats.fieldName')}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button variant="default" disabled={!isSelected || !validName} onClick={() => mark(name)}>
          {t('formats.parts.field')}
        </Button>
        {marks.length > 0 && (
          <Button variant="subtle" onClick={() => setMarks([])}>
            {t('formats.clearMarks')}
          </Button>
        )}
      </div>
      <div className={classes['marked']} aria-live="polite">
        {marks.map(({ start, end, name: part }) => (
          <span key={part}>
            <b>{part}</b> {line.slice(start, end)}
          </span>
        ))}
      </div>
    </div>
  );
}
