import { useTranslation } from 'react-i18next';
import { useCall, useConnection } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { AddLogs } from './AddLogs.tsx';
import { Skipped } from './Skipped.tsx';

/** Whether the case has any source, or one is being read; null while that is not known. */
export function useHasSources(): boolean | null {
  const { data } = useCall('sources.list', {}, { keep: true });
  const records = useConnection((connection) => connection.progress?.records ?? 0);
  if (data === undefined) return null;
  return data.sources.length > 0 || records > 0;
}

/** A case without logs: what to do next. */
export function EmptyCase() {
  const { t } = useTranslation();
  const { data } = useCall('sources.list', {}, { keep: true });
  return (
    <>
      <EmptyState title={t('sources.emptyTitle')} text={t('sources.emptyText')}>
        <AddLogs />
      </EmptyState>
      {data !== undefined && data.skipped.length > 0 && (
        <div style={{ position: 'fixed', insetBlockEnd: 40, insetInline: '20%' }}>
          <Skipped skipped={data.skipped} />
        </div>
      )}
    </>
  );
}
