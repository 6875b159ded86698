import { describe, expect, test } from 'vitest';
import { testCase, testFolder } from '../../case-in-folder.ts';

describe('a comparison', () => {
  test('counts what searches find, and leads to the records', async () => {
    const { open } = await testCase(testFolder());
    await open.read({ kind: 'sample' });
    const at = (time: string): number => Date.parse(`2026-03-12T${time}Z`) * 1000;
    const a = { query: '', fromUs: at('13:40:00'), toUs: at('14:00:00') };
    const b = { query: '', fromUs: at('14:25:00'), toUs: at('14:45:00') };
    const stop = new AbortController();
    const comparison = await open.compare(a, b, stop.signal);
    expect(comparison.measure).toBe('rate');
    const failed = comparison.differences.find(({ title }) => title.includes('SQLTransient'));
    expect(failed).toMatchObject({ difference: 'appeared', a: 0 });
    const found = await open.store.search(
      { ...b, query: failed?.query ?? '' },
      stop.signal,
      () => {},
    );
    expect(failed?.b).toBe(found.total);
    const status = comparison.fields.find(({ name, value }) => name === 'status' && value === 504);
    expect(status).toMatchObject({ difference: 'appeared' });
    // One query against another is compared by shares.
    const hosts = await open.compare(
      { query: 'source:payment.log', fromUs: null, toUs: null },
      { query: 'source:shop-api.log', fromUs: null, toUs: null },
      stop.signal,
    );
    expect(hosts.measure).toBe('share');
    expect(hosts.differences.length).toBeGreaterThan(0);
    // What is searched together finds what each search finds by itself; conditions on fields and texts alike.
    const whole = (query: string) => ({ query, fromUs: null, toUs: null });
    for (const [one, other] of [
      ['status:504', 'NOT status:504'],
      ['service:shop-api AND /time.?d out/', 'user:*1*'],
      ['status:504', 'status:504'],
    ]) {
      const sides = [whole(one ?? ''), whole(other ?? '')] as const;
      const together = await open.store.searchBoth(sides[0], sides[1], stop.signal);
      for (const [at, view] of together.entries()) {
        const before = (await open.store.rows(view.id, 'asc', 0, 500)).rows;
        await open.store.forget(view.id);
        const { viewId, total } = await open.store.search(
          sides[at] ?? sides[0],
          stop.signal,
          () => {},
        );
        expect(view.total).toBe(total);
        expect((await open.store.rows(viewId, 'asc', 0, 500)).rows).toEqual(before);
        await open.store.forget(viewId);
        if (one === other) break;
      }
    }
    const cancelled = AbortSignal.abort();
    const unread = [whole('status:503'), whole('status:502')] as const;
    await expect(open.store.searchBoth(unread[0], unread[1], cancelled)).rejects.toMatchObject({
      code: 'CANCELLED',
    });
  });
});
