import { Button, Progress, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { LeavingView } from '../assistant/LeavingView.tsx';
import { StatementList } from '../assistant/StatementList.tsx';
import classes from './PlaybooksScreen.module.css';
import { RunStepList } from './RunStepList.tsx';
import type { useRun } from './use-run.ts';

/** A run under way: what it did so far, what it asks, and the button that stops it. */
export function RunningView({
  title,
  zone,
  running,
}: {
  title: string;
  zone: string;
  running: ReturnType<typeof useRun>;
}) {
  const { t } = useTranslation();
  const { arrived, cancel, answer } = running;
  const { steps, asking } = arrived;
  const { data: waiting } = useCall('assistant.waiting', {}, { keep: true });
  const done = steps.filter(({ state }) => state !== 'running').length;
  useShortcuts(title, [{ keys: 'Escape', title: t('playbooks.stop'), run: cancel }]);
  return (
    <section className={classes['panel']} aria-label={title} aria-busy="true">
      <div className={classes['head']}>
        <h2>{title}</h2>
        <Button size="xs" variant="default" onClick={cancel}>
          {t('playbooks.stop')}
        </Button>
      </div>
      <Progress value={100} animated size="xs" aria-label={t('playbooks.progress')} />
      <p role="status" className={classes['dim']}>
        {t('playbooks.done', { count: done })}
      </p>
      {asking !== null && <AskingView key={asking.id} asking={asking} onAnswer={answer} />}
      {waiting?.leaving != null && (
        <LeavingView key={waiting.leaving.id} leaving={waiting.leaving} />
      )}
      <StatementList
        statements={steps.flatMap(({ statements }) => statements)}
        cited={null}
        zone={zone}
      />
      <RunStepList steps={steps} />
    </section>
  );
}

/** A question of a playbook to the analyst. */
function AskingView({
  asking,
  onAnswer,
}: {
  asking: NonNullable<ReturnType<typeof useRun>['arrived']['asking']>;
  onAnswer(answer: string): void;
}) {
  const { t } = useTranslation();
  const [text, setText] = useState(asking.default ?? '');
  return (
    <form
      className={classes['asking']}
      onSubmit={(event) => {
        event.preventDefault();
        onAnswer(text);
      }}
    >
      {asking.options === null ? (
        <>
          <TextInput
            data-autofocus
            size="xs"
            label={asking.question}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" size="xs">
            {t('playbooks.answer')}
          </Button>
        </>
      ) : (
        <fieldset>
          <legend>{asking.question}</legend>
          {asking.options.map((option) => (
            <Button
              key={option}
              size="xs"
              variant={option === asking.default ? 'filled' : 'default'}
              onClick={() => onAnswer(option)}
            >
              {option}
            </Button>
          ))}
        </fieldset>
      )}
    </form>
  );
}
