import { Button } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { LineNote, YamlCode } from '../../ui/yaml-code.ts';
import { LiveResult } from './LiveResult.tsx';
import { useRules } from './rules-store.ts';
import classes from './RulesScreen.module.css';
import { useLiveTest, type RuleCheck } from './use-live-test.ts';

interface Props {
  /** Of the own rule that is changed; null: it is a new one. */
  readonly file: string | null;
  readonly initial: string;
  readonly zone: string;
}

/** Writes an own rule: what is wrong stands at its line, and what it finds in the case below. */
export function RuleEditor({ file, initial, zone }: Props) {
  const { t } = useTranslation();
  const { data: state } = useCall('app.state', {}, { keep: true });
  const [text, setText] = useState(initial);
  const show = useRules((rules) => rules.show);
  const save = useAction('rules.save');
  const remove = useAction('rules.delete');
  const inCase = state?.openCase != null;
  useKeepText(text);
  const live = useLiveTest(text, inCase);
  const notes = notesOf(live.check);
  const code = useCode(initial, notes, setText);
  const errors = notes.filter(({ kind }) => kind === 'error');
  return (
    <section className={classes['panel']} aria-label={t('rules.editor')}>
      <div className={classes['head']}>
        <h2>{t(file === null ? 'rules.newTitle' : 'rules.editTitle')}</h2>
        <div className={classes['actions']}>
          <Button
            size="xs"
            loading={save.isPending}
            disabled={live.check === null || errors.length > 0}
            onClick={() =>
              save.mutate({ file, text }, { onSuccess: ({ key }) => show({ kind: 'rule', key }) })
            }
          >
            {t('rules.save')}
          </Button>
          {file !== null && (
            <Button
              size="xs"
              variant="subtle"
              color="red"
              onClick={() => remove.mutate({ file }, { onSuccess: () => show({ kind: 'packs' }) })}
            >
              {t('rules.delete')}
            </Button>
          )}
          <Button size="xs" variant="default" onClick={() => show({ kind: 'packs' })}>
            {t('rules.close')}
          </Button>
        </div>
      </div>
      <FailureNotice failure={save.error ?? remove.error} />
      <div ref={code.box} className={classes['code']} />
      <ul className={classes['lineNotes']} aria-live="polite">
        {notes.map(({ line, message, kind }) => (
          <li key={`${line} ${message}`} data-kind={kind}>
            <button type="button" className={classes['link']} onClick={() => code.goTo(line)}>
              {t('rules.line', { line })}
            </button>{' '}
            {message}
          </li>
        ))}
      </ul>
      <LiveResult live={live} inCase={inCase} zone={zone} />
    </section>
  );
}

/** Keeps what was written when the screen is left without closing the editor. */
function useKeepText(text: string): void {
  const latest = useRef(text);
  latest.current = text;
  useEffect(
    () => () => {
      const { panel, set } = useRules.getState();
      if (panel.kind === 'edit') set({ panel: { ...panel, text: latest.current } });
    },
    [],
  );
}

function notesOf(check: RuleCheck | null): LineNote[] {
  if (check === null) return [];
  const errors = check.problems.map(({ line, message }) => ({
    line: line ?? 1,
    message,
    kind: 'error' as const,
  }));
  const warnings = check.rules.flatMap((rule) =>
    rule.notes.map(({ line, message }) => ({
      line: line ?? rule.line,
      message,
      kind: 'warning' as const,
    })),
  );
  return [...errors, ...warnings];
}

/** The editor in its box, which loads when the first rule is written. */
function useCode(initial: string, notes: readonly LineNote[], onChange: (text: string) => void) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const code = useRef<YamlCode | null>(null);
  const marked = useRef(notes);
  marked.current = notes;
  const change = useRef(onChange);
  change.current = onChange;
  const label = t('rules.text');
  useEffect(() => {
    let gone = false;
    void import('../../ui/yaml-code.ts').then(({ editYaml }) => {
      if (gone || box.current === null) return;
      code.current = editYaml(box.current, initial, label, (text) => change.current(text));
      code.current.mark(marked.current);
    });
    return () => {
      gone = true;
      code.current?.dispose();
      code.current = null;
    };
  }, [initial, label]);
  const written = JSON.stringify(notes);
  useEffect(() => code.current?.mark(JSON.parse(written)), [written]);
  return { box, goTo: (line: number) => code.current?.goTo(line) };
}
