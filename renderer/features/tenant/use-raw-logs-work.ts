import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Input } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { ContractFailure, useClient } from '../../client/index.ts';
import { formatNumber } from '../../ui/number.ts';

/** Sending and fetching of raw logs, one at a time. */
export interface RawLogsWork {
  /** Null: nothing runs. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly failure: ContractFailure | null;
  share(request: Input<'tenant.shareRawLogs'>): Promise<void>;
  fetch(uploadId: string): Promise<void>;
  stop(): void;
  /** Looks anew what is there. */
  look(): void;
}

/** What runs of it, and how far it is. Stopped, it can be gone on with. */
export function useRawLogsWork(): RawLogsWork {
  const { t } = useTranslation();
  const client = useClient();
  const queries = useQueryClient();
  const notify = useApp((app) => app.notify);
  const [progress, setProgress] = useState<RawLogsWork['progress']>(null);
  const [failure, setFailure] = useState<ContractFailure | null>(null);
  const running = useRef<AbortController | null>(null);
  const look = (): void => {
    void queries.invalidateQueries({ queryKey: ['tenant.rawLogs'] });
    void queries.invalidateQueries({ queryKey: ['tenant.storedRawLogs'] });
  };

  async function run(work: (signal: AbortSignal) => Promise<string>): Promise<void> {
    const controller = new AbortController();
    running.current = controller;
    setProgress({ done: 0, total: 0 });
    setFailure(null);
    try {
      notify({ kind: 'info', text: await work(controller.signal) });
    } catch (error) {
      if (!(error instanceof ContractFailure)) throw error;
      if (error.code !== 'CANCELLED') setFailure(error);
    } finally {
      setProgress(null);
      look();
    }
  }

  return {
    progress,
    failure,
    look,
    stop: () => running.current?.abort(),
    share: (request) =>
      run(async (signal) => {
        const { records } = await client.stream(
          'tenant.shareRawLogs',
          request,
          setProgress,
          signal,
        );
        return t('team.rawLogs.shared', { records: formatNumber(records) });
      }),
    fetch: (uploadId) =>
      run(async (signal) => {
        const { sources, withheld } = await client.stream(
          'tenant.fetchRawLogs',
          { uploadId },
          setProgress,
          signal,
        );
        const left = withheld === 0 ? '' : ` ${t('team.rawLogs.withheld', { count: withheld })}`;
        return `${t('team.rawLogs.fetched', { count: sources })}${left}`;
      }),
  };
}
