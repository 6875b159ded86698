import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { PlaybookRun } from '#shared/model/playbook-run.ts';
import { createPlaybookDesk, createPlaybookLibrary } from '../../../../main/assistant/index.ts';
import type { OpenCase } from '../../../../main/open-case.ts';
import { testCase, testFolder } from '../case-in-folder.ts';
import { FAULTY, QUIET } from './faulty-logs.ts';

const library = createPlaybookLibrary(null);
const never = new AbortController().signal;

async function caseOf(files: Readonly<Record<string, string>>): Promise<OpenCase> {
  const folder = testFolder();
  const { open } = await testCase(folder);
  const logs = join(folder, 'logs');
  mkdirSync(logs);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(logs, name), text);
  await open.read({ kind: 'paths', paths: [logs] });
  return open;
}

const run = (
  open: OpenCase,
  id: string,
  inputs: Record<string, string> = {},
): Promise<PlaybookRun> =>
  createPlaybookDesk(open, { models: null, ask: () => Promise.resolve(null) }).run(
    library.get(id),
    inputs,
    { cancel: never, interrupt: never },
  );

const said = ({ statements }: PlaybookRun): string => statements.map(({ text }) => text).join('\n');

/** Nothing that was said or found is without its records, and these stand in the case as they were cited. */
async function expectCited(open: OpenCase, ended: PlaybookRun): Promise<void> {
  const found = await open.resolve(ended.citations.map(({ record }) => record));
  expect(found.map(({ standing }) => standing)).toEqual(found.map(() => 'same'));
  expect(ended.statements.filter(({ standing }) => standing === 'unsupported')).toEqual([]);
  const findings = await open.findings();
  for (const id of ended.findings) {
    expect(findings.find((one) => one.id === id)?.citations.length).toBeGreaterThan(0);
  }
}

/** What each must say of the logs that have its fault, and of those that have none. */
const EXPECTED: readonly (readonly [id: string, faulty: readonly string[], quiet: string])[] = [
  ['what-changed', ['4.2.0'], 'Nothing changed by more than chance'],
  ['first-cause', ['first cause'], 'No first cause is to be seen'],
  ['blast-radius', ['records fail', 'of 7 sources', 'shop.Pay'], 'No record fails'],
  [
    'failed-logins',
    [
      '13 logins failed',
      '12 failures from 203.0.113.9',
      '203.0.113.9 came through',
      'backup',
      'Afterwards backup logged in 1 time from elsewhere (10.0.0.5 (1))',
    ],
    'No login failed',
  ],
  [
    'data-exposure',
    ['1 record has a secret in clear', 'pg_dump', 'public-read'],
    'No sign of exposed data',
  ],
  [
    'certificate-expiry',
    ['10 records say so', 'api.shop.example (10)', 'A new certificate came', '1 warning'],
    'No record says that a certificate had expired',
  ],
  [
    'out-of-memory',
    ['Memory ran out: 1 record says so', 'Killed: 512 (1)', 'memory usage at 97', 'restarting'],
    'No record says that memory ran out',
  ],
  [
    'connection-pool',
    [
      '15 records say so',
      'Before it, a release',
      '12 records tell of what may have held connections',
    ],
    'No record says that a pool of connections ran dry',
  ],
  [
    'dns',
    [
      '12 records say that a name was not resolved',
      'mail.shop.example was not resolved in 12 records',
    ],
    'No record says that a name was not resolved',
  ],
  [
    'slow-query',
    ['11 records tell of slow statements', 'Statements waited for each other: 1 record'],
    'No record tells of a slow statement',
  ],
];

test('the ten are there, and no other', () => {
  expect(
    library
      .list()
      .map(({ playbook }) => playbook.id)
      .toSorted(),
  ).toEqual(EXPECTED.map(([id]) => id).toSorted());
});

test('each finds its fault, cites the records of it, and keeps its run', async () => {
  const open = await caseOf(FAULTY);
  for (const [id, texts] of EXPECTED) {
    const ended = await run(open, id);
    expect(ended.outcome).toBe('done');
    for (const text of texts) expect(said(ended)).toContain(text);
    await expectCited(open, ended);
    expect(ended.cost.calls).toBe(0);
  }
  const runs = await open.endedPlaybooks();
  expect(runs.map(({ playbook }) => playbook)).toEqual(EXPECTED.map(([id]) => id).toReversed());
  expect((await open.journalVerify()).broken).toBeNull();
  const [first] = await createPlaybookDesk(open, {
    models: null,
    ask: () => Promise.resolve(null),
  }).ended();
  expect(first?.steps.every(({ sha256 }) => sha256 !== null)).toBe(true);
});

test('each says plainly that it found nothing where there is nothing, and writes no finding', async () => {
  const open = await caseOf(QUIET);
  // Runs of one case do not disturb each other.
  const runs = await Promise.all(EXPECTED.map(([id]) => run(open, id)));
  for (const [at, [, , nothing]] of EXPECTED.entries()) {
    const ended = runs[at];
    if (ended === undefined) throw new Error('a run is missing');
    expect(said(ended)).toContain(nothing);
    await expectCited(open, ended);
    expect(ended.findings).toEqual([]);
  }
  // Given a moment, what changed compares; asked for more, the built-in analysis answers for want of a model.
  const parted = await run(open, 'what-changed', { at: '2026-05-06T08:10:00Z', explain: 'true' });
  expect(said(parted)).toContain('0 things differ');
  expect(parted.answerers).toEqual([{ provider: 'offline', model: null }]);
});
