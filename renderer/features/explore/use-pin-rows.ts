import { useEffect, useState } from 'react';
import type { Output } from '#shared/contract/index.ts';
import { useClient } from '../../client/index.ts';

/** More pins than this are not all worth a mark on a scroll bar. */
const MARKED = 200;

/** Rows of a view at which pinned records stand, for the scroll bar. */
export function usePinRows(
  viewId: string | null,
  order: 'asc' | 'desc',
  total: number,
  pins: Output<'pins.list'>,
): readonly number[] {
  const client = useClient();
  const [rows, setRows] = useState<readonly number[]>([]);
  useEffect(() => {
    if (viewId === null || pins.length === 0) {
      setRows([]);
      return undefined;
    }
    const stop = new AbortController();
    const find = async (ref: Output<'pins.list'>[number]['ref']): Promise<number | null> => {
      const input = { viewId, order, at: { by: 'record', ref } } as const;
      return (await client.call('explore.locate', input, stop.signal)).row;
    };
    Promise.all(pins.slice(0, MARKED).map(({ ref }) => find(ref))).then(
      (found) => !stop.signal.aborted && setRows(found.filter((row) => row !== null)),
      // The view is gone or changing: the next one brings its own rows.
      () => {},
    );
    return () => stop.abort();
  }, [client, viewId, order, total, pins]);
  return rows;
}
