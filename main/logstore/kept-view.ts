import { Failure } from '#shared/model/failure.ts';
import type { BlockSummary, ScanAnswer } from './search-operations.ts';
import type { SearchAnswer, SearchInput } from './search-request.ts';
import type { ViewEntry } from './view.ts';

/** The answer to a search, as long as it is kept. */
export interface View {
  readonly id: string;
  readonly key: string;
  entries: ViewEntry[];
  total: number;
  /** Blocks that were looked at and what decided, so that a repeated search looks only at new ones. */
  readonly scanned: Map<number, { readonly by: ScanAnswer['by']; readonly records: number }>;
  readonly meaning: string[];
  /** Asks for templates or issues, which were folded anew since: the next search of it begins again. */
  isStale: boolean;
  /** Earliest time of what came into it since its folded rows were counted; Infinity: nothing did. */
  newUs: number;
  /** Folded rows in each `RUN_CUT` rows from its beginning, as far as they were counted. */
  readonly runCounts: number[];
  /** Searches that gave it and did not let go of it. */
  askers: number;
}

/** A view that nothing was taken into yet. */
export function newView(id: string, key: string, meaning: string[]): View {
  return {
    id,
    key,
    entries: [],
    total: 0,
    scanned: new Map(),
    meaning,
    isStale: false,
    newUs: Number.POSITIVE_INFINITY,
    runCounts: [],
    askers: 1,
  };
}

const STEP_WORDS: Record<ScanAnswer['by'], string> = {
  facts: 'decided by time, level and source, block unopened',
  templates: 'decided by templates, block unopened',
  words: 'ruled out by the word filter, block unopened',
  fields: 'decided by fields, text unopened',
  records: 'opened and looked at record by record',
};

/** How the answer was found, in words and numbers. */
export function stepsOf({ scanned }: View): SearchAnswer['steps'] {
  const steps = new Map<ScanAnswer['by'], { blocks: number; records: number }>();
  for (const { by, records } of scanned.values()) {
    const step = steps.get(by) ?? { blocks: 0, records: 0 };
    steps.set(by, { blocks: step.blocks + 1, records: step.records + records });
  }
  return [...steps].map(([by, step]) => ({ by: STEP_WORDS[by], ...step }));
}

/** Whether every record is an answer. */
export function asksNothing({ query, fromUs, toUs }: SearchInput): boolean {
  return query.trim() === '' && fromUs === null && toUs === null;
}

/** Takes blocks into a view that asks for everything: no thread need look at them. */
export function takeWhole(view: View, blocks: readonly BlockSummary[]): void {
  for (const { id, records, minUs } of blocks) {
    view.newUs = Math.min(view.newUs, minUs);
    view.scanned.set(id, { by: 'facts', records });
    if (records > 0) view.entries.push({ blockId: id, count: records, selection: { by: 'all' } });
    view.total += records;
  }
}

/** Forgets blocks of a view whose records stand in other blocks by now. */
export function dropReplaced(view: View, blocks: readonly { readonly id: number }[]): void {
  const present = new Set(blocks.map(({ id }) => id));
  for (const id of view.scanned.keys()) if (!present.has(id)) view.scanned.delete(id);
  const entries = view.entries.filter(({ blockId }) => present.has(blockId));
  if (entries.length === view.entries.length) return;
  view.entries = entries;
  view.total = entries.reduce((sum, { count }) => sum + count, 0);
}

/** Blocks that one of the views has not been told of yet, newest first. */
export function unscanned(views: readonly View[], blocks: readonly BlockSummary[]): BlockSummary[] {
  return blocks
    .filter(({ id }) => views.some((view) => !view.scanned.has(id)))
    .sort((a, b) => b.maxUs - a.maxUs || b.id - a.id);
}

/** That a view was let go of, because others were asked for since. */
export function viewNotKept(): Failure {
  return new Failure(
    'VIEW_GONE',
    'This result is not kept any more. Search again.',
    {},
    { retryable: true },
  );
}

/** That there is no such record. */
export function recordGone(): Failure {
  return new Failure(
    'RECORD_GONE',
    'This record is not in the case any more: its source was removed or read again.',
  );
}
