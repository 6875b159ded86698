import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Issue } from '#shared/model/issue.ts';
import { createIssueMemory, type IssueNow } from '../../../../main/issues/index.ts';
import { createVault } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

const PASSPHRASE = 'quiet harbour violet tram 41';

const issue = (key: string, change: Partial<Issue> = {}): Issue => ({
  key,
  title: 'SQLTransientConnectionException in LedgerDao.reserve',
  culprit: 'com.shop.LedgerDao.reserve',
  kind: 'exception',
  exceptionType: 'java.sql.SQLTransientConnectionException',
  frames: ['com.shop.LedgerDao.reserve', 'com.shop.Charges.charge'],
  level: 'error',
  count: 9,
  firstUs: 1,
  lastUs: 2,
  trend: [9],
  sources: new Map([[1, 9]]),
  templateIds: [1],
  skeletonIds: [1],
  parts: [{ key: 'p', title: 'charge <*> failed, no connection available', count: 9 }],
  ...change,
});

const now = (one: Issue, note = ''): IssueNow => ({
  issue: one,
  state: note === '' ? 'new' : 'resolved',
  priority: 'high',
  reasons: [],
  rising: false,
  merged: [],
  decided:
    note === ''
      ? null
      : {
          mark: {
            decision: { kind: 'resolve', in: 'now' },
            nowUs: 2,
            count: 9,
            users: 0,
            releases: [],
            firstUs: 1,
          },
          note,
          author: 'Dana',
          at: '2026-03-03T00:00:00.000Z',
        },
});

async function memoryIn(folder: string) {
  const vault = createVault({ dataFolder: folder, keychain: null });
  if (vault.state() === 'none')
    await vault.create({ name: 'Dana', passphrase: PASSPHRASE, keychain: false });
  else await vault.unlock({ with: 'passphrase', passphrase: PASSPHRASE });
  return { vault, memory: createIssueMemory(vault) };
}

const MARCH = { path: '/cases/march.eiq', name: 'March', label: 'internal' } as const;
const MAY = '/cases/may.eiq';

describe('the memory of issues', () => {
  it('says what an earlier case decided, also after a restart, and nothing in clear on disk', async () => {
    const folder = testFolder();
    const { memory } = await memoryIn(folder);
    memory.remember(MARCH, [now(issue('a'), 'the pool was too small')]);
    const again = (await memoryIn(folder)).memory;
    expect(again.recall(issue('a'), MAY)).toEqual([
      {
        path: MARCH.path,
        case: 'March',
        label: 'internal',
        title: issue('a').title,
        lastUs: 2,
        decided: 'resolved',
        note: 'the pool was too small',
        likeness: 1,
      },
    ]);
    expect(again.recall(issue('a'), MARCH.path)).toEqual([]);
    expect(readFileSync(join(folder, 'issue-memory.sealed'), 'utf8')).not.toMatch(/pool|Ledger/);
  });

  it('finds what is alike in another project, and not what only has a common type', async () => {
    const { memory } = await memoryIn(testFolder());
    memory.remember(MARCH, [now(issue('a'), 'pool')]);
    const frames = ['org.other.Stock.load'];
    expect(memory.recall(issue('b', { frames }), MAY)[0]?.likeness).toBeGreaterThan(0.9);
    const parts = [{ key: 'p', title: 'something else entirely', count: 1 }];
    expect(memory.recall(issue('b', { frames, parts }), MAY)).toEqual([]);
    expect(
      memory.recall(issue('b', { exceptionType: 'a.b.OtherException', frames, parts }), MAY),
    ).toEqual([]);
  });

  it('keeps the latest of each case, and is silent while locked', async () => {
    const { vault, memory } = await memoryIn(testFolder());
    memory.remember(MARCH, [now(issue('a'), 'first guess')]);
    memory.remember(MARCH, [now(issue('a'), 'the pool')]);
    expect(memory.recall(issue('a'), MAY).map(({ note }) => note)).toEqual(['the pool']);
    memory.remember({ ...MARCH, path: '/cases/april.eiq' }, [now(issue('a'), 'gone in a wipe')]);
    memory.forget(['/cases/april.eiq', '/cases/never.eiq']);
    expect(memory.recall(issue('a'), MAY).map(({ note }) => note)).toEqual(['the pool']);
    vault.lock();
    memory.remember(MARCH, [now(issue('a'), 'nobody sees this')]);
    expect(memory.recall(issue('a'), MAY)).toEqual([]);
  });

  it('refuses a file that does not carry the seal', async () => {
    const folder = testFolder();
    const { memory } = await memoryIn(folder);
    memory.remember(MARCH, [now(issue('a'))]);
    writeFileSync(join(folder, 'issue-memory.sealed'), 'AAAA');
    expect(() => memory.recall(issue('a'), MAY)).toThrow(/seal/);
  });
});
