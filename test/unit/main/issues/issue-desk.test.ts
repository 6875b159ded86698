import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createIssueDesk, sourceAround } from '../../../../main/issues/index.ts';
import { testCase, testFolder } from '../case-in-folder.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 2, 1);

interface Line {
  readonly day: number;
  readonly message: string;
  readonly release?: string;
  readonly user?: string;
}

const json = ({ day, message, release, user }: Line): string =>
  JSON.stringify({
    time: new Date(START + day * DAY_MS).toISOString(),
    level: 'error',
    host: 'web-1',
    message,
    ...(release === undefined ? {} : { release }),
    ...(user === undefined ? {} : { user }),
  });

const CART =
  'KeyError: no rate\nTraceback (most recent call last):\n  File "/srv/cart.py", line 3, in total\nKeyError: SEK';
const MAIL =
  'cannot send\nTraceback (most recent call last):\n  File "/srv/mail.py", line 9, in send\nValueError: bad';

async function opened(...lines: Line[]) {
  const folder = testFolder();
  const { open } = await testCase(folder);
  let files = 0;
  const add = async (...more: Line[]): Promise<void> => {
    const path = join(folder, `app${++files}.log`);
    writeFileSync(path, `${more.map(json).join('\n')}\n`);
    await open.read({ kind: 'paths', paths: [path] });
  };
  await add(...lines);
  const desk = createIssueDesk(open);
  const states = async () =>
    Object.fromEntries((await desk.list()).map(({ issue, state }) => [issue.exceptionType, state]));
  const keyOf = async (type: string): Promise<string> =>
    (await desk.list()).find(({ issue }) => issue.exceptionType === type)?.issue.key ?? '';
  return { open, desk, add, states, keyOf };
}

describe('the issue desk', () => {
  it('changes states by itself when evidence comes, and never regresses on an older release', async () => {
    const { desk, add, states, keyOf } = await opened(
      { day: 0, message: CART, release: '2.0.0' },
      { day: 1, message: MAIL, release: '2.0.0' },
    );
    expect(await states()).toEqual({ KeyError: 'new', ValueError: 'new' });
    await desk.decide([await keyOf('KeyError')], { kind: 'resolve', in: 'now' }, 'pool too small');
    await desk.decide([await keyOf('ValueError')], {
      kind: 'ignore',
      until: { kind: 'events', count: 2 },
    });
    expect(await states()).toEqual({ KeyError: 'resolved', ValueError: 'ignored' });
    await add(
      { day: 9, message: CART, release: '1.9.0' },
      { day: 9, message: MAIL, release: '2.0.0' },
    );
    expect(await states()).toEqual({ KeyError: 'resolved', ValueError: 'ignored' });
    await add(
      { day: 10, message: CART, release: '2.0.0' },
      { day: 10, message: MAIL, release: '2.0.0' },
    );
    expect(await states()).toEqual({ KeyError: 'regressed', ValueError: 'ongoing' });
    // No record names a user so far; then two do.
    const until = { kind: 'users', count: 2 } as const;
    await desk.decide([await keyOf('ValueError')], { kind: 'ignore', until });
    await add({ day: 10, message: MAIL }, { day: 10, message: MAIL, user: 'ann' });
    expect(await states()).toMatchObject({ ValueError: 'ignored' });
    await add({ day: 10, message: MAIL, user: 'ben' });
    expect(await states()).toMatchObject({ ValueError: 'ongoing' });
  });

  it('remembers merges and splits through new analyses, and takes them back', async () => {
    const { open, desk, add, keyOf } = await opened(
      { day: 0, message: CART },
      { day: 0, message: CART.replace('no rate', 'rate lost') },
      { day: 0, message: MAIL },
    );
    const [cart, mail] = [await keyOf('KeyError'), await keyOf('ValueError')];
    await desk.merge([cart, mail]);
    expect(
      (await desk.list()).map(({ issue, merged }) => [issue.key, issue.count, merged]),
    ).toEqual([[cart, 3, [mail]]]);
    await add({ day: 1, message: MAIL });
    expect((await desk.list()).map(({ issue }) => issue.count)).toEqual([4]);
    const query = { query: `issue:${cart}`, fromUs: null, toUs: null };
    expect((await open.store.search(query, new AbortController().signal, () => {})).total).toBe(4);
    await desk.unmerge([mail]);
    expect((await desk.list()).map(({ issue }) => issue.count)).toEqual([2, 2]);
    const parts = (await desk.show(cart)).now.issue.parts;
    expect(parts).toHaveLength(2);
    const own = await desk.split(cart, [parts[1]?.key ?? '']);
    await add({ day: 2, message: CART });
    expect(new Map((await desk.list()).map(({ issue }) => [issue.key, issue.count]))).toEqual(
      new Map([
        [mail, 2],
        [cart, 2],
        [own, 1],
      ]),
    );
    expect((await open.journalVerify()).broken).toBeNull();
  });

  it('shows an issue with its trace, what its records name, and what is like it', async () => {
    const { desk, keyOf } = await opened(
      { day: 0, message: CART, release: '2.0.0', user: 'ann' },
      { day: 1, message: CART, release: '2.1.0', user: 'ben' },
      { day: 9, message: CART.replace('line 3, in total', 'line 8, in refund'), release: '2.1.0' },
    );
    const page = await desk.show(await keyOf('KeyError'));
    expect(page.trace?.exceptions[0]?.frames[0]).toMatchObject({
      name: 'cart.total',
      path: '/srv/cart.py',
      line: 3,
    });
    expect(page.told.host).toMatchObject({
      field: 'host',
      values: [{ value: 'web-1', count: 2 }],
      distinct: 1,
    });
    expect(page.told.user).toMatchObject({ distinct: 2, silent: 0 });
    expect(page.told.release.values.map(({ value }) => value).sort()).toEqual(['2.0.0', '2.1.0']);
    expect(page.related.map(({ because }) => because)).toEqual(['template']);
    // Over its own two days, whatever else the case has; its ends are its first and last record.
    const counts = page.over?.counts ?? [];
    expect(counts.filter((count) => count > 0)).toEqual([1, 1]);
    expect(counts.findLastIndex((count) => count > 0) - counts.indexOf(1)).toBeGreaterThan(30);
    expect(page.now.reasons.map(({ reason }) => reason)).toContain('exception');
  });

  it('groups by the rules of the case at once', async () => {
    const { open, desk } = await opened({ day: 0, message: CART }, { day: 0, message: MAIL });
    await open.change('grouping', 'grouping', {
      fingerprint: 'level:error -> all title="All of it"\nnonsense',
      stackTrace: '',
    });
    expect((await desk.list()).map(({ issue }) => [issue.title, issue.count])).toEqual([
      ['All of it', 2],
    ]);
    expect(open.groupingProblems()).toMatchObject([{ where: 'case', of: 'fingerprint', line: 2 }]);
  });

  it('says what it cannot do', async () => {
    const { desk, keyOf } = await opened({ day: 0, message: CART });
    await expect(desk.decide(['nothing'], { kind: 'reopen' })).rejects.toMatchObject({
      code: 'ISSUE_GONE',
    });
    await expect(desk.merge([await keyOf('KeyError')])).rejects.toMatchObject({
      code: 'MERGE_NEEDS_TWO',
    });
    await expect(desk.split(await keyOf('KeyError'), ['x'])).rejects.toMatchObject({
      code: 'PART_GONE',
    });
  });
});

