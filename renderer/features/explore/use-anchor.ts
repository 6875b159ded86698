import { useEffect, useRef } from 'react';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import { useClient } from '../../client/index.ts';

interface Place {
  readonly viewId: string | null;
  readonly order: 'asc' | 'desc';
  readonly total: number;
  /** The uppermost row in sight. */
  readonly first: number;
  readonly selected: number | null;
}

/**
 * Keeps a table where it is when its view grows: records that arrive above what is in sight move it along, and the
 * selected record stays the selected one.
 */
export function useAnchor(
  rowAt: (index: number) => RecordRow | null,
  place: Place,
  move: (row: number, from: number) => void,
  select: (row: number) => void,
): void {
  const client = useClient();
  const { viewId, order, total, first, selected } = place;
  const before = useRef(place);
  useEffect(() => {
    const { viewId: lastView, total: lastTotal, order: lastOrder } = before.current;
    before.current = place;
    if (viewId === null || viewId !== lastView || order !== lastOrder) return;
    if (total === lastTotal || lastTotal === 0) return;
    const find = async (ref: RecordRef): Promise<number | null> => {
      const at = { by: 'record', ref } as const;
      const { row } = await client.call('explore.locate', { viewId, order, at });
      return row;
    };
    const uppermost = rowAt(first)?.ref;
    const chosen = selected === null ? undefined : rowAt(selected)?.ref;
    // Newest first, the uppermost row at the top means: show me what arrives.
    if (uppermost !== undefined && first > 0) {
      void find(uppermost)
        .then((row) => row !== null && row !== first && move(row, first))
        .catch(() => {});
    }
    if (chosen !== undefined) {
      void find(chosen)
        .then((row) => row !== null && row !== selected && select(row))
        .catch(() => {});
    }
  });
}
