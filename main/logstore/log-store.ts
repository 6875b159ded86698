import { randomUUID } from 'node:crypto';
import type { Level } from '#shared/model/level.ts';
import type { RecordRef, RecordRow } from '#shared/model/record.ts';
import { caseRange, type CaseRange } from './case-range.ts';
import { entriesOfLines, entriesOfRows, type LineOfSource } from './export/chosen-entries.ts';
import type { LineRange } from './cited-lines.ts';
import { startExport, type ExportHow, type ViewExport } from './export/start-export.ts';
import { fitClocks } from './clock-fit.ts';
import { createFoldedRows } from './folded-rows.ts';
import { createPersonalReads } from './data-map.ts';
import { createFacets } from './facets-of-view.ts';
import {
  asksNothing,
  dropReplaced,
  newView,
  recordGone,
  stepsOf,
  takeWhole,
  unscanned,
  viewNotKept,
  type View,
} from './kept-view.ts';
import { roundSlices, type Slices } from './slices.ts';
import { emptyMarks, marksOf } from './scroll-marks.ts';
import type {
  BlockSummary,
  Knowledge,
  RecordDetail,
  RecordPlace,
  ScanAnswer,
} from './search-operations.ts';
import type { SearchPool } from './search-pool.ts';
import type { Order, SearchAnswer, SearchInput, SearchProgress, Target } from './search-request.ts';
import { NO_HITS, type RuleHits } from './rule-hits.ts';
import { searchBoth } from './search-both.ts';
import { searchOne } from './search-one.ts';
import { searchSet, type SetPass } from './search-set.ts';
import type { SetPlanInput } from './set-scan.ts';
import { createTemplateCounts } from './template-counts.ts';
import type { ViewEntry } from './view.ts';

/** Whether the answer to a query hangs on what records were folded into. */
const ASKS_ANALYSIS = /\b(?:template|issue)\s*:/;
const ASKS_RULES = /\bdetected\s*:/;

/** Views that are kept; the page needs its own, the one of all records and the ones of levels. */
const KEPT_VIEWS = 12;
const PROGRESS_EVERY_MS = 60;
/** The first rows are shown sooner. */
const FIRST_PROGRESS_MS = 25;

/** A case of so many blocks is searched by one thread sooner than another one has started. */
const BLOCKS_OF_ONE = 4;

