import { Alert, Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { formatNumber } from '../../ui/number.ts';
import { StatementList } from '../assistant/StatementList.tsx';
import classes from './PlaybooksScreen.module.css';
import { usePlaybooks } from './playbooks-store.ts';
import { RunStepList } from './RunStepList.tsx';

type Run = Output<'playbooks.runs'>['ended'][number];

/** A run that has ended: what came out, with the records of it, its steps, and what it cost. */
export function RunView({ run, zone }: { run: Run; zone: string }) {
  const { t } = useTranslation();
  const show = usePlaybooks((store) => store.show);
  const { title, outcome, failure, statements, cited, steps, outputs, inputs, findings } = run;
  const shown = Object.entries(inputs).filter(([, value]) => value !== null && value !== '');
  return (
    <article className={classes['panel']} aria-label={title}>
      <div className={classes['head']}>
        <h2>{title}</h2>
        <Button
          size="xs"
          variant="default"
          onClick={() => show({ kind: 'playbook', id: run.playbook })}
        >
          {t('playbooks.runAgain')}
        </Button>
      </div>
      <p className={classes['dim']}>
        {run.author} · {run.at.replace('T', ' ').slice(0, 16)} ·{' '}
        {t(`playbooks.outcomes.${outcome}`)} · <Cost run={run} />
      </p>
      {failure !== null && (
        <Alert color="red" variant="light" role="alert">
          {failure.message}
        </Alert>
      )}
      <StatementList statements={statements} cited={cited} zone={zone} />
      {findings.length > 0 && (
        <p>
          {t('playbooks.findings', { count: findings.length })}{' '}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => useApp.getState().go('timeline')}
          >
            {t('playbooks.toTimeline')}
          </Button>
        </p>
      )}
      <h3>{t('playbooks.stepsTitle', { count: steps.length })}</h3>
      <RunStepList steps={steps.map((step) => ({ step, state: 'done' as const }))} />
      <Values title={t('playbooks.inputs')} values={shown} />
      <Values title={t('playbooks.outputs')} values={Object.entries(outputs)} />
    </article>
  );
}

function Cost({ run: { cost, answerers } }: { run: Run }) {
  const { t } = useTranslation();
  if (cost.calls === 0) return <>{t('playbooks.free')}</>;
  return (
    <>
      {t('playbooks.cost', {
        count: cost.calls,
        tokens: formatNumber(cost.inputTokens + cost.outputTokens),
        money: cost.money.toFixed(4),
      })}{' '}
      ({answerers.map(({ provider, model }) => `${provider} ${model ?? ''}`.trim()).join(', ')})
    </>
  );
}

function Values({ title, values }: { title: string; values: readonly [string, unknown][] }) {
  if (values.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <dl className={classes['details']}>
        {values.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>
              <code>{typeof value === 'string' ? value : JSON.stringify(value)}</code>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
