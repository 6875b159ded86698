import { expect, test } from 'vitest';
import type { RecordRow } from '#shared/model/record.ts';
import { PAGE_ROWS, RowCache } from '../../../../../renderer/features/explore/row-cache.ts';

/** Rows that arrive when the test says so, and what was asked for. */
function slowRows() {
  const asked: { start: number; give(): Promise<void>; fail(): Promise<void> }[] = [];
  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const load = (start: number, count: number, signal: AbortSignal) =>
    new Promise<RecordRow[]>((resolve, reject) => {
      const rows = Array.from({ length: count }, (_, i) => ({ message: `row ${start + i}` }));
      // As the contract does: the end of what was cancelled is told later.
      signal.addEventListener('abort', () => setImmediate(() => reject(new Error('cancelled'))));
      asked.push({
        start,
        give: () => {
          resolve(rows as unknown as RecordRow[]);
          return settled();
        },
        fail: () => {
          reject(new Error('gone'));
          return settled();
        },
      });
    });
  return { asked, load, settled };
}

test('a page that was scrolled past and back to is asked for again', async () => {
  const { asked, load, settled } = slowRows();
  const cache = new RowCache(
    load,
    () => {},
    () => expect.unreachable(),
  );
  const total = 100 * PAGE_ROWS;
  cache.want(0, 20, total);
  cache.want(50 * PAGE_ROWS, 50 * PAGE_ROWS + 20, total);
  cache.want(0, 20, total);
  await settled();
  await asked.findLast(({ start }) => start === 0)?.give();
  expect(cache.row(3)?.message).toBe('row 3');
});

test('says that rows are lost only of those that are still wanted', async () => {
  const { asked, load, settled } = slowRows();
  const lost: unknown[] = [];
  const cache = new RowCache(
    load,
    () => {},
    (why) => lost.push(why),
  );
  cache.want(0, 20, PAGE_ROWS);
  cache.expire();
  await settled();
  expect(lost).toEqual([]);
  cache.want(0, 20, PAGE_ROWS);
  await asked.at(-1)?.fail();
  expect(lost).toEqual([new Error('gone')]);
});