/** The log store over a pool of search threads. Call `refresh` and `know` before the first search. */
export function createLogStore(pool: SearchPool) {
  let blocks: BlockSummary[] = [];
  let zone = 'UTC';
  let foldedInto: Knowledge['templateOf'] | null = null;
  const views = new Map<string, View>();
  const shown = Promise.withResolvers<void>();
  let ruleHits: RuleHits = NO_HITS;
  let reloads = 0;

  async function knowHits(hits: RuleHits): Promise<void> {
    for (const view of views.values()) view.isStale ||= ASKS_RULES.test(view.key);
    ruleHits = hits;
    await pool.all('knowHits', hits);
  }

  const viewOf = (id: string): View => {
    const view = views.get(id);
    if (view === undefined) throw viewNotKept();
    views.delete(id);
    views.set(id, view);
    return view;
  };

  const drop = async (id: string): Promise<void> => {
    if (!views.delete(id)) return;
    await pool.all('forgetView', { view: id });
    await pool.all('forgetPlan', { plan: id });
  };

  /** Lets go of a view, once for each search that gave it: who else asked for the same still has it. */
  const forget = async (id: string): Promise<void> => {
    const view = views.get(id);
    if (view !== undefined && --view.askers <= 0) await drop(id);
  };

  const ascending = (view: View, order: Order, start: number, count: number) => {
    const wanted = Math.max(0, Math.min(count, view.total - start));
    return { start: order === 'asc' ? start : view.total - start - wanted, count: wanted };
  };

  const flipped = (view: View, order: Order, row: number): number =>
    order === 'asc' ? row : view.total - 1 - row;

  async function openView(input: SearchInput): Promise<View> {
    const key = JSON.stringify([input.query.trim(), input.fromUs, input.toUs]);
    const kept = [...views.values()].find((view) => view.key === key && !view.isStale);
    if (kept !== undefined) {
      kept.askers++;
      return viewOf(kept.id);
    }
    const id = randomUUID();
    const { meaning } = await pool.all('plan', {
      plan: id,
      query: input.query,
      zone,
      fromUs: input.fromUs,
      toUs: input.toUs,
    });
    const view = newView(id, key, meaning);
    views.set(id, view);
    const oldest = views.size > KEPT_VIEWS ? views.keys().next().value : undefined;
    if (oldest !== undefined) await drop(oldest);
    return view;
  }

  function take(view: View, answer: ScanAnswer): void {
    if (view.scanned.has(answer.blockId)) return;
    const block = blocks.find(({ id }) => id === answer.blockId);
    view.scanned.set(answer.blockId, { by: answer.by, records: block?.records ?? 0 });
    if (answer.count === 0) return;
    view.newUs = Math.min(view.newUs, block?.minUs ?? 0);
    const { blockId, count, selection } = answer;
    view.entries.push({ blockId, count, selection });
    view.total += count;
  }

  const publish = (view: View): Promise<void> =>
    pool.all('setView', { view: view.id, entries: view.entries });

  /**
   * Runs a search to its end; newest blocks first. Rows of the view can be asked for from the first
   * progress on. Throws QUERY_INVALID, CANCELLED.
   */
  async function search(
    input: SearchInput,
    signal: AbortSignal,
    progress: (progress: SearchProgress) => void,
  ): Promise<SearchAnswer> {
    const started = performance.now();
    const view = await openView(input);
    dropReplaced(view, blocks);
    const blocksTotal = blocks.length;
    let toldMs = performance.now() - PROGRESS_EVERY_MS + FIRST_PROGRESS_MS;
    const tell = async (): Promise<void> => {
      await publish(view);
      const blocksDone = view.scanned.size;
      progress({ viewId: view.id, total: view.total, blocksDone, blocksTotal });
    };
    if (asksNothing(input)) {
      takeWhole(view, unscanned([view], blocks));
    } else {
      await searchOne(pool, blocks, view, signal, async (answers) => {
        for (const answer of answers) take(view, answer);
        if (performance.now() - toldMs < PROGRESS_EVERY_MS) return;
        toldMs = performance.now();
        await tell();
      });
    }
    await tell();
    return {
      viewId: view.id,
      total: view.total,
      seconds: (performance.now() - started) / 1000,
      meaning: view.meaning,
      steps: stepsOf(view),
    };
  }

  /** Two searches in one pass. Gives their views. Throws QUERY_INVALID, CANCELLED. */
  async function both(a: SearchInput, b: SearchInput, signal: AbortSignal): Promise<[View, View]> {
    const opened: [View, View] = [await openView(a), await openView(b)];
    for (const view of opened) dropReplaced(view, blocks);
    await searchBoth(pool, blocks, opened, signal, take);
    await Promise.all(opened.map(publish));
    return opened;
  }

  async function rows(
    viewId: string,
    order: Order,
    start: number,
    count: number,
  ): Promise<{ total: number; rows: RecordRow[] }> {
    const view = viewOf(viewId);
    const range = ascending(view, order, start, count);
    const found = await pool.any('rows', { view: viewId, ...range });
    shown.resolve();
    return { total: view.total, rows: order === 'asc' ? found : found.reverse() };
  }

  async function placeOf(target: Target): Promise<RecordPlace | null> {
    switch (target.by) {
      case 'record':
        return pool.any('placeOf', { ref: target.ref });
      case 'line':
        return pool.any('placeOfLine', { sourceId: target.sourceId, line: target.line });
      case 'time':
        return null;
    }
  }

  /** Row of a view nearest to a point; null when the view is empty or the point is not there. */
  async function locate(viewId: string, order: Order, target: Target): Promise<number | null> {
    const view = viewOf(viewId);
    if (view.total === 0) return null;
    let rank: number;
    if (target.by === 'time') {
      rank = await pool.any('rankOfTime', { view: viewId, us: target.us });
    } else {
      const place = await placeOf(target);
      if (place === null) return null;
      ({ rank } = await pool.any('rankOfPlace', { view: viewId, place }));
    }
    return flipped(view, order, Math.min(rank, view.total - 1));
  }

  /** The next row after (or before) one that is also in another view. */
  async function nextIn(
    viewId: string,
    order: Order,
    row: number,
    direction: 'next' | 'previous',
    otherId: string,
  ): Promise<number | null> {
    const view = viewOf(viewId);
    const other = viewOf(otherId);
    const forward = (direction === 'next') === (order === 'asc');
    let at: number;
    if (row < 0 || row >= view.total) {
      at = forward ? 0 : other.total - 1;
    } else {
      const [place] = await pool.any('places', {
        view: viewId,
        start: flipped(view, order, row),
        count: 1,
      });
      if (place === undefined) return null;
      const { rank, inView } = await pool.any('rankOfPlace', { view: otherId, place });
      at = forward ? rank + (inView ? 1 : 0) : rank - 1;
    }
    // A record of the other view need not be in this one: go on until one is.
    for (; at >= 0 && at < other.total; at += forward ? 1 : -1) {
      const [place] = await pool.any('places', { view: otherId, start: at, count: 1 });
      if (place === undefined) return null;
      const { rank, inView } = await pool.any('rankOfPlace', { view: viewId, place });
      if (inView) return flipped(view, order, rank);
    }
    return null;
  }

  async function levelView(atLeast: Level, atMost: Level): Promise<string> {
    const answer = await search(
      { query: `level:[${atLeast} TO ${atMost}]`, fromUs: null, toUs: null },
      new AbortController().signal,
      () => {},
    );
    return answer.viewId;
  }

  async function histogram(
    viewId: string,
    fromUs: number | null,
    toUs: number | null,
    buckets: number,
  ): Promise<{ slices: Slices; counts: Float64Array; untimed: number }> {
    viewOf(viewId);
    const range = caseRange(blocks);
    const from = fromUs ?? range.fromUs ?? 0;
    const to = toUs ?? range.toUs ?? from;
    const slices = roundSlices(from, to, buckets);
    const { counts, untimed } = await pool.any('histogram', { view: viewId, slices });
    return { slices, counts, untimed };
  }

  /** What tints a scroll bar, see `marksOf`. */
  async function marks(viewId: string, order: Order, slots: number, hitsId: string | null) {
    const { total } = viewOf(viewId);
    const range = caseRange(blocks);
    if (total === 0 || range.fromUs === null || range.toUs === null) return emptyMarks(slots);
    const slices = roundSlices(range.fromUs, range.toUs, slots * 2);
    const rowsByTime = await pool.any('histogram', { view: viewId, slices });
    const hits = hitsId === null ? null : await pool.any('histogram', { view: hitsId, slices });
    const found = marksOf(rowsByTime, hits, total, slots);
    return order === 'asc' ? found : { levels: found.levels.reverse(), hits: found.hits.reverse() };
  }

  return {
    /** Takes in what was committed since; `reload` when blocks were replaced or removed (views are forgotten); `live`: sources whose small blocks may have been merged. */
    async refresh(reload: boolean, live: readonly number[] = []): Promise<void> {
      // Records may be numbered otherwise from now on.
      if (reload && ruleHits !== NO_HITS) await knowHits(NO_HITS);
      // Nothing may come between forgetting the views and the threads' taking blocks in anew: blocks read again have the numbers of
      // those before, so a view made meanwhile would keep what was found in those.
      if (reload) {
        reloads++;
        views.clear();
      }
      blocks = await pool.all('refresh', { reload, live });
    },
    async know(knowledge: Knowledge, caseZone: string): Promise<void> {
      zone = caseZone;
      if (knowledge.templateOf !== foldedInto) {
        for (const view of views.values()) view.isStale ||= ASKS_ANALYSIS.test(view.key);
      }
      foldedInto = knowledge.templateOf;
      await pool.all('know', knowledge);
    },
    /** What `detected:` finds from now on; forgotten when records are read anew. */
    knowHits,
    ruleHits: (): RuleHits => ruleHits,
    /** Resolves with the first rows that were given. */
    shown: shown.promise,
    search,
    searchBoth: both,
    /** Asks many queries of every record in one pass, see `searchSet`. */
    searchSet: (formats: SetPlanInput['formats'], pass: SetPass): Promise<boolean> =>
      searchSet(pool, blocks, { zone, formats }, pass),
    /** How often blocks were taken in anew: what was found out about one before may not hold any more. */
    reloads: (): number => reloads,
    rows,
    locate,
    nextIn,
    levelView,
    histogram,
    marks,
    timeRange: (): CaseRange => caseRange(blocks),
    /** Records of the case by level code. */
    levelCounts: (): Promise<readonly number[]> => pool.any('levelCounts', null),
    /** Starts all search threads where there is something to search for each. A search starts them, too. */
    grow: (): void => {
      if (blocks.length > BLOCKS_OF_ONE) pool.grow();
    },
    forget,
    blocks: (): readonly BlockSummary[] => blocks,
    total: (viewId: string): number => viewOf(viewId).total,
    assignments: (blockId: number) => pool.any('assignments', { blockId }),

    ...createFacets(pool, viewOf),
    /** All that a comparison counts of a view, its fields in a sample. */
    sideTallies: (viewId: string) =>
      pool.any('sideTallies', { view: viewOf(viewId).id, sample: SIDE_SAMPLE }),
    async fields(viewId: string) {
      const { looked, fields } = await pool.any('fieldNames', {
        view: viewId,
        wanted: FIELD_SAMPLE,
      });
      return fields
        .map(({ count, ...field }) => ({ ...field, share: looked === 0 ? 0 : count / looked }))
        .sort((a, b) => b.share - a.share || a.name.localeCompare(b.name));
    },
    async record(ref: RecordRef): Promise<RecordDetail> {
      const detail = await pool.any('record', { ref });
      if (detail === null) throw recordGone();
      return detail;
    },
    cite: (refs: readonly RecordRef[]) => pool.any('cite', { refs }),
    cited: (places: readonly LineRange[]) => pool.any('cited', { places }),
    sourceRows: (ref: RecordRef, before: number, after: number) =>
      pool.any('sourceRows', { ref, before, after }),
    /** Everything that a view holds now. */
    entriesOf: (viewId: string): readonly ViewEntry[] => [...viewOf(viewId).entries],
    /** Rows of a view as entries, for an export of them alone. */
    entriesOfRows: (viewId: string, order: Order, start: number, count: number) =>
      entriesOfRows(pool, viewId, ascending(viewOf(viewId), order, start, count)),
    /** The records that stand at lines of sources; what is not there any more is left out. */
    entriesOfLines: (lines: readonly LineOfSource[]) => entriesOfLines(pool, lines),
    /** Records on their way out; what arrives later is not among them. */
    startExport: (entries: readonly ViewEntry[], how: ExportHow): ViewExport =>
      startExport(pool, entries, how),
    clockFit: (sourceId: number, otherId: number, signal: AbortSignal) =>
      fitClocks(pool, blocks, sourceId, otherId, signal),
    ...createFoldedRows(pool, viewOf),
    ...createPersonalReads(pool, () => blocks),
    ...createTemplateCounts(pool, viewOf, () => blocks),
    messages: (viewId: string, wanted: number) => pool.any('messages', { view: viewId, wanted }),
    close: () => pool.close(),
  };
}

const FIELD_SAMPLE = 2_000;
const SIDE_SAMPLE = 6_000;
