import { UnstyledButton } from '@mantine/core';
import { useCallback, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { LevelMark } from '../../ui/LevelMark.tsx';
import { formatUs } from '../../ui/time.ts';
import { useChart } from '../../ui/use-chart.ts';
import classes from './HypothesesScreen.module.css';
import { compareAround, showRecords } from './show-records.ts';
import {
  stepLevel,
  stepQuery,
  stepSentence,
  type Diagnosis,
  type Hypothesis,
} from './step-words.ts';

interface Props {
  readonly hypothesis: Hypothesis;
  readonly diagnosis: Diagnosis;
  readonly zone: string;
  readonly actions: ReactNode;
}

type Evidence = Hypothesis['evidence'][number];

/** One hypothesis: its picture, the same as a table, what speaks for it and against it, and what to look at next. */
export function HypothesisDetail({ hypothesis, diagnosis, zone, actions }: Props) {
  const { t } = useTranslation();
  const { steps, evidence, against, next } = hypothesis;
  return (
    <section className={classes['detail']} aria-label={hypothesis.title}>
      <div className={classes['head']}>
        <h2>{hypothesis.title}</h2>
        <div className={classes['actions']}>{actions}</div>
      </div>
      <Picture hypothesis={hypothesis} diagnosis={diagnosis} zone={zone} />
      <div className={classes['columns']}>
        <div>
          <h3>{t('hypotheses.steps')}</h3>
          <table className={classes['table']}>
            <thead>
              <tr>
                <th scope="col">{t('hypotheses.step')}</th>
                <th scope="col">{t('hypotheses.began')}</th>
                <th scope="col">{t('hypotheses.what')}</th>
                <th scope="col">{t('hypotheses.link')}</th>
              </tr>
            </thead>
            <tbody>
              {steps.map((step, at) => (
                <tr key={`${step.us} ${stepQuery(step)}`}>
                  <td className={classes['number']}>
                    {at + 1}
                    {step.after !== null && (
                      <span className={classes['dim']}> ← {step.after + 1}</span>
                    )}
                  </td>
                  <td className={classes['when']}>{formatUs(step.us, zone)}</td>
                  <td>
                    <span className={classes['marked']}>
                      <LevelMark level={stepLevel(step)} word={false} />
                      <UnstyledButton
                        className={classes['link']}
                        onClick={() => showRecords(stepQuery(step), null, null)}
                      >
                        {stepSentence(step)}
                      </UnstyledButton>
                    </span>
                  </td>
                  <td className={classes['dim']}>{step.because.join(', ')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <div>
          <h3>{t('hypotheses.for')}</h3>
          <Reasons list={evidence.filter((_, at) => at === 0 || at >= steps.length)} />
          <h3>{t('hypotheses.against')}</h3>
          <Reasons list={against} />
          <h3>{t('hypotheses.next')}</h3>
          <ul className={classes['reasons']}>
            {next.map((check) => (
              <li key={check.text}>
                <UnstyledButton
                  className={classes['link']}
                  onClick={() =>
                    check.splitUs === null
                      ? showRecords(check.query, check.fromUs, check.toUs)
                      : compareAround(check.splitUs)
                  }
                >
                  {check.text}
                </UnstyledButton>
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}

function Reasons({ list }: { list: readonly Evidence[] }) {
  return (
    <ul className={classes['reasons']}>
      {list.map(({ text, query, fromUs, toUs }) => (
        <li key={text}>
          {query === null ? (
            text
          ) : (
            <UnstyledButton
              className={classes['link']}
              onClick={() => showRecords(query, fromUs, toUs)}
            >
              {text}
            </UnstyledButton>
          )}
        </li>
      ))}
    </ul>
  );
}

function Picture({ hypothesis, diagnosis, zone }: Omit<Props, 'actions'>) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const { fromUs, widthUs, buckets } = diagnosis;
  const endUs = (fromUs ?? 0) + widthUs * buckets;
  const load = useCallback(async () => {
    const { causeChart } = await import('./cause-chart.ts');
    return causeChart(hypothesis, endUs, zone);
  }, [hypothesis, endUs, zone]);
  useChart(box, load);
  return (
    <div
      ref={box}
      role="img"
      aria-label={t('hypotheses.picture')}
      className={classes['picture']}
      style={{ blockSize: hypothesis.steps.length * 22 + 36 }}
    />
  );
}
