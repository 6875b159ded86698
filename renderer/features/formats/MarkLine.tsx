import { Button, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addMark, layoutOfTime, patternOfMarks, type Mark } from '#shared/model/marked-line.ts';
import classes from './FormatsScreen.module.css';

interface MarkLineProps {
  readonly line: string;
  /** A pattern made of the marks, and the layout of the marked time where it is a usual one. */
  onPattern(pattern: string, layout: string | null): void;
}

const PARTS = ['time', 'level', 'message', 'host'] as const;

function selectionIn(field: HTMLInputElement | null): { start: number; end: number } | null {
  const start = field?.selectionStart ?? 0;
  const end = field?.selectionEnd ?? 0;
  return end > start ? { start, end } : null;
}

/** One line whose parts are selected, by mouse or with Shift and the arrows, and named. */
export function MarkLine({ line, onPattern }: MarkLineProps) {
  const { t } = useTranslation();
  const field = useRef<HTMLInputElement>(null);
  const [marks, setMarks] = useState<readonly Mark[]>([]);
  const [name, setName] = useState('');
  const [isSelected, setSelected] = useState(false);
  const take = (): void => setSelected(selectionIn(field.current) !== null);
  const mark = (as: string): void => {
    // Asked of the field and not kept: a press can come before the event that tells of the selection.
    const part = selectionIn(field.current);
    if (part === null) return;
    const next = addMark(marks, { ...part, name: as });
    setMarks(next);
    const time = next.find((one) => one.name === 'time');
    const layout = time === undefined ? null : layoutOfTime(line.slice(time.start, time.end));
    onPattern(patternOfMarks(line, next), layout);
  };
  const validName = /^[A-Za-z_]\w*$/.test(name);
  return (
    <div className={classes['mark']}>
      <TextInput
        ref={field}
        readOnly
        label={t('formats.markLine')}
        description={t('formats.markHint')}
        classNames={{ input: classes['mono'] ?? '' }}
        value={line}
        onSelect={take}
        onKeyUp={take}
        onMouseUp={take}
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
