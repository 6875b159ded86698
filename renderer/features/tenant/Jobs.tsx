import { Alert, Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Dead = Output<'tenant.jobs'>['dead'][number];

const ago = (time: string): string => formatRelative(Date.parse(time) * 1000);

/** The work that the server does by itself: how each kind stands, and what was given up, to be done anew. */
export function Jobs() {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [cursor, setCursor] = useState<string | null>(null);
  const { data, error } = useCall('tenant.jobs', { cursor }, { keep: true });
  const redrive = useAction('tenant.redriveJobs');
  const again = (ids?: string[]): void =>
    redrive.mutate(ids === undefined ? {} : { jobIds: ids }, {
      onSuccess: () => {
        setCursor(null);
        void queries.invalidateQueries({ queryKey: ['tenant.jobs'] });
      },
    });
  return (
    <Section title={t('team.jobs.title')}>
      <p className={classes['dim']}>{t('team.jobs.about')}</p>
      {data !== undefined && (
        <table className={classes['rows']}>
          <thead>
            <tr>
              <th scope="col">{t('team.jobs.kind')}</th>
              <th scope="col">{t('team.jobs.waiting')}</th>
              <th scope="col">{t('team.jobs.running')}</th>
              <th scope="col">{t('team.jobs.done')}</th>
            </tr>
          </thead>
          <tbody>
            {data.kinds.map(({ kind, waiting, running, doneAt }) => (
              <tr key={kind}>
                <td>{t(`team.jobs.kinds.${kind}`, { defaultValue: kind })}</td>
                <td>{formatNumber(waiting)}</td>
                <td>{formatNumber(running)}</td>
                <td>{doneAt === null ? t('team.jobs.never') : ago(doneAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {data !== undefined && data.dead.length > 0 && (
        <Alert mt="sm" color="red" title={t('team.jobs.dead')}>
          <table className={classes['rows']}>
            <tbody>
              {data.dead.map((job) => (
                <DeadRow key={job.jobId} job={job} again={() => again([job.jobId])} />
              ))}
            </tbody>
          </table>
          <Button size="xs" mt="sm" loading={redrive.isPending} onClick={() => again()}>
            {t('team.jobs.allAgain')}
          </Button>{' '}
          {data.next !== null && (
            <Button size="xs" mt="sm" variant="default" onClick={() => setCursor(data.next)}>
              {t('team.jobs.older')}
            </Button>
          )}
        </Alert>
      )}
      <FailureNotice failure={error ?? redrive.error} />
    </Section>
  );
}

function DeadRow({ job: { kind, why, tries, diedAt }, again }: { job: Dead; again: () => void }) {
  const { t } = useTranslation();
  const name = t(`team.jobs.kinds.${kind}`, { defaultValue: kind });
  return (
    <tr>
      <td>
        {name}{' '}
        <span className={classes['dim']}>
          {t('team.jobs.tried', { count: tries, ago: ago(diedAt) })}
        </span>
        <br />
        {why}
      </td>
      <td>
        <Button
          size="compact-xs"
          variant="default"
          aria-label={t('team.jobs.againNamed', { name })}
          onClick={again}
        >
          {t('team.jobs.again')}
        </Button>
      </td>
    </tr>
  );
}
