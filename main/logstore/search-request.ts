import type { RecordRef } from '#shared/model/record.ts';

/** What to search for. Times are inclusive, microseconds UTC. */
export interface SearchInput {
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** How far a search has come. */
export interface SearchProgress {
  readonly viewId: string;
  readonly total: number;
  readonly blocksDone: number;
  readonly blocksTotal: number;
}

/** What a search found, and how. */
export interface SearchAnswer {
  readonly viewId: string;
  readonly total: number;
  readonly seconds: number;
  readonly meaning: string[];
  readonly steps: { by: string; blocks: number; records: number }[];
}

/** Of the rows of a view: oldest or newest first. */
export type Order = 'asc' | 'desc';

/** A point to find in a view. */
export type Target =
  | { readonly by: 'record'; readonly ref: RecordRef }
  | { readonly by: 'time'; readonly us: number }
  | { readonly by: 'line'; readonly sourceId: number; readonly line: number };
