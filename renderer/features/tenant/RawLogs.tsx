import { Button, Group, Progress } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Output } from '#shared/contract/index.ts';
import { useAction, useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatBytes, formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import { ShareRawLogs } from './ShareRawLogs.tsx';
import { TakeBackDialog } from './TakeBackDialog.tsx';
import { useRawLogsWork, type RawLogsWork } from './use-raw-logs-work.ts';
import classes from './TeamScreen.module.css';

type Shared = Output<'tenant.rawLogs'>[number];

/** Lines of logs that members share of the open case: what is there, and what can be done with it. */
export function RawLogs() {
  const { t } = useTranslation();
  const { data = [], error } = useCall('tenant.rawLogs', {}, { keep: true });
  const [asks, setAsks] = useState(false);
  const work = useRawLogsWork();
  const [takingBack, setTakingBack] = useState<Shared | null>(null);
  const { data: cases = [] } = useCall('tenant.cases', { archived: false }, { keep: true });
  const manages = cases.some(({ open, access }) => open && access === 'manage');
  return (
    <>
      <h3>{t('team.rawLogs.title')}</h3>
      <p className={classes['dim']}>{t('team.rawLogs.text')}</p>
      {data.length > 0 && (
        <table className={classes['rows']}>
          <tbody>
            {data.map((shared) => (
              <Row
                key={shared.uploadId}
                shared={shared}
                work={work}
                mayTakeBack={shared.isMine || manages}
                takeBack={() => setTakingBack(shared)}
              />
            ))}
          </tbody>
        </table>
      )}
      {work.progress !== null && <Running work={work} progress={work.progress} />}
      <FailureNotice failure={work.failure ?? error} />
      <Button
        mt="xs"
        variant="default"
        disabled={work.progress !== null}
        onClick={() => setAsks(true)}
      >
        {t('team.rawLogs.share')}
      </Button>
      {takingBack !== null && (
        <TakeBackDialog
          shared={takingBack}
          onDone={work.look}
          onClose={() => setTakingBack(null)}
        />
      )}
      {asks && <ShareRawLogs work={work} onClose={() => setAsks(false)} />}
    </>
  );
}

function Running({
  work,
  progress: { done, total },
}: {
  work: RawLogsWork;
  progress: NonNullable<RawLogsWork['progress']>;
}) {
  const { t } = useTranslation();
  const percent = total === 0 ? 0 : Math.floor((100 * done) / total);
  const words = t('team.rawLogs.progress', { percent, size: formatBytes(total) });
  return (
    <Group gap={8} mt="xs">
      <Progress.Root flex={1}>
        <Progress.Section value={percent} aria-label={words} />
      </Progress.Root>
      <span role="status">{words}</span>
      <Button size="compact-xs" variant="subtle" onClick={work.stop}>
        {t('team.rawLogs.stop')}
      </Button>
    </Group>
  );
}

function Row({
  shared,
  work,
  mayTakeBack,
  takeBack,
}: {
  shared: Shared;
  work: RawLogsWork;
  mayTakeBack: boolean;
  takeBack(): void;
}) {
  const { t } = useTranslation();
  const { uploadId, by, at, bytes, missing, contents, goOn, readable } = shared;
  const end = useAction('tenant.endReading');
  const busy = work.progress !== null;
  const marks = [
    contents === null ? t('team.rawLogs.noKey') : null,
    contents?.masked === true ? t('team.rawLogs.masked') : null,
    contents?.stale === true ? t('team.rawLogs.stale') : null,
    missing > 0
      ? t('team.rawLogs.missing', { percent: Math.floor((100 * (bytes - missing)) / bytes) })
      : null,
    readable === null
      ? null
      : t(readable.masked ? 'team.rawLogs.readableMasked' : 'team.rawLogs.readable', readable),
    contents?.absent === 0 ? t('team.rawLogs.here') : null,
  ].filter((mark) => mark !== null);
  return (
    <tr>
      <td>
        {t('team.rawLogs.line', {
          records: contents === null ? '?' : formatNumber(contents.records),
          sources: contents === null ? '?' : formatNumber(contents.sources),
          size: formatBytes(bytes),
          by,
          ago: formatRelative(Date.parse(at) * 1000),
        })}
        {marks.length > 0 && <span className={classes['dim']}> ({marks.join(', ')})</span>}
      </td>
      <td>
        {goOn !== null && missing > 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            onClick={() =>
              void work.share({
                sourceIds: goOn.sourceIds,
                note: '',
                leave: { masked: goOn.masked, override: null },
                serverReads: goOn.serverReads,
              })
            }
          >
            {t('team.rawLogs.goOn')}
          </Button>
        )}
        {contents !== null && contents.absent > 0 && missing === 0 && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            aria-label={t('team.rawLogs.fetchOf', { by })}
            onClick={() => void work.fetch(uploadId)}
          >
            {t('team.rawLogs.fetch')}
          </Button>
        )}
        {mayTakeBack && readable !== null && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            loading={end.isPending}
            aria-label={t('team.rawLogs.endReadingOf', { by })}
            onClick={() => end.mutate({ uploadId }, { onSuccess: work.look })}
          >
            {t('team.rawLogs.endReading')}
          </Button>
        )}
        {mayTakeBack && (
          <Button
            size="compact-xs"
            variant="subtle"
            disabled={busy}
            aria-label={t('team.rawLogs.takeBackOf', { by })}
            onClick={takeBack}
          >
            {t('team.rawLogs.takeBack')}
          </Button>
        )}
        <FailureNotice failure={end.error} />
      </td>
    </tr>
  );
}
