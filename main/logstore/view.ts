import type { BlockColumns } from './block-columns.ts';

/**
 * Which records of a block a view holds. `kinds` keeps what was decided without opening the block
 * (1 for each kind of its dictionary that is in), `list` the indices of the records in order of
 * time and their time index (null: none has a time, or it was not made), in memory that all search threads share.
 */
export type Selection =
  | { readonly by: 'all' }
  | { readonly by: 'kinds'; readonly accepted: Uint8Array }
  | { readonly by: 'list'; readonly indices: Uint32Array; readonly times: Uint8Array | null };

export interface ViewEntry {
  readonly blockId: number;
  readonly count: number;
  readonly selection: Selection;
}

/** Indices of the selected records in order of time; null: every record, and the block is in order. */
export function selectedIndices(selection: Selection, columns: BlockColumns): Uint32Array | null {
  switch (selection.by) {
    case 'all':
      return columns.order;
    case 'list':
      return selection.indices;
    case 'kinds': {
      const indices = new Uint32Array(columns.records);
      const { order, kinds } = columns;
      let count = 0;
      for (let i = 0; i < columns.records; i++) {
        const index = order === null ? i : (order[i] ?? 0);
        if (selection.accepted[kinds[index] ?? 0] === 1) indices[count++] = index;
      }
      return indices.slice(0, count);
    }
  }
}
