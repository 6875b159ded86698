import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Diagnosis } from '#shared/model/hypothesis.ts';
import {
  createCaseFile,
  deriveCaseKey,
  makeHeader,
  openCaseFile,
  readHeader,
} from '../../../main/cases/index.ts';
import { digestOf } from '../../../main/code-digest.ts';
import { createDiagnosisOperations } from '../../../main/diagnosis-operations.ts';
import { shareCase } from '../../../main/evidence/index.ts';
import { createFileSink } from '../../../main/export/index.ts';
import { diagnosisKey } from '../../../main/iq/diagnosis-key.ts';
import { NO_PROFILE_RULES, type ProfileRules } from '../../../main/iq/index.ts';
import { openCase, type OpenCase } from '../../../main/open-case.ts';
import { loadSigner, makeSigningKey, type Signer } from '../../../main/vault/index.ts';
import { caseAt, keptFolder, testFolder } from './case-in-folder.ts';
import { bytesOf } from './privacy/case-bytes.ts';

const NEVER = new AbortController().signal;
const PERSON = 'grace.hopper@navy.example.org';
const START = Date.parse('2024-05-01T10:00:00Z');
/** Stands in the place of a verdict that was kept: whoever says it has not computed. */
const OLD = 'This was kept.';

/** Two hours of a shop, in the second of which payments are refused; `announced` is said when that begins. */
function shop(announced: string): string {
  const lines = Array.from({ length: 1440 }, (_, at) => {
    const time = new Date(START + at * 5000).toISOString();
    if (at === 719) return `${time} INFO shop ${announced}`;
    return at >= 720 && at % 2 === 0
      ? `${time} ERROR shop payment of order ${at} was refused by the bank`
      : `${time} INFO shop order ${at} was placed`;
  });
  return `${lines.join('\n')}\n`;
}

/** A case with a marked deployment whose diagnosis was shown before it was closed. */
interface Made {
  readonly path: string;
  readonly key: Uint8Array;
}

const { folder: shared, remove } = keptFolder();
let made: Made;

beforeAll(async () => {
  const { open, key } = await caseAt(join(shared, 'made.eiq'));
  writeFileSync(join(shared, 'shop.log'), shop(`release 4.7.1 rolled out by ${PERSON}`));
  await open.read({ kind: 'paths', paths: [join(shared, 'shop.log')] });
  expect((await open.diagnosis()).verdict).toContain('4.7.1');
  await open.close();
  made = { path: open.path, key };
});
afterAll(remove);

/** A copy of it in a folder of its own. */
function copyOfMade(): Made & { folder: string } {
  const folder = testFolder();
  const path = join(folder, 'test.eiq');
  copyFileSync(made.path, path);
  return { folder, path, key: made.key };
}

async function reopened({ path, key }: Made, rules: ProfileRules = NO_PROFILE_RULES) {
  const open = await openCase(
    { path, key, signer: null, created: null },
    () => {},
    () => Promise.resolve([]),
    () => Promise.resolve(rules),
  );
  let isOpen = true;
  const close = open.close.bind(open);
  open.close = async () => {
    if (isOpen) await close();
    isOpen = false;
  };
  onTestFinished(() => open.close());
  return open;
}

/** Looks into a closed case, or changes it. */
function within<T>({ path, key }: Made, work: (database: Database) => T): T {
  const database = openCaseFile({ path, key, readonly: false });
  try {
    return work(database);
  } finally {
    database.close();
  }
}

interface Row {
  readonly key: string | null;
  readonly changes: number;
  readonly value: string | null;
  readonly seal: Buffer | null;
}

const rowIn = (database: Database): Row | undefined =>
  database.prepare<[], Row>('SELECT key, changes, value, seal FROM diagnosis').get();

