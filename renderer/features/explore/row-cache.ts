import type { RecordRow } from '#shared/model/record.ts';

export const PAGE_ROWS = 200;
const KEPT_PAGES = 40;

/** Loads a run of rows. */
export type LoadRows = (
  start: number,
  count: number,
  signal: AbortSignal,
) => Promise<readonly RecordRow[]>;

/**
 * Rows of one view by page, loaded when asked for and forgotten least recently used first. Pages
 * that are scrolled past before they arrive are cancelled.
 */
export class RowCache {
  private readonly pages = new Map<number, readonly RecordRow[]>();
  private readonly loading = new Map<number, AbortController>();
  private readonly load: LoadRows;
  private readonly changed: () => void;
  private readonly lost: (reason: unknown) => void;
  /** Pages that must be asked for again, shown meanwhile as they were. */
  private stale = new Set<number>();

  /** @param lost told why, when rows could not be had although they are still wanted: the view is gone, say */
  constructor(load: LoadRows, changed: () => void, lost: (reason: unknown) => void) {
    this.load = load;
    this.changed = changed;
    this.lost = lost;
  }

  /** The row, or null while it is not there yet. */
  row(index: number): RecordRow | null {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS] ?? null;
  }

  /** Asks for what a window of rows needs, and a page beyond it in both directions. */
  want(first: number, last: number, total: number): void {
    const from = Math.max(0, Math.floor(first / PAGE_ROWS) - 1);
    const to = Math.min(
      Math.floor(Math.max(0, total - 1) / PAGE_ROWS),
      Math.floor(last / PAGE_ROWS) + 1,
    );
    this.wantPages(new Set(Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)));
  }

  /** Asks for what some rows need, wherever they stand. */
  wantRows(rows: readonly number[]): void {
    this.wantPages(new Set(rows.map((row) => Math.floor(row / PAGE_ROWS))));
  }

  private wantPages(wanted: ReadonlySet<number>): void {
    for (const [page, controller] of this.loading) {
      if (wanted.has(page)) continue;
      controller.abort();
      // At once: wanted again before its end is told, it would pass for one that is on its way.
      this.loading.delete(page);
    }
    for (const page of wanted) {
      if ((this.pages.has(page) && !this.stale.has(page)) || this.loading.has(page)) continue;
      void this.fetch(page);
    }
  }

  /** Rows may have changed: everything is asked for again when it is next wanted. */
  expire(): void {
    this.stale = new Set(this.pages.keys());
    for (const controller of this.loading.values()) controller.abort();
    this.loading.clear();
  }

  close(): void {
    for (const controller of this.loading.values()) controller.abort();
  }

  private async fetch(page: number): Promise<void> {
    const controller = new AbortController();
    this.loading.set(page, controller);
    try {
      const rows = await this.load(page * PAGE_ROWS, PAGE_ROWS, controller.signal);
      if (controller.signal.aborted) return;
      this.pages.delete(page);
      this.pages.set(page, rows);
      this.stale.delete(page);
      for (const oldest of this.pages.keys()) {
        if (this.pages.size <= KEPT_PAGES) break;
        this.pages.delete(oldest);
      }
      this.changed();
    } catch (error) {
      if (!controller.signal.aborted) this.lost(error);
    } finally {
      if (this.loading.get(page) === controller) this.loading.delete(page);
    }
  }
}
