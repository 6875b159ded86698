import type { RecordRef } from '#shared/model/record.ts';
import { useApp } from '../../app/index.ts';
import { useCompare } from '../compare/compare-store.ts';
import { useExplore } from '../explore/explore-store.ts';

/** Opens the records that a query finds in a stretch of time. */
export function showRecords(query: string, fromUs: number | null, toUs: number | null): void {
  // The range of the Explore screen is open at neither end or at both.
  const both = fromUs !== null && toUs !== null;
  const range = both ? { fromUs, toUs } : { fromUs: null, toUs: null };
  const bound =
    fromUs !== null && !both ? `time:[${new Date(fromUs / 1000).toISOString()} TO *]` : '';
  const parts = [query, bound].filter((part) => part !== '');
  const joined =
    parts.length > 1 ? parts.map((part) => `(${part})`).join(' AND ') : (parts[0] ?? '');
  useExplore.getState().ask({ query: joined, range });
  useApp.getState().go('explore');
}

/** Brings one record into sight among all others. */
export function showRecord(ref: RecordRef): void {
  const range = { fromUs: null, toUs: null };
  useExplore.getState().ask({ query: '', range, selected: ref, detail: true });
  useApp.getState().go('explore');
}

/** Compares the time before a moment with the time from it on. */
export function compareAround(splitUs: number): void {
  useCompare
    .getState()
    .compare(
      { query: '', fromUs: null, toUs: splitUs - 1 },
      { query: '', fromUs: splitUs, toUs: null },
    );
  useApp.getState().go('compare');
}
