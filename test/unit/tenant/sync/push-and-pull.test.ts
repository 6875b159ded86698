import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import { LONGEST_SEALED, type PushRequest, type SealedEntry } from '#shared/sync/sync-wire.ts';
import { acceptPush, givePull } from '../../../../tenant/sync/index.ts';
import { MemoryTables } from '../../../sim/memory-log.ts';

const EPOCH = randomUUID();
let tables: MemoryTables;
beforeEach(() => {
  tables = new MemoryTables(EPOCH);
  tables.access.set('ann', 'write');
  tables.access.set('bob', 'read');
});

const digestOf = (n: number | string): string => String(n).padStart(43, '0');

/** Entry n of a copy that began with entry 1. */
const entry = (n: number, more: Partial<SealedEntry> = {}): SealedEntry => ({
  id: `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`,
  generation: 1,
  digest: digestOf(n),
  before: n === 1 ? null : digestOf(n - 1),
  sealed: 'AAAA',
  ...more,
});

const client = randomUUID();
const push = (
  first: number,
  entries: SealedEntry[],
  more: Partial<PushRequest> = {},
  who = 'ann',
) =>
  tables.transaction(
    who,
    async (log) =>
      (await acceptPush(log, { client, epoch: EPOCH, first, entries, ...more })).answer,
    () => true,
  );
const pull = (cursor: number, limit = 100, epoch: string | null = EPOCH, who = 'ann') =>
  tables.transaction(
    who,
    (log) => givePull(log, { epoch, cursor, limit }),
    () => true,
  );
const ids = (): number[] => tables.entries().map(({ entry }) => Number(entry.id.slice(-4)));

describe('a push', () => {
  test('that comes again is answered with what became of it, and adds nothing', async () => {
    const first = await push(1, [entry(1), entry(2)]);
    expect(first).toEqual({
      is: 'done',
      epoch: EPOCH,
      outcomes: [{ is: 'applied' }, { is: 'applied' }],
    });
    expect(await push(1, [entry(1), entry(2)])).toEqual(first);
    expect(ids()).toEqual([1, 2]);
  });

  test('that was refused is judged anew when it comes again, and then stands', async () => {
    const chain = [entry(1), entry(2, { before: digestOf(1) }), entry(3, { before: digestOf(9) })];
    const refused = (code: string) => ({ is: 'refused', code });
    tables.access.set('bob', 'read');
    expect(await push(1, chain, {}, 'bob')).toMatchObject({
      outcomes: [refused('READ_ONLY'), refused('READ_ONLY'), refused('READ_ONLY')],
    });
    tables.access.set('bob', 'write');
    tables.archived = true;
    expect(await push(1, chain, {}, 'bob')).toMatchObject({
      outcomes: [{ is: 'refused' }, {}, {}],
    });
    tables.archived = false;
    const now = [{ is: 'applied' }, { is: 'applied' }, refused('BEFORE_MISSING')];
    expect(await push(1, chain, {}, 'bob')).toMatchObject({ outcomes: now });
    tables.access.set('bob', 'read');
    expect(await push(1, [...chain, entry(4)], {}, 'bob')).toMatchObject({
      outcomes: [...now.slice(0, 2), refused('READ_ONLY'), refused('READ_ONLY')],
    });
    expect(ids()).toEqual([1, 2]);
  });

  test('that begins before and ends after what is known adds what is new', async () => {
    await push(1, [entry(1), entry(2)]);
    const answer = await push(2, [entry(2), entry(3)]);
    expect(answer).toMatchObject({ outcomes: [{ is: 'applied' }, { is: 'applied' }] });
    expect(ids()).toEqual([1, 2, 3]);
  });

  test('with a gap is refused as a whole, and says what it must begin with', async () => {
    await push(1, [entry(1)]);
    expect(await push(3, [entry(2)])).toEqual({ is: 'gap', epoch: EPOCH, expected: 2 });
    expect(ids()).toEqual([1]);
  });

  test.each([
    ['another entry', entry(9)],
    ['other content under the same id', entry(1, { digest: digestOf('x') })],
  ])('that uses a number for %s is told so', async (_what, other) => {
    await push(1, [entry(1)]);
    expect(await push(1, [other, entry(2)])).toEqual({ is: 'reused', epoch: EPOCH });
    expect(ids()).toEqual([1]);
  });

  test('of a copy that knew another life of the server is stopped before anything else', async () => {
    const epoch = randomUUID();
    expect(await push(5, [entry(5)], { epoch })).toEqual({ is: 'restored', epoch: EPOCH });
    expect(await push(1, [entry(1)], { epoch: null })).toMatchObject({ is: 'done' });
  });

  test('gives an entry that another copy brought its place once', async () => {
    await push(1, [entry(1)]);
    const again = await push(1, [entry(1), entry(2)], { client: randomUUID() });
    expect(again).toMatchObject({ outcomes: [{ is: 'known' }, { is: 'applied' }] });
    const twice = await push(1, [entry(3), entry(3)], { client: randomUUID() });
    expect(twice).toMatchObject({ outcomes: [{ is: 'applied' }, { is: 'known' }] });
    expect(ids()).toEqual([1, 2, 3]);
  });

  test('acknowledges what it refuses, and goes on with the next', async () => {
    await push(1, [entry(1)]);
    const answer = await push(2, [
      entry(1, { digest: digestOf('forged') }),
      entry(2, { sealed: 'A'.repeat(LONGEST_SEALED + 1) }),
      entry(3),
      entry(4, { before: digestOf(1) }),
    ]);
    expect(answer).toMatchObject({
      outcomes: [
        { is: 'refused', code: 'CONTRADICTION' },
        { is: 'refused', code: 'TOO_LARGE' },
        { is: 'refused', code: 'BEFORE_MISSING' },
        { is: 'applied' },
      ],
    });
    expect(ids()).toEqual([1, 4]);
    expect(await push(6, [entry(2), entry(3)])).toMatchObject({
      outcomes: [{ is: 'applied' }, { is: 'applied' }],
    });
  });

  test('of who may only read is acknowledged and refused; of a stranger nothing is said', async () => {
    const outcomes = [{ is: 'refused', code: 'READ_ONLY' }];
    expect(await push(1, [entry(1)], {}, 'bob')).toMatchObject({ outcomes });
    await expect(push(1, [entry(1)], {}, 'eve')).rejects.toMatchObject({ code: 'CASE_NOT_FOUND' });
    await expect(pull(0, 1, null, 'eve')).rejects.toMatchObject({ code: 'CASE_NOT_FOUND' });
    expect(ids()).toEqual([]);
  });
});

describe('a pull', () => {
  test('comes in pages that join without a gap', async () => {
    await push(
      1,
      [1, 2, 3, 4, 5].map((n) => entry(n)),
    );
    const seen: number[] = [];
    for (let cursor = 0, more = true; more;) {
      const page = await pull(cursor, 2);
      if (page.is !== 'page') throw new Error(page.is);
      seen.push(...page.entries.map(({ seq }) => seq));
      ({ upto: cursor, more } = page);
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });

  test('that is at the end moves no cursor back', async () => {
    await push(1, [entry(1)]);
    expect(await pull(1)).toMatchObject({ entries: [], upto: 1, more: false });
    expect(await pull(7)).toMatchObject({ entries: [], upto: 7, more: false });
  });

  test('of a copy that knew another life of the server is stopped', async () => {
    expect(await pull(0, 10, randomUUID())).toEqual({ is: 'restored', epoch: EPOCH });
  });
});
