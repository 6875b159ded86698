import { Menu, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { lastName } from '#shared/model/last-name.ts';
import { useAction, useConnection } from '../client/index.ts';
import { ExportStatus } from '../features/export/ExportStatus.tsx';
import { formatBytes } from '../ui/number.ts';
import { formatDuration } from '../ui/time.ts';
import { useApp } from './app-store.ts';
import { HitStatus } from './HitStatus.tsx';
import classes from './StatusBar.module.css';
import { SyncStatus } from './SyncStatus.tsx';
import { UnreadStatus } from './UnreadStatus.tsx';

/** The zones offered besides the case's own and the computer's. */
const ZONES = [
  'UTC',
  'America/New_York',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Asia/Kolkata',
  'Asia/Tokyo',
  'Australia/Sydney',
];

/** Zone that times are shown in. */
export function displayZone(state: Output<'app.state'>): string {
  const { zone } = state.settings;
  if (zone === 'local') return state.localZone;
  return zone === 'case' ? (state.openCase?.zone ?? 'UTC') : zone;
}

/** The bar that always tells the truth. */
export function StatusBar({ state }: { state: Output<'app.state'> }) {
  const { t } = useTranslation();
  const { connected } = useConnection();
  const status = useApp((app) => app.status);
  return (
    <footer className={classes['bar']}>
      {connected ? (
        <span>{t('status.unlocked')}</span>
      ) : (
        <span className={classes['bad']}>{t('status.disconnected')}</span>
      )}
      <IngestStatus />
      <UnreadStatus inCase={state.openCase !== null} />
      <ExportStatus />
      <HitStatus inCase={state.openCase !== null} />
      <SyncStatus />
      <span className={classes['gap']} />
      {status}
      <ZoneMenu state={state} />
    </footer>
  );
}

function IngestStatus() {
  const { t } = useTranslation();
  const progress = useConnection((connection) => connection.progress);
  const { mutate: cancel } = useAction('sources.cancel');
  if (progress === null || !progress.running) return null;
  const percent =
    progress.bytesTotal > 0 ? Math.floor((100 * progress.bytesDone) / progress.bytesTotal) : 0;
  const name = lastName(progress.path ?? '');
  const left =
    progress.secondsLeft === null
      ? ''
      : ` · ${t('status.left', { time: formatDuration(Math.ceil(progress.secondsLeft) * 1_000_000) })}`;
  return (
    <span className={classes['ingest']} role="status">
      <progress value={percent} max={100} aria-label={t('status.reading', { name })} />
      {t('status.reading', { name })} {percent} % · {formatBytes(progress.bytesPerSecond)}/s ·{' '}
      {t('counted.records', { count: progress.records })}
      {left}
      <UnstyledButton className={classes['link']} onClick={() => cancel({})}>
        {t('status.cancel')}
      </UnstyledButton>
    </span>
  );
}

function ZoneMenu({ state }: { state: Output<'app.state'> }) {
  const { t } = useTranslation();
  const { mutate: set } = useAction('settings.set');
  const choose = (zone: string) => set({ zone });
  const caseZone = state.openCase?.zone ?? 'UTC';
  const others = ZONES.filter((zone) => zone !== caseZone && zone !== state.localZone);
  return (
    <Menu position="top-end">
      <Menu.Target>
        <UnstyledButton
          className={classes['link']}
          aria-label={t('status.zone', { zone: displayZone(state) })}
        >
          {displayZone(state)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose('case')}>
          {t('status.caseZone', { zone: caseZone })}
        </Menu.Item>
        <Menu.Item onClick={() => choose('local')}>
          {t('status.localZone', { zone: state.localZone })}
        </Menu.Item>
        <Menu.Divider />
        {others.map((zone) => (
          <Menu.Item key={zone} onClick={() => choose(zone)}>
            {zone}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