describe('sourceAround', () => {
  const lines = Array.from({ length: 30 }, (_, at) => `line ${at + 1}`).join('\n');

  it('finds the file that ends most like the path, and only below the folder', async () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'app/src/main/java/com/shop'), { recursive: true });
    mkdirSync(join(folder, 'other'));
    writeFileSync(join(folder, 'app/src/main/java/com/shop/Pay.java'), lines);
    writeFileSync(join(folder, 'other/Pay.java'), 'wrong');
    const found = await sourceAround(folder, { path: 'com/shop/Pay.java', line: 12, column: null });
    expect(found).toMatchObject({
      file: 'app/src/main/java/com/shop/Pay.java',
      line: 12,
      firstLine: 6,
    });
    expect(found.lines[6]).toBe('line 12');
    const place = { path: '../../etc/passwd', line: 1, column: null };
    await expect(sourceAround(folder, place)).rejects.toMatchObject({ code: 'SOURCE_NOT_FOUND' });
    await expect(sourceAround(join(folder, 'no'), place)).rejects.toMatchObject({
      code: 'SOURCE_NOT_FOUND',
    });
  });

  it('reads a bundle’s source map', async () => {
    const folder = testFolder();
    writeFileSync(
      join(folder, 'app.js.map'),
      // Column 1 of line 1 is line 3, column 1 of the source.
      JSON.stringify({
        version: 3,
        sources: ['src/cart.ts'],
        sourcesContent: [lines],
        names: [],
        mappings: 'AAEA',
      }),
    );
    const found = await sourceAround(folder, {
      path: 'https://shop.example/assets/app.js',
      line: 1,
      column: 1,
    });
    expect(found).toMatchObject({ line: 3, firstLine: 1 });
    expect(found.file).toContain('src/cart.ts');
    expect(found.lines[2]).toBe('line 3');
  });
});
