import { Alert, Button, Select, Switch, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { definitionOf, idOfTitle, withMarked, type Draft } from './draft.ts';
import classes from './FormatsScreen.module.css';
import { useFormats } from './formats-store.ts';
import { MarkLine } from './MarkLine.tsx';
import { Preview } from './Preview.tsx';
import { ReadWith } from './ReadWith.tsx';
import { useLiveTest } from './use-live-test.ts';

/** Lines that are tried. */
const MOST_LINES = 500;
const SOURCE_LINES = 200;
const KEPT_SAMPLES = 5;

interface FormatEditorProps {
  readonly initial: Draft;
  /** A saved format keeps its id. */
  readonly isNew: boolean;
  /** Source whose lines it begins with. */
  readonly sourceId: number | null;
  onSaved?(): void;
}

/** Makes a format of lines: mark their parts, see what comes of it, save. */
export function FormatEditor({ initial, isNew, sourceId, onSaved }: FormatEditorProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState(initial);
  const lines = useLines(sourceId);
  const [chosen, setChosen] = useState(0);
  const [keep, setKeep] = useState(false);
  const choose = useFormats((formats) => formats.choose);
  const save = useAction('formats.save');
  const definition = definitionOf(draft);
  const all = lines.text
    .replace(/\r?\n$/, '')
    .split(/\r?\n/)
    .slice(0, MOST_LINES);
  const { text } = draft;
  /** Nothing of it can be wrong yet. */
  const isEmpty = text?.patterns.trim() === '';
  const test = useLiveTest(typeof definition === 'string' || isEmpty ? null : definition, all);
  const complaint = typeof definition === 'string' ? definition : (test?.problem ?? null);
  const set = (change: Partial<Draft>): void => setDraft({ ...draft, ...change });
  const setText = (change: Partial<NonNullable<Draft['text']>>): void => {
    if (text !== null) set({ text: { ...text, ...change } });
  };
  const store = (): void => {
    if (typeof definition === 'string') return;
    const changed = keep ? { ...definition, samples: samplesOf(test) } : definition;
    save.mutate(
      { definition: changed },
      {
        onSuccess({ id }) {
          choose(id);
          onSaved?.();
        },
      },
    );
  };
  return (
    <div className={classes['editor']}>
      <div className={classes['inline']}>
        <TextInput
          label={t('formats.title')}
          value={draft.title}
          onChange={(event) => {
            const title = event.currentTarget.value;
            set(isNew ? { title, id: idOfTitle(title) } : { title });
          }}
        />
        <TextInput
          label={t('formats.id')}
          value={draft.id}
          readOnly={!isNew}
          onChange={(event) => set({ id: event.currentTarget.value })}
        />
      </div>
      <Textarea
        label={t('formats.lines')}
        description={t('formats.linesHint')}
        classNames={{ input: classes['mono'] ?? '' }}
        minRows={4}
        maxRows={8}
        autosize
        wrap="off"
        value={lines.text}
        onChange={(event) => lines.setText(event.currentTarget.value)}
      />
      {lines.sources.length > 0 && (
        <Select
          label={t('formats.fromSource')}
          data={lines.sources}
          value={lines.sourceId}
          onChange={lines.setSourceId}
          searchable
        />
      )}
      <FailureNotice failure={lines.failure} />
      {text !== null && (all[chosen] ?? '') !== '' && (
        <MarkLine
          key={all[chosen]}
          line={all[chosen] ?? ''}
          onPattern={(pattern) =>
            setText(withMarked(text, { line: all[chosen] ?? '', pattern }, all))
          }
        />
      )}
      {text === null ? (
        <Textarea
          label={t('formats.json')}
          classNames={{ input: classes['mono'] ?? '' }}
          minRows={10}
          maxRows={24}
          autosize
          value={draft.json}
          onChange={(event) => set({ json: event.currentTarget.value })}
        />
      ) : (
        <>
          <Textarea
            label={t('formats.patterns')}
            description={t('formats.patternsHint')}
            classNames={{ input: classes['mono'] ?? '' }}
            minRows={2}
            maxRows={10}
            autosize
            value={text.patterns}
            onChange={(event) => setText({ patterns: event.currentTarget.value })}
          />
          <div className={classes['inline']}>
            <Textarea
              label={t('formats.layouts')}
              description={t('formats.layoutsHint')}
              classNames={{ input: classes['mono'] ?? '' }}
              minRows={2}
              maxRows={6}
              autosize
              value={text.layouts}
              onChange={(event) => setText({ layouts: event.currentTarget.value })}
            />
            <Textarea
              label={t('formats.levels')}
              description={t('formats.levelsHint')}
              classNames={{ input: classes['mono'] ?? '' }}
              minRows={2}
              maxRows={6}
              autosize
              value={text.levels}
              onChange={(event) => setText({ levels: event.currentTarget.value })}
            />
          </div>
          <Switch
            label={t('formats.indentedOnly')}
            checked={text.indentedOnly}
            onChange={(event) => setText({ indentedOnly: event.currentTarget.checked })}
          />
        </>
      )}
      {complaint !== null && (
        <Alert color="yellow" variant="light" py={8} px={12} role="status">
          {complaint}
        </Alert>
      )}
      {test !== null && test.problem === null && (
        <Preview test={test} chosen={chosen} onChoose={setChosen} />
      )}
      {isEmpty && <p className={classes['dim']}>{t('formats.begin')}</p>}
      <Switch
        label={t('formats.keepSamples')}
        description={t('formats.keepSamplesHint')}
        checked={keep}
        onChange={(event) => setKeep(event.currentTarget.checked)}
      />
      <FailureNotice failure={save.error} />
      <div className={classes['actions']}>
        <Button
          onClick={store}
          loading={save.isPending}
          disabled={complaint !== null || isEmpty || draft.id === ''}
        >
          {t('formats.save')}
        </Button>
        {!isNew && <ReadWith format={draft.id} isSaving={save.isPending} />}
      </div>
    </div>
  );
}

/** The lines to try, pasted or of a source. They live here alone, and go with the editor; those of a source with its case. */
function useLines(start: number | null) {
  const [text, setText] = useState('');
  const [sourceId, setSourceId] = useState<string | null>(start === null ? null : String(start));
  const { data: state } = useCall('app.state', {});
  const casePath = state?.openCase?.path;
  const [ofCase, setOfCase] = useState(casePath);
  const [shown, setShown] = useState<object>();
  const inCase = state?.openCase !== null && state !== undefined;
  const { data: list } = useCall('sources.list', {}, { enabled: inCase });
  const { data: held, error } = useCall(
    'formats.lines',
    { sourceId: Number(sourceId ?? 0), limit: SOURCE_LINES },
    { enabled: inCase && sourceId !== null },
  );
  if (casePath !== ofCase) {
    setOfCase(casePath);
    if (ofCase !== undefined && sourceId !== null) {
      setSourceId(null);
      setText('');
    }
  } else if (held !== undefined && held !== shown && sourceId !== null) {
    // Not in an effect: those run again when the editor is shown again, and what was changed meanwhile were lost.
    setShown(held);
    setText(held.lines.join('\n'));
  }
  const sources = inCase
    ? (list?.sources ?? []).map(({ id, path }) => ({ value: String(id), label: path }))
    : [];
  return {
    text,
    setText,
    sources,
    sourceId,
    setSourceId,
    failure: sourceId === null ? null : error,
  };
}

function samplesOf(test: ReturnType<typeof useLiveTest>) {
  return (test?.lines ?? [])
    .filter(({ as, message }) => as === 'record' && !message.includes('\n'))
    .slice(0, KEPT_SAMPLES)
    .map(({ line, time, level, message, fields }) => ({
      text: line,
      time,
      level,
      message,
      fields,
    }));
}
