import { randomUUID } from 'node:crypto';
import type { ExportFormat, ExportOrder } from '#shared/model/export.ts';
import { cancelled } from '#shared/model/failure.ts';
import type { Pseudonym } from '#shared/model/personal-data.ts';
import type { SearchPool } from '../search-pool.ts';
import type { ViewEntry } from '../view.ts';
import { csvHeader } from './csv-lines.ts';

/** How a view is written. */
export interface ExportHow {
  readonly format: ExportFormat;
  readonly order: ExportOrder;
  readonly zone: string;
  readonly formulaSafe: boolean;
  readonly templates: ReadonlyMap<number, string>;
  readonly masked: boolean;
}

export interface ExportPart {
  readonly bytes: Uint8Array;
  readonly records: number;
  /** Pseudonyms that stand in it, as far as they are new to the thread that wrote it. */
  readonly pseudonyms: readonly Pseudonym[];
}

/** A view on its way out. */
export interface ViewExport {
  readonly total: number;
  /** Names of all fields, in the order in which the files have them. `tell` hears how many records were looked at. */
  fields(signal: AbortSignal, tell: (records: number) => void): Promise<string[]>;
  /** The whole export in pieces; a CSV's columns are given in order. Throws CANCELLED, VIEW_GONE. */
  parts(columns: readonly string[], signal: AbortSignal): AsyncGenerator<ExportPart>;
  end(): Promise<void>;
}

/** Records asked for at a time: enough for a thread to be busy with, few enough to let a search in between. */
const PAGE = 8192;

/**
 * Starts an export of what `entries` hold. Pages are written by all search threads and given in order; what is
 * in memory depends on the number of threads and not on what is exported.
 */
export function startExport(
  pool: SearchPool,
  entries: readonly ViewEntry[],
  how: ExportHow,
): ViewExport {
  const id = randomUUID();
  const total = entries.reduce((sum, entry) => sum + entry.count, 0);
  const begin = async (columns: readonly string[]): Promise<void> => {
    await pool.all('exportBegin', { id, entries, columns, ...how });
  };
  return {
    total,
    async fields(signal, tell) {
      await begin([]);
      const names = new Set<string>();
      let looked = 0;
      for await (const { page, answer } of inOrder(pool, total, signal, (next) =>
        pool.any('exportFields', { id, ...next }),
      )) {
        for (const name of answer) names.add(name);
        looked += page.count;
        tell(looked);
      }
      return [...names];
    },
    async *parts(columns, signal) {
      await begin(columns);
      if (how.format === 'csv') {
        yield {
          bytes: Buffer.from(csvHeader(columns, how.formulaSafe)),
          records: 0,
          pseudonyms: [],
        };
      }
      for await (const { page, answer } of inOrder(pool, total, signal, (next) =>
        pool.any('exportPart', { id, ...next }),
      )) {
        yield answer;
        // Long records: the rest of the page, part after part.
        for (let done = answer.records; done < page.count;) {
          if (signal.aborted) throw cancelled();
          const rest = { start: page.start + done, count: page.count - done };
          const part = await pool.any('exportPart', { id, ...rest });
          yield part;
          done += part.records;
        }
      }
    },
    end: () => pool.all('exportEnd', { id }),
  };
}

interface Page {
  readonly start: number;
  readonly count: number;
}

/** Asks for page after page, a few ahead so that no thread waits, and gives the answers in order. */
async function* inOrder<T>(
  pool: SearchPool,
  total: number,
  signal: AbortSignal,
  ask: (page: Page) => Promise<T>,
): AsyncGenerator<{ page: Page; answer: T }> {
  const ahead: { page: Page; answer: Promise<T> }[] = [];
  let start = 0;
  for (;;) {
    while (start < total && ahead.length <= pool.threads) {
      const page = { start, count: Math.min(PAGE, total - start) };
      const answer = ask(page);
      // Whoever stops early does not wait for it.
      answer.catch(() => {});
      ahead.push({ page, answer });
      start += page.count;
    }
    const next = ahead.shift();
    if (next === undefined) return;
    if (signal.aborted) throw cancelled();
    yield { page: next.page, answer: await next.answer };
  }
}
