import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParts } from '../../ui/use-parts.ts';
import { useExploreContext } from './explore-context.ts';
import { useExplore } from './explore-store.ts';
import { Histogram } from './Histogram.tsx';
import { RecordsTable } from './RecordsTable.tsx';
import classes from './RecordsPanel.module.css';
import { SameEvent } from './SameEvent.tsx';
import type { Search } from './use-search.ts';

/** The middle of the screen: time, the table, and below it the results where the table is not narrowed. */
export function RecordsPanel() {
  const { t } = useTranslation();
  const explore = useExploreContext();
  const { histogram, mode, order } = useExplore(useParts('histogram', 'mode', 'order'));
  const { search, everything, zone, tableIs } = explore;
  useEffect(() => {
    tableIs(true);
    return () => tableIs(false);
  }, [tableIs]);
  const shownId = mode === 'below' ? everything.viewId : search.viewId;
  const below = mode === 'below';
  return (
    <div className={classes['panel']}>
      {histogram && search.viewId !== null && (
        <Histogram viewId={search.viewId} zone={zone} version={search.version} />
      )}
      <SameEvent />
      {search.running && search.share < 1 && <SearchProgress search={search} />}
      <div className={classes['table']}>
        <RecordsTable
          search={below ? everything : search}
          handle={explore.table}
          label={t('explore.table.label')}
          hits={below ? search.viewId : null}
          order={order}
        />
      </div>
      {below && (
        <div className={classes['results']}>
          <div className={classes['resultsHead']}>
            {t('explore.results.title', {
              count: search.total,
              formatted: search.total.toLocaleString('en'),
            })}
          </div>
          <div className={classes['table']}>
            <RecordsTable
              search={search}
              handle={explore.results}
              label={t('explore.results.label')}
              hits={null}
              order={order}
              shows={shownId !== null}
            />
          </div>
        </div>
      )}
    </div>
  );
}

/** What is over in less than this shows nothing: it would only flicker, with every record that arrives. */
const SHOW_AFTER_MS = 250;

function SearchProgress({ search }: { search: Search }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SHOW_AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  if (!shown) return null;
  return (
    <div className={classes['progress']} role="status">
      <progress value={search.share} max={1} aria-label={t('explore.search.running')} />
      {t('explore.search.share', { percent: Math.floor(search.share * 100) })}
      <Button variant="subtle" size="compact-xs" onClick={search.cancel}>
        {t('status.cancel')}
      </Button>
    </div>
  );
}
