import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { ReadRawLogs } from './ReadRawLogs.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Stored = Output<'tenant.storedRawLogs'>[number];

/** What lies on the server of raw logs, case by case: whose, how much, sealed or readable; those that it may read can be read here. */
export function StoredRawLogs({ ofTeam }: { ofTeam: boolean }) {
  const { t } = useTranslation();
  const { data: stored, error } = useCall('tenant.storedRawLogs', {}, { keep: true });
  const { data: live = [] } = useCall('tenant.cases', { archived: false }, { keep: true });
  const { data: archived = [] } = useCall('tenant.cases', { archived: true }, { keep: true });
  const [reading, setReading] = useState<Stored | null>(null);
  const names = new Map([...live, ...archived].map(({ caseId, name }) => [caseId, name]));
  const nameOf = (caseId: string): string => names.get(caseId) ?? caseId;
  const byCase = Map.groupBy(stored ?? [], ({ caseId }) => caseId);
  return (
    <Section title={t('team.stored.title')}>
      <p className={classes['dim']}>{t(ofTeam ? 'team.stored.aboutTeam' : 'team.stored.about')}</p>
      <FailureNotice failure={error} />
      {stored?.length === 0 && <p className={classes['dim']}>{t('team.stored.none')}</p>}
      {[...byCase].map(([caseId, uploads]) => (
        <div key={caseId} className={classes['scroll']}>
          <h3 className={classes['wrap']}>{nameOf(caseId)}</h3>
          <table className={classes['rows']}>
            <thead>
              <tr>
                <th scope="col">{t('team.stored.what')}</th>
                <th scope="col">{t('team.stored.size')}</th>
                <th scope="col">{t('team.stored.by')}</th>
                <th scope="col" aria-label={t('team.stored.read')} />
              </tr>
            </thead>
            <tbody>
              {uploads.map((one) => (
                <Row key={one.uploadId} of={one} read={() => setReading(one)} />
              ))}
            </tbody>
          </table>
        </div>
      ))}
      {reading !== null && (
        <ReadRawLogs of={reading} name={nameOf(reading.caseId)} onClose={() => setReading(null)} />
      )}
    </Section>
  );
}

function Row({
  of: { sharedBy, at, bytes, missing, readable },
  read,
}: {
  of: Stored;
  read(): void;
}) {
  const { t } = useTranslation();
  const sent = Math.floor((100 * (bytes - missing)) / bytes);
  return (
    <tr>
      <td>
        {readable === null ? (
          t('team.stored.sealed')
        ) : (
          <>
            {t(readable.masked ? 'team.stored.masked' : 'team.stored.clear', {
              version: readable.version,
            })}
            {readable.sources.map(({ name, first, records }) => (
              <span key={first} className={`${classes['dim']} ${classes['part']}`}>
                {t('team.stored.source', { name, count: records, records: formatNumber(records) })}
              </span>
            ))}
          </>
        )}
      </td>
      <td>
        {formatBytes(bytes)}
        {missing > 0 && (
          <span className={classes['dim']}> {t('team.rawLogs.missing', { percent: sent })}</span>
        )}
      </td>
      <td>
        {sharedBy} <span className={classes['dim']}>{formatRelative(Date.parse(at) * 1000)}</span>
      </td>
      <td>
        {readable !== null && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={t('team.stored.readOf', { by: sharedBy })}
            onClick={read}
          >
            {t('team.stored.read')}
          </Button>
        )}
      </td>
    </tr>
  );
}
