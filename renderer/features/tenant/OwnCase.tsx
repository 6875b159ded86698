import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatRelative } from '../../ui/time.ts';
import { CaseAccess } from './CaseAccess.tsx';
import { RawLogs } from './RawLogs.tsx';
import { Section } from './Section.tsx';
import classes from './TeamScreen.module.css';

type Sync = Output<'tenant.state'>['sync'];

/** The open case: whether it is shared, how far it is in step, and who has it. */
export function OwnCase({
  name,
  sync,
  mayRevive,
}: {
  name: string;
  sync: Sync;
  /** This member may share again what the team deleted. */
  mayRevive: boolean;
}) {
  const { t } = useTranslation();
  const share = useAction('tenant.share');
  const syncNow = useAction('tenant.syncNow');
  if (sync === null) {
    return <Section title={name}>{t('team.standing.looking')}</Section>;
  }
  if (sync.standing === 'not-shared') {
    return (
      <Section title={name}>
        <p>{t('team.notShared')}</p>
        <p className={classes['dim']}>{t('team.whatGoes')}</p>
        <Button onClick={() => share.mutate({})} loading={share.isPending}>
          {t('team.share')}
        </Button>
        <FailureNotice failure={share.error} />
      </Section>
    );
  }
  const has = ['synced', 'syncing', 'archived'].includes(sync.standing);
  return (
    <Section title={name}>
      <p role="status">
        {t(`team.standing.${sync.standing}`)}
        {sync.at !== null &&
          sync.standing !== 'synced' &&
          sync.standing !== 'archived' &&
          ` ${t('team.last', { ago: formatRelative(Date.parse(sync.at) * 1000) })}`}
        {sync.waiting > 0 && ` ${t('team.unsent', { count: sync.waiting })}`}
      </p>
      {sync.failure !== null && <p className={classes['dim']}>{sync.failure}</p>}
      <Button variant="default" onClick={() => syncNow.mutate({})} loading={syncNow.isPending}>
        {t('team.syncNow')}
      </Button>
      {sync.standing === 'deleted' && mayRevive && (
        <Button variant="default" onClick={() => share.mutate({})} loading={share.isPending}>
          {t('team.shareAgain')}
        </Button>
      )}
      <FailureNotice failure={syncNow.error ?? share.error} />
      {sync.attention > 0 && <Attention />}
      {has && <CaseAccess />}
      {has && <RawLogs />}
    </Section>
  );
}

function Attention() {
  const { t } = useTranslation();
  const { data = [] } = useCall('tenant.attention', {}, { keep: true });
  const retry = useAction('tenant.retry');
  const codes = [...new Set(data.map(({ code }) => code))];
  return (
    <>
      <h3>{t('team.attention')}</h3>
      <ul>
        {codes.map((code) => (
          <li key={code}>
            {t(`team.codes.${code}`, { count: data.filter((one) => one.code === code).length })}
          </li>
        ))}
      </ul>
      {data.some(({ way }) => way === 'sent') && (
        <Button variant="default" onClick={() => retry.mutate({})} loading={retry.isPending}>
          {t('team.retry')}
        </Button>
      )}
      <FailureNotice failure={retry.error} />
    </>
  );
}
