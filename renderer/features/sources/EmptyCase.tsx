import { useTranslation } from 'react-i18next';
import { useCall, useConnection, type ContractFailure } from '../../client/index.ts';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { AddLogs } from './AddLogs.tsx';
import { Skipped } from './Skipped.tsx';

/** Whether the case has any source, or one is being read; null while that is not known, and why it cannot be. */
export function useHasSources(): { has: boolean | null; failure: ContractFailure | null } {
  const { data, error: failure } = useCall('sources.list', {}, { keep: true });
  const records = useConnection((connection) => connection.progress?.records ?? 0);
  if (data === undefined) return { has: null, failure };
  return { has: data.sources.length > 0 || records > 0, failure: null };
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
