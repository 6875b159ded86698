import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useAction, useCall, useClient } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { fetchToDisk } from '../export/export-store.ts';
import classes from './TeamScreen.module.css';

type Archive = Output<'tenant.auditArchives'>[number];

const time = (at: string): string => formatUs(Date.parse(at) * 1000, 'UTC');

/** Old entries of the log, which the server keeps in archives: what is in each, checked and saved one by one. */
export function AuditArchives() {
  const { t } = useTranslation();
  const { data: archives, error } = useCall('tenant.auditArchives', {}, { keep: true });
  if (archives === undefined) return <FailureNotice failure={error} />;
  return (
    <>
      <h3>{t('team.archives.title')}</h3>
      <p className={classes['dim']}>
        {t(archives.length === 0 ? 'team.archives.none' : 'team.archives.about')}
      </p>
      {archives.length > 0 && (
        <table className={classes['rows']}>
          <tbody>
            {archives.map((archive) => (
              <Row key={archive.first} archive={archive} />
            ))}
          </tbody>
        </table>
      )}
      <FailureNotice failure={error} />
    </>
  );
}

function Row({ archive }: { archive: Archive }) {
  const { t } = useTranslation();
  const { first, upto, since, until, archivedAt, by } = archive;
  const check = useAction('tenant.checkAuditArchive');
  const { failure, saving, save } = useSave(archive);
  const span = { from: formatNumber(first), to: formatNumber(upto - 1) };
  return (
    <tr>
      <td className={classes['wrap']}>
        {t('team.archives.entries', span)}{' '}
        <span className={classes['dim']}>
          {t('team.archives.times', { since: time(since), until: time(until) })}
        </span>
        <br />
        <span className={classes['dim']}>
          {t(by === null ? 'team.archives.made' : 'team.archives.madeFor', {
            at: time(archivedAt),
            by,
          })}
        </span>
        <span role="status">
          {check.data !== undefined && (
            <>
              <br />
              {check.data.wrong === null
                ? t('team.archives.holds', { count: check.data.entries })
                : t('team.archives.wrong', { reason: check.data.wrong })}
            </>
          )}
        </span>
        <FailureNotice failure={failure ?? check.error} />
      </td>
      <td>
        <Button
          size="compact-xs"
          variant="subtle"
          loading={check.isPending}
          aria-label={t('team.archives.checkNamed', span)}
          onClick={() => check.mutate({ first })}
        >
          {t('team.archives.check')}
        </Button>
        <Button
          size="compact-xs"
          variant="subtle"
          loading={saving}
          aria-label={t('team.archives.saveNamed', span)}
          onClick={save}
        >
          {t('team.archives.save')}
        </Button>
      </td>
    </tr>
  );
}

function useSave({ first, upto }: Archive) {
  const { t } = useTranslation();
  const client = useClient();
  const notify = useApp((app) => app.notify);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const [saving, setSaving] = useState(false);
  const saved = async (): Promise<void> => {
    setSaving(true);
    setFailure(null);
    try {
      const { file } = await client.stream(
        'tenant.saveAuditArchive',
        { first, upto },
        ({ address }) => fetchToDisk(address),
        new AbortController().signal,
      );
      notify({ kind: 'info', text: t('team.archives.saved', { file }) });
    } catch (error) {
      if (error instanceof ContractFailure) setFailure(error);
    } finally {
      setSaving(false);
    }
  };
  return { failure, saving, save: () => void saved() };
}