/** Whoever made the case without a profile. */
function ownerOf(database: Database): Signer {
  const row = database
    .prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'signing_key'`)
    .get();
  return loadSigner('test', Buffer.from(row?.value ?? '', 'base64url'));
}

/** Puts another value in the place of what was kept, sealed by its owner or another. */
function plant(of: Made, put: (value: string) => string, signer: typeof ownerOf = ownerOf): void {
  within(of, (database) => {
    const { key, changes, value } = rowIn(database) ?? {};
    if (typeof key !== 'string' || typeof value !== 'string') throw new Error('none was kept');
    const operations = createDiagnosisOperations(database, signer(database));
    operations.keepDiagnosis({ key, changes: changes ?? 0, value: put(value) });
  });
}

const sayingOld = (value: string): string => JSON.stringify({ ...JSON.parse(value), verdict: OLD });

const verdictOf = async (open: OpenCase): Promise<string> => (await open.diagnosis()).verdict;

test('a case that was not changed is opened again with the diagnosis that it was closed with', async () => {
  const copy = copyOfMade();
  const fresh = within(copy, (database) => JSON.parse(rowIn(database)?.value ?? '{}'));
  const open = await reopened(copy);
  expect(await open.diagnosis()).toEqual(fresh);
  await open.close();
  plant(copy, sayingOld);
  const again = await reopened(copy);
  expect(await verdictOf(again)).toBe(OLD);
  // What decides nothing of it leaves it: a search, a finding, what was decided about an issue.
  const [issue] = await again.issues();
  await again.change('issue', issue?.key ?? '', { state: 'resolved' });
  await again.viewSet('search', 'payment');
  await again.settled();
  expect(await verdictOf(again)).toBe(OLD);
  const kinds = (await again.journalList(null, 100)).map(({ kind }) => kind);
  expect(kinds.filter((kind) => kind.includes('diagnos'))).toEqual([]);
});

test('what is asked for when reading has ended is made once, of all that was read', async () => {
  const folder = testFolder();
  const path = join(folder, 'test.eiq');
  const key = randomBytes(32);
  createCaseFile(path, key, makeHeader('vault'));
  writeFileSync(join(folder, 'shop.log'), shop('release 4.7.1 rolled out'));
  const asked: Promise<Diagnosis>[] = [];
  const open = await openCase(
    { path, key, signer: null, created: { name: 'test', zone: 'UTC' } },
    (event) => {
      if (event.type === 'ingest' && !event.progress.running) asked.push(open.diagnosis());
    },
  );
  onTestFinished(() => open.close());
  await open.read({ kind: 'paths', paths: [join(folder, 'shop.log')] });
  const last = await open.diagnosis();
  expect(last.verdict).toContain('4.7.1');
  expect(asked.length).toBeGreaterThan(0);
  // The very same: none was made between.
  for (const diagnosis of await Promise.all(asked)) expect(diagnosis).toBe(last);
});

describe('it is made anew when', () => {
  const marker = { us: START * 1000, title: 'Bank', service: null, version: null } as const;
  const payload = { id: 'm', ...marker, environment: null };
  const readMore = async (open: OpenCase, folder: string): Promise<void> => {
    writeFileSync(join(folder, 'more.log'), '2024-05-01T11:00:00Z INFO more\n');
    await open.read({ kind: 'paths', paths: [join(folder, 'more.log')] });
  };
  test.each<[string, (open: OpenCase, folder: string) => Promise<unknown>]>([
    ['a source was added', readMore],
    [
      'a source is read otherwise',
      (open) => open.override(1, { format: null, zone: 'Europe/Berlin', encoding: null }),
    ],
    ['a clock is set right', (open) => open.shift([{ id: 1, shiftUs: 60_000_000 }])],
    ['a source was taken out', (open) => open.removeSource(1)],
    ['a deployment is marked', (open) => open.append({ kind: 'marker.added', payload })],
    [
      'issues are grouped otherwise',
      (open) => open.change('grouping', 'grouping', { fingerprint: 'level:error -> other' }),
    ],
    ['something was erased', (open) => erase(open, PERSON)],
  ])('%s', async (_when, change) => {
    const copy = copyOfMade();
    plant(copy, sayingOld);
    const open = await reopened(copy);
    expect(await verdictOf(open)).toBe(OLD);
    await change(open, copy.folder);
    expect(await verdictOf(open)).not.toBe(OLD);
    await open.close();
    // Nor is it found when the case is opened with that change.
    expect(within(copy, (database) => rowIn(database)?.value)).not.toContain(OLD);
    expect(await verdictOf(await reopened(copy))).not.toBe(OLD);
  });

  test('the profile groups otherwise', async () => {
    const copy = copyOfMade();
    plant(copy, sayingOld);
    const rules = { ...NO_PROFILE_RULES, fingerprint: 'level:error -> other' };
    expect(await verdictOf(await reopened(copy, rules))).not.toBe(OLD);
  });

  test('the code that makes it is another', () => {
    const folder = testFolder();
    mkdirSync(join(folder, 'main'));
    writeFileSync(join(folder, 'main', 'rule.ts'), 'export const LEAST = 0.12;');
    const before = digestOf(folder, ['main']);
    expect(digestOf(folder, ['main'])).toBe(before);
    writeFileSync(join(folder, 'main', 'rule.ts'), 'export const LEAST = 0.13;');
    expect(digestOf(folder, ['main'])).not.toBe(before);
  });

  test.each<[string, (of: Made) => void]>([
    ['it cannot be read', (of) => plant(of, (value) => value.slice(0, -7))],
    [
      'it is not what was written',
      (of) =>
        within(of, (database) =>
          database.prepare(`UPDATE diagnosis SET value = replace(value, '4.7.1', '9.9.9')`).run(),
        ),
    ],
    [
      'another has put it there',
      (of) => plant(of, sayingOld, () => loadSigner('Eve', makeSigningKey())),
    ],
    ['its place is lost', (of) => within(of, (database) => database.exec('DELETE FROM diagnosis'))],
  ])('%s', async (_what, spoil) => {
    const copy = copyOfMade();
    spoil(copy);
    expect(await verdictOf(await reopened(copy))).toContain('4.7.1');
  });
});

const numbers = new Uint32Array([1]);
const SUBJECT = { code: 2, kind: 'template', id: '1', title: 'order', level: 'info' } as const;
const subject = { ...SUBJECT, query: 'template:1', count: 9, parts: [] };
const subjects = {
  byCode: new Map([[2, subject]]),
  traced: new Set<number>(),
  templateBySkeleton: numbers,
  issueBySkeleton: numbers,
};
const unread = { definition: null, yearHint: null, mtimeUs: 0, previous: null, next: null };
const source = { id: 1, path: 'a.log', format: 'log4j', zone: 'UTC', place: 1, startUs: null };
const known = {
  sources: [{ ...source, ...unread }],
  templateOf: numbers,
  issueOf: numbers,
  issueKeys: ['k'],
};
const other = new Uint32Array([2]);

test.each<[string, Parameters<typeof diagnosisKey>[1], Parameters<typeof diagnosisKey>[2], string]>(
  [
    ['the code', subjects, known, 'b'],
    ['a title', { ...subjects, byCode: new Map([[2, { ...subject, title: 'it' }]]) }, known, 'a'],
    ['a trace', { ...subjects, traced: new Set([1]) }, known, 'a'],
    ['a template', { ...subjects, templateBySkeleton: other }, known, 'a'],
    ['an issue', { ...subjects, issueBySkeleton: other }, known, 'a'],
    ['a zone', subjects, { ...known, sources: [{ ...source, ...unread, zone: 'CET' }] }, 'a'],
    [
      'an own format',
      subjects,
      { ...known, sources: [{ ...source, ...unread, definition: '' }] },
      'a',
    ],
    ["an issue's name", subjects, { ...known, issueKeys: ['l'] }, 'a'],
    ['what is told of templates', subjects, { ...known, templateOf: other }, 'a'],
    ['what is told of issues', subjects, { ...known, issueOf: other }, 'a'],
  ],
)('its key is another by %s alone', async (_by, seen, told, code) => {
  const { path, key } = copyOfMade();
  const database = openCaseFile({ path, key, readonly: false });
  const now = async () => (await diagnosisKey(database, subjects, known, 'a')).key;
  const before = await now();
  expect(await now()).toBe(before);
  expect((await diagnosisKey(database, seen, told, code)).key).not.toBe(before);
  database.exec('UPDATE block SET staged = staged WHERE id = (SELECT MIN(id) FROM block)');
  expect(await now()).not.toBe(before);
  database.close();
});

const erase = (open: OpenCase, value: string) =>
  open.rewrite({ what: 'erased', values: [value] }, 'request 17', NEVER, () => {});

/** A closed case whose diagnosis cites a person: from its records, or by the title of a deployment that was marked. */
async function citing(folder: string, from: 'records' | 'marker'): Promise<Made> {
  const { open, key } = await caseAt(join(folder, 'test.eiq'));
  const said = from === 'records' ? `release 4.7.1 rolled out by ${PERSON}` : 'nothing happened';
  writeFileSync(join(folder, 'shop.log'), shop(said));
  await open.read({ kind: 'paths', paths: [join(folder, 'shop.log')] });
  if (from === 'marker') {
    const when = { us: START * 1000 + 3_590_000_000, service: null, environment: null };
    const payload = { id: 'm', ...when, version: '4.7.1', title: `Bank of ${PERSON}` };
    await open.append({ kind: 'marker.added', payload });
  }
  expect(JSON.stringify((await open.diagnosis()).hypotheses)).toContain(PERSON);
  await open.close();
  const closed = { path: open.path, key };
  expect(within(closed, (database) => rowIn(database)?.value)).toContain(PERSON);
  return closed;
}

describe('what it cites', () => {
  test.each(['records', 'marker'] as const)(
    '(%s) leaves the case when it is erased',
    async (from) => {
      const folder = testFolder();
      const closed = await citing(folder, from);
      const again = await reopened(closed);
      await erase(again, PERSON);
      await again.close();
      expect(within(closed, (database) => rowIn(database)?.value)).toBeNull();
      expect(bytesOf(closed.path, closed.key, folder)).not.toContain(PERSON);
    },
  );

  test('is not kept when it was made before the erasure and comes after', () => {
    const copy = copyOfMade();
    within(copy, (database) => {
      const before = rowIn(database)?.changes ?? 0;
      database.exec('UPDATE block SET staged = staged');
      const operations = createDiagnosisOperations(database, ownerOf(database));
      operations.keepDiagnosis({ key: 'late', changes: before, value: PERSON });
      expect(rowIn(database)).toMatchObject({ key: null, value: null, seal: null });
    });
  });

  test('leaves a copy that takes in the erasure of another', async () => {
    const folder = testFolder();
    const mine = await citing(folder, 'marker');
    const theirs = { ...mine, path: join(folder, 'theirs.eiq') };
    copyFileSync(mine.path, theirs.path);
    const erasing = await reopened(mine);
    await erase(erasing, PERSON);
    await erasing.close();
    const taking = await reopened(theirs);
    expect(await taking.merge(mine)).toMatchObject({ erasures: 1 });
    await taking.close();
    expect(bytesOf(theirs.path, theirs.key, folder)).not.toContain(PERSON);
  });

  test.each([true, false])(
    'does not go along in a copy that is shared (masked: %s)',
    async (masked) => {
      const copy = copyOfMade();
      const open = await reopened(copy);
      await open.diagnosis();
      const path = join(copy.folder, 'for-eli.eiq');
      const leave = { masked, override: null };
      const request = { to: { passphrase: 'harbour tram 41' }, sourceIds: null, note: '', leave };
      await shareCase(open, request, await createFileSink(path), NEVER);
      const key = await deriveCaseKey('harbour tram 41', (await readHeader(path)).header);
      expect(within({ path, key }, (database) => rowIn(database)?.value)).toBeNull();
      if (masked) expect(bytesOf(path, key, copy.folder)).not.toContain(PERSON);
    },
  );
});
