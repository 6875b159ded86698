import { UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { showRecord } from '../hypotheses/show-records.ts';
import classes from './PlaybooksScreen.module.css';
import type { RunningStep } from './use-run.ts';

type RunStep = Output<'playbooks.runs'>['ended'][number]['steps'][number];

/** The steps of a run: what each did and what came back, which unfolds, with the records that it named. */
export function RunStepList({
  steps,
}: {
  steps: readonly { readonly step: RunStep; readonly state: RunningStep['state'] }[];
}) {
  const { t } = useTranslation();
  return (
    <ol className={classes['steps']}>
      {steps.map(({ step, state }) => (
        <li key={step.path} data-state={state}>
          <details>
            <summary>
              <span className={classes['kind']}>{t(`playbooks.kinds.${step.kind}`)}</span>
              <span className={classes['stepTitle']}>{step.title}</span>
              <span className={classes['dim']}>
                {state === 'done' || state === 'known'
                  ? step.found.split('\n', 1)
                  : t(`playbooks.states.${state === 'running' ? 'running' : 'leftOut'}`)}
              </span>
            </summary>
            <dl className={classes['details']}>
              <dt>{t('playbooks.place')}</dt>
              <dd>
                <code>{step.path}</code>
              </dd>
              <dt>{t('playbooks.asked')}</dt>
              <dd>
                <code>{step.asked}</code>
              </dd>
              <dt>{t('playbooks.found')}</dt>
              <dd>{step.found}</dd>
              {step.records.length > 0 && (
                <>
                  <dt>{t('playbooks.records')}</dt>
                  <dd>
                    {step.records.map((name) => (
                      <RecordLink key={name} name={name} />
                    ))}
                  </dd>
                </>
              )}
              {step.sha256 !== null && (
                <>
                  <dt>SHA-256</dt>
                  <dd>
                    <code>{step.sha256}</code>
                  </dd>
                </>
              )}
              <dt>{t('playbooks.took')}</dt>
              <dd>{Math.round(step.ms)} ms</dd>
            </dl>
          </details>
        </li>
      ))}
    </ol>
  );
}

/** Leads to a record by its name in this copy of the case. */
function RecordLink({ name }: { name: string }) {
  const [sourceId, ordinal] = name.split(':').map(Number);
  if (sourceId === undefined || ordinal === undefined) return null;
  return (
    <UnstyledButton className={classes['record']} onClick={() => showRecord({ sourceId, ordinal })}>
      {name}
    </UnstyledButton>
  );
}
