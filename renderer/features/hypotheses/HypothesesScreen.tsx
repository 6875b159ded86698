import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayZone, useApp, useShortcuts } from '../../app/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatUs } from '../../ui/time.ts';
import classes from './HypothesesScreen.module.css';
import { HypothesisDetail } from './HypothesisDetail.tsx';
import { compareAround, showRecords } from './show-records.ts';
import { SignalList } from './SignalList.tsx';
import { stepQuery, type Hypothesis } from './step-words.ts';
import { Topology } from './Topology.tsx';
import { useSettled } from './use-settled.ts';

/** What may have happened first, what followed, and all that changed. j and k move, f makes a finding, c compares, Enter shows records. */
export function HypothesesScreen() {
  const { t } = useTranslation();
  const settled = useSettled();
  const { data, error } = useCall('hypotheses.show', {}, { enabled: settled, keep: true });
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const [chosen, setChosen] = useState<string | null>(null);
  const keep = useKeep();
  const hypotheses = data?.hypotheses ?? [];
  const at = Math.max(
    0,
    hypotheses.findIndex(({ id }) => id === chosen),
  );
  const current = hypotheses[at];
  const move = (by: number) => (): void => {
    const next = hypotheses[Math.max(0, Math.min(hypotheses.length - 1, at + by))];
    if (next !== undefined) setChosen(next.id);
  };
  useShortcuts(t('rail.hypotheses'), [
    { keys: 'J', title: t('hypotheses.keys.next'), run: move(1) },
    { keys: 'K', title: t('hypotheses.keys.previous'), run: move(-1) },
    {
      keys: 'F',
      title: t('hypotheses.keep'),
      run: () => current !== undefined && keep(current),
    },
    {
      keys: 'C',
      title: t('hypotheses.compare'),
      run: () => {
        const us = current?.steps[0]?.us;
        if (us !== undefined) compareAround(us);
      },
    },
    {
      keys: 'Enter',
      title: t('hypotheses.records'),
      run: () => {
        const step = current?.steps[0];
        if (step !== undefined) showRecords(stepQuery(step), null, null);
      },
    },
  ]);
  if (error !== null) return <EmptyState title={t('hypotheses.failed')} text={error.message} />;
  if (data === undefined) {
    return settled ? (
      <p className={classes['wait']}>{t('hypotheses.looking')}</p>
    ) : (
      <EmptyState title={t('hypotheses.reading')} text={t('hypotheses.readingText')} />
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, and must by keyboard
    <div className={classes['screen']} tabIndex={0}>
      {current === undefined ? (
        <EmptyState title={t('hypotheses.none')} text={data.verdict} />
      ) : (
        <>
          <ol className={classes['list']} aria-label={t('hypotheses.list')}>
            {hypotheses.map((hypothesis, rank) => (
              <li key={hypothesis.id}>
                <button
                  type="button"
                  className={classes['hypothesis']}
                  aria-current={hypothesis.id === current.id}
                  onClick={() => setChosen(hypothesis.id)}
                >
                  <span className={classes['rank']}>{rank + 1}</span>
                  <span className={classes['score']}>{Math.round(hypothesis.score * 100)} %</span>
                  <span className={classes['when']}>
                    {formatUs(hypothesis.steps[0]?.us ?? 0, zone)}
                  </span>
                  <span className={classes['title']}>{hypothesis.title}</span>
                </button>
              </li>
            ))}
          </ol>
          <HypothesisDetail
            key={current.id}
            hypothesis={current}
            diagnosis={data}
            zone={zone}
            actions={
              <>
                <Button size="xs" onClick={() => keep(current)}>
                  {t('hypotheses.keep')}
                </Button>
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => compareAround(current.steps[0]?.us ?? 0)}
                >
                  {t('hypotheses.compare')}
                </Button>
              </>
            }
          />
        </>
      )}
      <Topology diagnosis={data} hypothesis={current} />
      <SignalList diagnosis={data} zone={zone} />
      {!data.complete && <p className={classes['note']}>{t('hypotheses.sampled')}</p>}
    </div>
  );
}

/** Makes a hypothesis a finding, and says so. */
function useKeep(): (hypothesis: Hypothesis) => void {
  const { t } = useTranslation();
  const { mutate, isSuccess, submittedAt } = useAction('hypotheses.keep');
  useEffect(() => {
    if (isSuccess) useApp.getState().notify({ kind: 'info', text: t('hypotheses.kept') });
  }, [isSuccess, submittedAt, t]);
  return ({ id }) => mutate({ id });
}
