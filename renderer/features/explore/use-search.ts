import { useEffect, useMemo, useRef, useState } from 'react';
import type { Item, Output } from '#shared/contract/index.ts';
import { ContractFailure, useClient, useConnection, type Client } from '../../client/index.ts';
import type { TimeRange } from './explore-store.ts';

/** A search, under way or done. */
export interface Search {
  /** Null until the first answer. While another query runs this is still the last one's. */
  readonly viewId: string | null;
  readonly total: number;
  readonly running: boolean;
  /** Share of the blocks that were looked at, 0 to 1. */
  readonly share: number;
  readonly failure: ContractFailure | null;
  readonly answer: Output<'explore.search'> | null;
  /** Rises whenever rows of the view may have changed. */
  readonly version: number;
  cancel(): void;
  /** Its view is not kept any more, or its rows could not be had: runs it again, once a view. */
  lost(viewId: string): void;
}

type State = Omit<Search, 'cancel' | 'lost'>;

const NOTHING: State = {
  viewId: null,
  total: 0,
  running: true,
  share: 0,
  failure: null,
  answer: null,
  version: 0,
};

/**
 * Runs a search, again when its query changes or records arrive. The one before is cancelled. With the
 * same query `main` looks only at what is new and the view keeps its name, so nothing jumps.
 */
export function useSearch(query: string | null, range: TimeRange): Search {
  const client = useClient();
  const recordsVersion = useConnection((connection) => connection.recordsVersion);
  const [state, setState] = useState<State>(NOTHING);
  // Kept as a name, not counted: a view lost again and again is not searched for without end.
  const [lostView, setLostView] = useState<string | null>(null);
  const stop = useRef<AbortController | null>(null);
  const { fromUs, toUs } = range;
  useEffect(() => {
    if (query === null) return undefined;
    const controller = new AbortController();
    stop.current = controller;
    void run(client, { query, fromUs, toUs }, controller.signal, setState);
    return () => controller.abort();
  }, [client, query, fromUs, toUs, recordsVersion, lostView]);
  return useMemo(
    () => ({ ...state, cancel: () => stop.current?.abort(), lost: setLostView }),
    [state],
  );
}

async function run(
  client: Client,
  input: { query: string; fromUs: number | null; toUs: number | null },
  signal: AbortSignal,
  set: (change: (state: State) => State) => void,
): Promise<void> {
  set((state) => ({ ...state, running: true, share: 0, failure: null }));
  const onItem = ({ viewId, total, blocksDone, blocksTotal }: Item<'explore.search'>): void => {
    if (signal.aborted) return;
    const share = blocksTotal === 0 ? 1 : blocksDone / blocksTotal;
    set((state) => ({ ...state, viewId, total, share, version: state.version + 1 }));
  };
  try {
    const answer = await client.stream('explore.search', input, onItem, signal);
    if (signal.aborted) return;
    const { viewId, total } = answer;
    set(({ version }) => ({
      viewId,
      total,
      running: false,
      share: 1,
      failure: null,
      answer,
      version: version + 1,
    }));
  } catch (error) {
    const failure = error instanceof ContractFailure ? error : null;
    if (failure?.code === 'CANCELLED') set((state) => ({ ...state, running: false }));
    else set((state) => ({ ...state, running: false, failure }));
  }
}
