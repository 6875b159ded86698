import type { BlockColumns } from './block-columns.ts';
import { compareBlocks, type BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { RecentCache } from './recent-cache.ts';
import { selectedIndices, type ViewEntry } from './view.ts';

/** A record's place in the order of all records: time, then source and position. */
export interface RecordKey {
  readonly us: number;
  readonly block: BlockFacts;
  /** Index in the block. */
  readonly index: number;
}

interface Part {
  readonly entry: ViewEntry;
  readonly block: BlockFacts;
}

/** A part with its selected records' times at hand. */
interface OpenPart {
  readonly part: Part;
  readonly columns: BlockColumns;
  readonly indices: Uint32Array | null;
  readonly count: number;
}

/** Rows of a view that stand together in one block. */
export interface Stretch {
  readonly block: BlockFacts;
  readonly columns: BlockColumns;
  /** Index in the block by position; null: they are the same. */
  readonly indices: Uint32Array | null;
  /** Positions, the second not included. */
  readonly from: number;
  readonly to: number;
}

interface Cursor {
  readonly open: OpenPart;
  at: number;
}

const INDEX_BUDGET = 16 * 1024 * 1024;

/**
 * The rows of a view in order of time, found by counting instead of sorting: block bounds say which
 * few blocks a row can stand in, and only their columns are opened. So any row of a hundred million
 * is found at the same cost, and memory does not grow with the view.
 */
export class ViewOrder {
  readonly total: number;
  private readonly blocks: CaseBlocks;
  /** By earliest time, with the number of records in parts up to and including each. */
  private readonly byMin: Part[];
  private readonly minCounts: number[];
  /** By latest time, likewise. */
  private readonly byMax: Part[];
  private readonly maxCounts: number[];
  private readonly indexCache = new RecentCache<{ indices: Uint32Array | null }>(INDEX_BUDGET);

  constructor(entries: readonly ViewEntry[], blocks: CaseBlocks) {
    this.blocks = blocks;
    const parts = entries.flatMap((entry) => {
      const block = blocks.find(entry.blockId);
      return block === undefined || entry.count === 0 ? [] : [{ entry, block }];
    });
    this.byMin = [...parts].sort((a, b) => a.block.minUs - b.block.minUs);
    this.byMax = [...parts].sort((a, b) => a.block.maxUs - b.block.maxUs);
    this.minCounts = runningCounts(this.byMin);
    this.maxCounts = runningCounts(this.byMax);
    this.total = this.minCounts.at(-1) ?? 0;
  }

  /** Rows `start` to `start + count`, oldest first; fewer at the end. */
  rows(start: number, count: number): RecordKey[] {
    const keys: RecordKey[] = [];
    for (const stretch of this.stretches(start, count)) {
      for (let at = stretch.from; at < stretch.to; at++) keys.push(keyIn(stretch, at));
    }
    return keys;
  }

  /** How many records of the view stand before a key (which need not be in the view). */
  rank(key: RecordKey): number {
    let before = this.countBefore(key.us);
    for (const part of this.partsAround(key.us, key.us)) {
      const order = compareBlocks(part.block, key.block);
      if (order > 0) continue;
      const open = this.open(part);
      const from = firstAtOrAfter(open, key.us);
      let to = firstAtOrAfter(open, key.us + 1);
      if (order === 0) {
        to = from;
        while (to < open.count && timeAt(open, to) === key.us && indexAt(open, to) < key.index)
          to++;
      }
      before += to - from;
    }
    return before;
  }

  /** The row at which a time begins: how many records are earlier. */
  rankOfTime(us: number): number {
    return this.countBefore(us);
  }

  private timeOfRow(row: number): number {
    // Row's time is at least the smallest T with more than `row` records in blocks that begin by T,
    // and at most the smallest T by which blocks with more than `row` records have ended.
    let low = this.byMin[firstAbove(this.minCounts, row)]?.block.minUs ?? 0;
    let high = this.byMax[firstAbove(this.maxCounts, row)]?.block.maxUs ?? 0;
    const base = this.endedBefore(low);
    const open = this.partsAround(low, high).map((part) => this.open(part));
    while (low < high) {
      const middle = low + Math.ceil((high - low) / 2);
      let before = base;
      for (const part of open) before += firstAtOrAfter(part, middle);
      if (before <= row) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private countBefore(us: number): number {
    let count = this.endedBefore(us);
    for (const part of this.partsAround(us, us)) count += firstAtOrAfter(this.open(part), us);
    return count;
  }

  /** Records in parts that end before a time. */
  private endedBefore(us: number): number {
    const parts = lowerBound(this.byMax.length, (i) => (this.byMax[i]?.block.maxUs ?? 0) < us);
    return this.maxCounts[parts - 1] ?? 0;
  }

  private partsAround(fromUs: number, toUs: number): Part[] {
    const begun = lowerBound(this.byMin.length, (i) => (this.byMin[i]?.block.minUs ?? 0) <= toUs);
    return this.byMin.slice(0, begun).filter((part) => part.block.maxUs >= fromUs);
  }

  /**
   * Rows `start` to `start + count`, oldest first, in pieces that stand together in one block: where sources do not
   * overlap a piece is a whole block.
   */
  *stretches(start: number, count: number): Generator<Stretch> {
    if (start >= this.total || count <= 0) return;
    const fromUs = this.timeOfRow(start);
    let toSkip = start - this.countBefore(fromUs);
    let left = Math.min(count, this.total - start);
    const active: Cursor[] = [];
    let waiting = lowerBound(this.byMin.length, (i) => (this.byMin[i]?.block.minUs ?? 0) <= fromUs);
    for (const part of this.byMin.slice(0, waiting)) {
      if (part.block.maxUs >= fromUs) this.activate(active, part, fromUs);
    }
    while (left > 0) {
      const next = earliest(active);
      const following = this.byMin[waiting];
      if (following !== undefined && (next === null || following.block.minUs <= cursorTime(next))) {
        this.activate(active, following, fromUs);
        waiting++;
        continue;
      }
      if (next === null) break;
      const { open, at } = next;
      const end = aloneUntil(next, active, following?.block.minUs ?? Number.POSITIVE_INFINITY);
      const from = Math.min(end, at + toSkip);
      toSkip -= from - at;
      const to = Math.min(end, from + left);
      left -= to - from;
      next.at = end;
      if (end >= open.count) active.splice(active.indexOf(next), 1);
      const { part, columns, indices } = open;
      if (to > from) yield { block: part.block, columns, indices, from, to };
    }
  }

  private activate(active: Cursor[], part: Part, fromUs: number): void {
    const open = this.open(part);
    const at = firstAtOrAfter(open, fromUs);
    if (at < open.count) active.push({ open, at });
  }

  private open(part: Part): OpenPart {
    const columns = this.blocks.columns(part.block);
    const { indices } = this.indexCache.get(
      part.block.id,
      () => ({ indices: selectedIndices(part.entry.selection, columns) }),
      // Lists and stored orders are held elsewhere anyway.
      (made) => (part.entry.selection.by === 'kinds' ? (made.indices?.byteLength ?? 0) : 64),
    );
    return { part, columns, indices, count: indices?.length ?? columns.records };
  }
}

function runningCounts(parts: readonly Part[]): number[] {
  let sum = 0;
  return parts.map((part) => (sum += part.entry.count));
}

function indexAt(open: OpenPart, position: number): number {
  return open.indices === null ? position : (open.indices[position] ?? 0);
}

function timeAt(open: OpenPart, position: number): number {
  return open.columns.timeUs[indexAt(open, position)] ?? Number.NaN;
}

function firstAtOrAfter(open: OpenPart, us: number): number {
  return lowerBound(open.count, (position) => timeAt(open, position) < us);
}

function cursorTime(cursor: Cursor): number {
  return timeAt(cursor.open, cursor.at);
}

/** The record at a position of a stretch. */
export function keyIn({ block, columns, indices }: Stretch, position: number): RecordKey {
  const index = indices === null ? position : (indices[position] ?? 0);
  return { us: columns.timeUs[index] ?? Number.NaN, block, index };
}

/** Up to which position a cursor's records stand before those of all others, and before a time. */
function aloneUntil(cursor: Cursor, active: readonly Cursor[], beforeUs: number): number {
  const { open, at } = cursor;
  const other = earliest(active.filter((one) => one !== cursor));
  const otherUs = other === null ? Number.POSITIVE_INFINITY : cursorTime(other);
  const isFirst = other !== null && compareBlocks(open.part.block, other.open.part.block) < 0;
  const stands = (position: number): boolean => {
    const us = timeAt(open, position);
    return us < beforeUs && (us < otherUs || (isFirst && us === otherUs));
  };
  // In growing steps: where sources take turns the next record is another's already.
  let step = 1;
  while (at + step < open.count && stands(at + step)) step *= 2;
  const known = at + Math.ceil(step / 2);
  const room = Math.min(open.count, at + step) - known;
  return known + lowerBound(room, (more) => stands(known + more));
}

function earliest(active: readonly Cursor[]): Cursor | null {
  let best: Cursor | null = null;
  for (const cursor of active) {
    if (best === null) best = cursor;
    else {
      const order =
        cursorTime(cursor) - cursorTime(best) ||
        compareBlocks(cursor.open.part.block, best.open.part.block);
      if (order < 0) best = cursor;
    }
  }
  return best;
}

/** How many of the first positions satisfy a condition that, once false, stays false. */
function lowerBound(length: number, holds: (position: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function firstAbove(counts: readonly number[], row: number): number {
  return lowerBound(counts.length, (i) => (counts[i] ?? 0) <= row);
}
