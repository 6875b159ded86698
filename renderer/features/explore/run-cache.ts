import type { FoldedRun } from '#shared/model/record.ts';

/** Loads the run that a row stands in, and so many before and after it. */
export type LoadRuns = (
  row: number,
  before: number,
  after: number,
  signal: AbortSignal,
) => Promise<readonly FoldedRun[]>;

/** Runs on either side of what is in sight that are loaded ahead. */
const AHEAD = 60;
const AT_ONCE = 200;
const KEPT_RUNS = 4000;

type Direction = 'here' | 'up' | 'down' | 'end';

/** The folded runs of a view around what is in sight and at its end, loaded when asked for. */
export class RunCache {
  private readonly load: LoadRuns;
  private readonly changed: () => void;
  private readonly lost: (reason: unknown) => void;
  private readonly loading = new Map<Direction, { row: number; stop: AbortController }>();
  /** By first row. */
  private runs = new Map<number, FoldedRun>();
  /** First rows, ascending. */
  private starts: number[] = [];
  private isStale = false;

  /** @param lost told why, when runs could not be had although they are still wanted: the view is gone, say */
  constructor(load: LoadRuns, changed: () => void, lost: (reason: unknown) => void) {
    this.load = load;
    this.changed = changed;
    this.lost = lost;
  }

  /** The run that a row stands in, or null while it is not there yet. */
  at(row: number): FoldedRun | null {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.starts[middle] ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    const run = this.runs.get(this.starts[low - 1] ?? -1);
    return run !== undefined && row < run.row + run.count ? run : null;
  }

  /** Asks for the runs from one row to another, for some beyond both, and for those at the end of the view. */
  want(first: number, last: number, total: number): void {
    if (total === 0) return;
    const from = Math.min(first, total - 1);
    if (this.isStale || this.at(from) === null) {
      this.fetch('here', from, AT_ONCE / 2, AT_ONCE);
      return;
    }
    const below = this.missing(Math.min(last, total - 1), 1, total);
    if (below !== null) this.fetch('down', below, 0, AT_ONCE);
    const above = this.missing(from, -1, total);
    if (above !== null) this.fetch('up', above, AT_ONCE, 0);
    if (this.at(total - 1) === null && below !== total - 1) {
      this.fetch('end', total - 1, AT_ONCE / 2, 0);
    }
  }

  /** Rows may have changed: everything is asked for again when it is next wanted, and shown as it was meanwhile. */
  expire(): void {
    this.isStale = true;
    this.close();
  }

  close(): void {
    for (const { stop } of this.loading.values()) stop.abort();
    this.loading.clear();
  }

  /** The nearest row in a direction that is not known, none further than what is loaded ahead. */
  private missing(from: number, step: 1 | -1, total: number): number | null {
    let row = from;
    for (let runs = 0; runs < AHEAD && row >= 0 && row < total; runs++) {
      const run = this.at(row);
      if (run === null) return row;
      row = step === 1 ? run.row + run.count : run.row - 1;
    }
    return null;
  }

  private fetch(direction: Direction, row: number, before: number, after: number): void {
    const present = this.loading.get(direction);
    if (present?.row === row) return;
    present?.stop.abort();
    const stop = new AbortController();
    this.loading.set(direction, { row, stop });
    this.load(row, before, after, stop.signal).then(
      (runs) => {
        if (stop.signal.aborted) return;
        this.loading.delete(direction);
        if (runs.length > 0) this.take(runs);
      },
      (error: unknown) => {
        if (stop.signal.aborted) return;
        this.loading.delete(direction);
        this.lost(error);
      },
    );
  }

  private take(runs: readonly FoldedRun[]): void {
    if (this.isStale || this.runs.size > KEPT_RUNS) this.runs = new Map();
    this.isStale = false;
    for (const run of runs) this.runs.set(run.row, run);
    this.starts = [...this.runs.keys()].sort((a, b) => a - b);
    this.changed();
  }
}
