import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { plainFinding } from '#shared/model/finding.ts';
import { openCase, type OpenCase } from '../../../../main/open-case.ts';
import { createEntrySealer, makeShareKeys } from '../../../../main/tenant/case-key.ts';
import { expectSound, rowsOf, testCase, testFolder } from '../case-in-folder.ts';
import { bytesOf } from './case-bytes.ts';

const NEVER = new AbortController().signal;
const GRACE = 'grace.hopper@navy.example.org';
const ALAN = 'alan.turing@bletchley.example.org';

interface Copy {
  readonly open: OpenCase;
  readonly path: string;
  readonly key: Uint8Array;
}

/** Copies of a case with two people in its records, its findings and its story. */
async function copies(folder: string, names: readonly string[]): Promise<Copy[]> {
  const log = join(folder, 'api.log');
  const lines = [GRACE, ALAN, 'nobody'].map((who) => `2024-05-01T10:00:00Z INFO login of ${who}\n`);
  writeFileSync(log, lines.join(''));
  const { open, key } = await testCase(folder);
  const acquisition = { keepOriginals: true, collector: null, note: '', clockOffsetMs: null };
  await open.read({ kind: 'paths', paths: [log], acquisition });
  const finding = { id: 'f', ...plainFinding('cause', `${GRACE} was locked out`) };
  await open.append({ kind: 'finding.added', payload: finding });
  await open.change('narrative', 'narrative', { text: `${GRACE} wrote to ${ALAN}.` });
  await open.close();
  return Promise.all(
    names.map(async (name) => {
      const path = join(folder, `${name}.eiq`);
      copyFileSync(open.path, path);
      return reopened({ path, key });
    }),
  );
}

async function reopened({ path, key }: Pick<Copy, 'path' | 'key'>): Promise<Copy> {
  return { open: await openCase({ path, key, signer: null, created: null }, () => {}), path, key };
}

const erase = (open: OpenCase, value: string) =>
  open.rewrite({ what: 'erased', values: [value] }, `request of ${value.length}`, NEVER, () => {});

/** Takes one copy, closed, into another. */
async function takeIn(into: Copy, from: Copy): Promise<Awaited<ReturnType<OpenCase['merge']>>> {
  await from.open.close();
  return into.open.merge({ path: from.path, key: from.key });
}

async function expectGone({ open, path, key }: Copy, folder: string, values: readonly string[]) {
  await expectSound(open);
  await open.close();
  const bytes = bytesOf(path, key, folder);
  for (const value of values) expect(bytes.includes(value), value).toBe(false);
}

test('a copy that still has it does not bring it back, and loses it when it takes the erasure in', async () => {
  const folder = testFolder();
  const [mine, theirs] = await copies(folder, ['mine', 'theirs']);
  if (mine === undefined || theirs === undefined) throw new Error('no copies');
  await theirs.open.viewSet('search', JSON.stringify({ query: GRACE }));
  await theirs.open.append({
    kind: 'finding.added',
    payload: { id: 'g', ...plainFinding('impact', 'nobody else is concerned') },
  });
  await erase(mine.open, GRACE);
  expect(await takeIn(mine, theirs)).toMatchObject({ erasures: 0, sources: 0, withheld: 0 });
  const titles = ['[erased] was locked out', 'nobody else is concerned'];
  expect((await mine.open.findings()).map(({ title }) => title)).toEqual(titles);

  const again = await reopened(theirs);
  expect(await takeIn(again, mine)).toMatchObject({ erasures: 1, sources: 1, withheld: 0 });
  expect((await again.open.findings()).map(({ title }) => title)).toEqual(titles);
  expect((await rowsOf(again.open)).map(({ message }) => message)).toEqual([
    'login of [erased]',
    `login of ${ALAN}`,
    'login of nobody',
  ]);
  await expectGone(again, folder, [GRACE]);
  await expectGone(await reopened(mine), folder, [GRACE]);
});

test('people that two copies erased apart are gone from both, which come to say the same', async () => {
  const folder = testFolder();
  const [mine, theirs] = await copies(folder, ['mine', 'theirs']);
  if (mine === undefined || theirs === undefined) throw new Error('no copies');
  await erase(mine.open, GRACE);
  await erase(theirs.open, ALAN);
  await theirs.open.close();
  copyFileSync(theirs.path, join(folder, 'before.eiq'));
  const before = await reopened({ ...theirs, path: join(folder, 'before.eiq') });
  const again = await reopened(theirs);
  await takeIn(again, mine);
  const other = await reopened(mine);
  await takeIn(other, before);
  await takeIn(other, again);
  const last = await reopened(again);
  await takeIn(last, other);
  const first = await reopened(other);
  for (const { open } of [first, last]) {
    expect((await open.findings())[0]?.title).toBe('[erased] was locked out');
    // Each had erased another part of one text: nothing that only one of them kept may stay.
    expect((await open.narrative()).text).toBe('[erased]');
    expect((await rowsOf(open)).some(({ message }) => /grace|alan/.test(message))).toBe(false);
  }
  await expectGone(first, folder, [GRACE, ALAN]);
  await expectGone(last, folder, [GRACE, ALAN]);
});

test('through a team server what was erased goes from a copy, and an entry that was never sent is no contradiction', async () => {
  const folder = testFolder();
  const [mine, theirs, third] = await copies(folder, ['mine', 'theirs', 'third']);
  if (mine === undefined || theirs === undefined || third === undefined) {
    throw new Error('no copies');
  }
  await mine.open.append({
    kind: 'finding.added',
    payload: { id: 'unsent', ...plainFinding('impact', `${GRACE} cannot work`) },
  });
  await erase(mine.open, GRACE);
  const sealer = createEntrySealer(makeShareKeys(), 'case');
  const sent = (await mine.open.syncStore.outgoing(200, 10_000_000)).map(({ entry }) =>
    sealer.open(sealer.seal(entry)),
  );
  const entries = sent.flatMap((entry) => entry ?? []);
  const page = { epoch: 'e', after: 0, unreadable: [], upto: sent.length };
  await theirs.open.syncStore.takeIn({ ...page, entries });
  // Where what an entry says since does not come along, nothing of its texts stays.
  const bare = entries.map(({ id, body, signature }) => ({ id, body, signature }));
  await third.open.syncStore.takeIn({ ...page, entries: bare });
  expect((await third.open.findings()).map(({ title, kind }) => [title, kind])).toEqual([
    ['[erased]', 'cause'],
    ['[erased] cannot work', 'impact'],
  ]);
  await expectGone(third, folder, [GRACE]);
  expect(await theirs.open.syncStore.attention()).toEqual([]);
  expect((await theirs.open.findings()).map(({ title }) => title)).toEqual([
    '[erased] was locked out',
    '[erased] cannot work',
  ]);
  expect((await theirs.open.narrative()).text).toBe(`[erased] wrote to ${ALAN}.`);
  // Nobody in this copy knows which records had it: they come back with a copy that has them without it.
  expect(await rowsOf(theirs.open)).toEqual([]);
  expect(await takeIn(theirs, mine)).toMatchObject({ sources: 1, withheld: 0 });
  expect(await rowsOf(theirs.open)).toHaveLength(3);
  await expectGone(theirs, folder, [GRACE]);
});
