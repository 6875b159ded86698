import { Switch, UnstyledButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { displayZone } from '../../app/index.ts';
import { useCall } from '../../client/index.ts';
import { FailureNotice } from '../../ui/FailureNotice.tsx';
import { formatNumber } from '../../ui/number.ts';
import { formatUs } from '../../ui/time.ts';
import { showRecord } from '../hypotheses/show-records.ts';
import type { DataMapRow } from './case-privacy.ts';
import classes from './DataMapScreen.module.css';

/** Records that are listed of a cell. */
const LISTED = 200;

/** The records behind a number of the map; what is personal in them is only named until it is asked for. */
export function CellRecords({ cell }: { cell: DataMapRow | null }) {
  const { t } = useTranslation();
  if (cell === null) {
    return (
      <aside className={classes['records']} aria-label={t('privacy.records')}>
        <p className={classes['hint']}>{t('privacy.choose')}</p>
      </aside>
    );
  }
  const { sourceId, field, kind } = cell;
  return <Listed key={`${sourceId} ${kind} ${field}`} cell={cell} />;
}

function Listed({ cell }: { cell: DataMapRow }) {
  const { t } = useTranslation();
  const [clear, setClear] = useState(false);
  const { data: state } = useCall('app.state', {}, { keep: true });
  const zone = state === undefined ? 'UTC' : displayZone(state);
  const { sourceId, field, kind, count, distinct, records } = cell;
  const { data, error } = useCall(
    'privacy.records',
    { sourceId, field, kind, clear, limit: LISTED },
    { keep: true },
  );
  return (
    <aside className={classes['records']} aria-label={t('privacy.records')}>
      <h2 className={classes['title']}>
        {t('privacy.cellTitle', {
          kind: t(`privacy.kinds.${kind}`),
          field: field === '' ? t('privacy.elsewhere') : field,
        })}
      </h2>
      <p className={classes['hint']}>
        {t('privacy.distinct', {
          places: formatNumber(count),
          distinct: formatNumber(distinct),
          records: formatNumber(records),
        })}
      </p>
      <Switch
        size="xs"
        label={t('privacy.clear')}
        checked={clear}
        onChange={(event) => setClear(event.currentTarget.checked)}
      />
      <FailureNotice failure={error} />
      <ol className={classes['list']}>
        {data?.map(({ ref, us, line, pieces }) => (
          <li key={ref.ordinal}>
            <UnstyledButton className={classes['record']} onClick={() => showRecord(ref)}>
              <span className={classes['facts']}>
                {us === null ? '' : `${formatUs(us, zone)} · `}
                {t('privacy.line', { line: formatNumber(line) })}
              </span>
              <span className={classes['text']}>
                {pieces.map(({ text, kind: found }, at) =>
                  found === null ? (
                    text
                  ) : (
                    // oxlint-disable-next-line react/no-array-index-key -- pieces have no other name
                    <mark key={at} data-masked={text === ''}>
                      {text === '' ? t(`privacy.kinds.${found}`) : text}
                    </mark>
                  ),
                )}
              </span>
            </UnstyledButton>
          </li>
        ))}
      </ol>
      {data?.length === LISTED && (
        <p className={classes['hint']}>{t('privacy.first', { count: LISTED })}</p>
      )}
    </aside>
  );
}
