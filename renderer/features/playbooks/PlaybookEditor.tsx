import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import type { LineNote, YamlCode } from '../../ui/yaml-code.ts';
import { FlowView } from './FlowView.tsx';
import {
  outlineOf,
  withMoved,
  withoutStep,
  withStep,
  type OutlineList,
  type Place,
} from './playbook-document.ts';
import classes from './PlaybookEditor.module.css';
import { usePlaybooks } from './playbooks-store.ts';
import { kindAt, StepForm } from './StepForm.tsx';

type Problem = Output<'playbooks.check'>[number];

/** Longer than between two keys, shorter than a wait. */
const PAUSE_MS = 250;

/** Writes a playbook as a picture and as YAML, always in step; what is wrong stands at its line. */
export function PlaybookEditor({ initial, before }: { initial: string; before: string | null }) {
  const { t } = useTranslation();
  const show = usePlaybooks((store) => store.show);
  const save = useAction('playbooks.save');
  const [text, setText] = useState(initial);
  const [chosen, setChosen] = useState<Place | null>(null);
  const problems = useProblems(text);
  const outline = useOutline(text);
  const code = useCode(initial, text, problems, setText);
  const kind = chosen === null ? null : kindAt(text, chosen);
  const move = (from: Place, list: Place, at: number): void => {
    setText(withMoved(text, from, list, at));
    setChosen(null);
  };
  return (
    <section className={classes['editor']} aria-label={t('playbooks.editor.title')}>
      <div className={classes['head']}>
        <h2>{t(before === null ? 'playbooks.editor.new' : 'playbooks.editor.change')}</h2>
        <Button
          size="xs"
          loading={save.isPending}
          disabled={problems === null || problems.length > 0}
          onClick={() =>
            save.mutate({ text, before }, { onSuccess: ({ id }) => show({ kind: 'playbook', id }) })
          }
        >
          {t('playbooks.editor.save')}
        </Button>
        <Button size="xs" variant="default" onClick={() => show(null)}>
          {t('playbooks.editor.close')}
        </Button>
      </div>
      <FailureNotice failure={save.error} />
      <div className={classes['sides']}>
        <div className={classes['picture']}>
          {outline === null ? (
            <p className={classes['about']}>{t('playbooks.editor.noPicture')}</p>
          ) : (
            <FlowView
              outline={outline}
              chosen={chosen}
              onChoose={setChosen}
              onAdd={(added, list, at) => {
                const made = withStep(text, list, at, added);
                setText(made.text);
                setChosen(made.place);
              }}
              onMove={move}
            />
          )}
          {chosen !== null && kind !== null && (
            <StepForm
              key={chosen.join('/')}
              text={text}
              place={chosen}
              kind={kind}
              onChange={setText}
              onMove={(by) => {
                const at = Number(chosen.at(-1));
                const list = chosen.slice(0, -1);
                if (at + by < 0) return;
                setText(withMoved(text, chosen, list, by > 0 ? at + 2 : at - 1));
                setChosen(null);
              }}
              onRemove={() => {
                setText(withoutStep(text, chosen));
                setChosen(null);
              }}
            />
          )}
        </div>
        <div className={classes['written']}>
          <div ref={code.box} className={classes['code']} />
          <ul className={classes['problems']} aria-live="polite">
            {(problems ?? []).map(({ line, step, message }) => (
              <li key={`${line} ${message}`}>
                <button type="button" className={classes['link']} onClick={() => code.goTo(line)}>
                  {t('playbooks.editor.line', { line })}
                </button>{' '}
                {step === null ? '' : `${step}: `}
                {message}
              </li>
            ))}
            {problems?.length === 0 && <li>{t('playbooks.editor.right')}</li>}
          </ul>
        </div>
      </div>
    </section>
  );
}

/** The picture of the text; while that cannot be read, the last that could. */
function useOutline(text: string): OutlineList | null {
  const last = useRef<OutlineList | null>(null);
  return useMemo(() => {
    last.current = outlineOf(text) ?? last.current;
    return last.current;
  }, [text]);
}

const notesOf = (problems: readonly Problem[] | null): LineNote[] =>
  (problems ?? []).map(({ line, message }) => ({ line, message, kind: 'error' }));

/** What is wrong with the text, asked whenever it was not changed for a moment; null: not known yet. */
function useProblems(text: string): readonly Problem[] | null {
  const client = useClient();
  const [problems, setProblems] = useState<readonly Problem[] | null>(null);
  useEffect(() => {
    const stop = new AbortController();
    setProblems(null);
    const wait = setTimeout(() => {
      client.call('playbooks.check', { text }, stop.signal).then(setProblems, () => {});
    }, PAUSE_MS);
    return () => {
      clearTimeout(wait);
      stop.abort();
    };
  }, [client, text]);
  return problems;
}

/** The editor in its box, which loads when the first playbook is written. */
function useCode(
  initial: string,
  text: string,
  problems: readonly Problem[] | null,
  onChange: (text: string) => void,
) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const code = useRef<YamlCode | null>(null);
  const latest = useRef(text);
  latest.current = text;
  const label = t('playbooks.editor.text');
  useEffect(() => {
    let gone = false;
    void import('../../ui/yaml-code.ts').then(({ editYaml }) => {
      if (gone || box.current === null) return;
      code.current = editYaml(box.current, initial, label, onChange);
      code.current.put(latest.current);
    });
    return () => {
      gone = true;
      code.current?.dispose();
      code.current = null;
    };
  }, [initial, label, onChange]);
  useEffect(() => code.current?.put(text), [text]);
  useEffect(() => code.current?.mark(notesOf(problems)), [problems]);
  return { box, goTo: (line: number) => code.current?.goTo(line) };
}
