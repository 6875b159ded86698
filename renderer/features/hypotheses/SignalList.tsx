import { SegmentedControl, UnstyledButton } from '@mantine/core';
import { useCallback, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatUs } from '../../ui/time.ts';
import { useChart } from '../../ui/use-chart.ts';
import classes from './HypothesesScreen.module.css';
import { showRecords } from './show-records.ts';
import type { Diagnosis, Signal } from './step-words.ts';

const MOST_ROWS = 40;

/** Everything that changed, as a table or as a picture over time. */
export function SignalList({ diagnosis, zone }: { diagnosis: Diagnosis; zone: string }) {
  const { t } = useTranslation();
  const [as, setAs] = useState<'table' | 'picture'>('table');
  const { signals, subjects } = diagnosis;
  const counted = useMemo(
    () => signals.filter(({ counts }) => counts.length > 0).slice(0, MOST_ROWS),
    [signals],
  );
  if (signals.length === 0) return null;
  return (
    <section className={classes['detail']} aria-label={t('hypotheses.changed')}>
      <div className={classes['head']}>
        <h2>{t('hypotheses.changedOf', { count: signals.length, of: subjects })}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('hypotheses.changed')}
          value={as}
          onChange={(value) => setAs(value === 'picture' ? 'picture' : 'table')}
          data={[
            { value: 'table', label: t('hypotheses.asTable') },
            { value: 'picture', label: t('hypotheses.asPicture') },
          ]}
        />
      </div>
      {as === 'picture' ? (
        <Heat signals={counted} diagnosis={diagnosis} zone={zone} />
      ) : (
        <table className={classes['table']}>
          <thead>
            <tr>
              <th scope="col">{t('hypotheses.began')}</th>
              <th scope="col">{t('hypotheses.kind')}</th>
              <th scope="col">{t('hypotheses.what')}</th>
              <th scope="col" className={classes['number']}>
                {t('hypotheses.probability')}
              </th>
            </tr>
          </thead>
          <tbody>
            {signals.map((signal) => (
              <tr key={signal.id}>
                <td className={classes['when']}>{formatUs(signal.sinceUs, zone)}</td>
                <td>{t(`hypotheses.kinds.${signal.kind}`)}</td>
                <td>
                  <span className={classes['marked']}>
                    <LevelMark level={signal.subject.level} word={false} />
                    <UnstyledButton
                      className={classes['link']}
                      onClick={() => showRecords(signal.subject.query, null, null)}
                    >
                      {signal.sentence}
                    </UnstyledButton>
                  </span>
                </td>
                <td className={classes['number']}>
                  {(Math.floor(signal.score * 1000) / 10).toFixed(1)} %
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Heat({
  signals,
  diagnosis,
  zone,
}: {
  signals: readonly Signal[];
  diagnosis: Diagnosis;
  zone: string;
}) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const load = useCallback(async () => {
    const { heatChart } = await import('./heat-chart.ts');
    return heatChart(signals, diagnosis, zone);
  }, [signals, diagnosis, zone]);
  useChart(box, load);
  return (
    <div
      ref={box}
      role="img"
      aria-label={t('hypotheses.heat')}
      className={classes['picture']}
      style={{ blockSize: signals.length * 18 + 32 }}
    />
  );
}
