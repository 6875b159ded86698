import { useEffect, useState } from 'react';
import { useClient } from '../../client/index.ts';
import { useExplore } from './explore-store.ts';
import type { Search } from './use-search.ts';

/** While records arrive they are not counted with each that does. */
const SETTLED_MS = 400;

/** How many rows the result has while like records are folded; null: they are not, or it is not counted yet. */
export function useFoldedCount({ viewId, version, running }: Search): number | null {
  const client = useClient();
  const fold = useExplore((state) => state.fold);
  const [counted, setCounted] = useState<{ viewId: string; rows: number } | null>(null);
  useEffect(() => {
    if (viewId === null || running || !fold) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      client.call('explore.runCount', { viewId }, stop.signal).then(
        ({ runs }) => !stop.signal.aborted && setCounted({ viewId, rows: runs }),
        // The view is gone or changing: the next one is counted.
        () => {},
      );
    }, SETTLED_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [client, viewId, version, running, fold]);
  return fold && counted?.viewId === viewId ? counted.rows : null;
}
