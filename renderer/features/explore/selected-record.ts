import type { RecordRow } from '#shared/model/record.ts';

/**
 * The record that is selected, for the panels of one Explore screen. Its line is not in the store, which holds no log lines, and
 * it is not state of the screen, all of which would be drawn with each arrow key.
 */
export interface SelectedRecord {
  row(): RecordRow | null;
  select(row: RecordRow | null): void;
  /** Gives back what ends it. */
  subscribe(hear: () => void): () => void;
}

/** Nothing is selected in it yet. */
export function createSelectedRecord(): SelectedRecord {
  let selected: RecordRow | null = null;
  const hearing = new Set<() => void>();
  return {
    row: () => selected,
    select(row) {
      if (row === selected) return;
      selected = row;
      for (const hear of hearing) hear();
    },
    subscribe(hear) {
      hearing.add(hear);
      return () => hearing.delete(hear);
    },
  };
}
