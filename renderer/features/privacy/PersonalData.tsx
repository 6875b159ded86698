import { Button, Progress } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCall, useClient } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatRelative } from '../../ui/time.ts';
import type { DataMap, DataMapRow, Source } from './case-privacy.ts';
import { CellRecords } from './CellRecords.tsx';
import { DataMapTable } from './DataMapTable.tsx';
import { useLook } from './look-store.ts';
import classes from './DataMapScreen.module.css';

/** Where personal data and secrets stand, counted, with the records behind each count. */
export function PersonalData({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation();
  const { data } = useCall('privacy.map', {}, { keep: true });
  const [chosen, setChosen] = useState<DataMapRow | null>(null);
  const map = data?.map ?? null;
  return (
    <div className={classes['map']}>
      <LookBar map={map} />
      {map === null ? (
        data !== undefined && (
          <EmptyState title={t('privacy.start')} text={t('privacy.startText')} />
        )
      ) : map.rows.length === 0 ? (
        <EmptyState title={t('privacy.none')} text={t('privacy.noneText')} />
      ) : (
        <div className={classes['columns']}>
          <DataMapTable rows={map.rows} sources={sources} chosen={chosen} onChoose={setChosen} />
          <CellRecords cell={chosen} />
        </div>
      )}
    </div>
  );
}

/** Starts the search, shows how far it is, and says when it was last done. */
function LookBar({ map }: { map: DataMap | null }) {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const { running, look, stop } = useLook();
  const { data: time } = useCall('explore.time', {}, { keep: true });
  if (running !== null) {
    const { done, total } = running;
    return (
      <div className={classes['bar']}>
        <Progress
          className={classes['progress'] ?? ''}
          value={total === 0 ? 0 : (100 * done) / total}
          aria-label={t('privacy.looking')}
        />
        <span>{t('privacy.blocks', { done: formatNumber(done), total: formatNumber(total) })}</span>
        <Button size="compact-xs" variant="default" onClick={stop}>
          {t('privacy.cancel')}
        </Button>
      </div>
    );
  }
  const since = map === null || time === undefined ? 0 : time.records - map.records;
  const start = (): void =>
    look(client, () => void queries.invalidateQueries({ queryKey: ['privacy.map'] }));
  return (
    <div className={classes['bar']}>
      <Button size="xs" variant={map === null ? 'filled' : 'default'} onClick={start}>
        {map === null ? t('privacy.look') : t('privacy.lookAgain')}
      </Button>
      <span role="status">
        {map === null
          ? t('privacy.never')
          : t('privacy.taken', {
              places: formatNumber(map.rows.reduce((sum, { count }) => sum + count, 0)),
              records: formatNumber(map.records),
              ago: formatRelative(Date.parse(map.at) * 1000),
            })}
        {since > 0 && (
          <strong className={classes['since']}>
            {' '}
            {t('privacy.since', { count: since, formatted: formatNumber(since) })}
          </strong>
        )}
      </span>
    </div>
  );
}
