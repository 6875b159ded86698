import { expect, test } from 'vitest';
import { verifyJournal } from '../../../../main/journal/index.ts';
import type { ReadStep } from '../../../../main/ingest/case-sink.ts';
import { PLAIN_ACQUISITION } from '../../../../main/ingest/index.ts';
import { testFolder } from '../case-in-folder.ts';
import { bareCase } from './bare-case.ts';

const added = (path: string) => ({
  operation: 'addSource' as const,
  input: {
    askedId: null,
    path,
    origin: { kind: 'upload', name: path },
    size: 0,
    mtimeUs: 0,
  } as const,
});

const begun: ReadStep = {
  operation: 'beginRead',
  sourceId: null,
  input: {
    staged: false,
    facts: {
      format: 'generic',
      definition: null,
      formatScore: 1,
      encoding: 'utf-8',
      zone: 'UTC',
      yearHint: null,
      overlap: null,
    },
  },
};

const finished: ReadStep = {
  operation: 'finishRead',
  sourceId: null,
  input: {
    staged: false,
    state: 'done',
    original: { sha256: 'ab'.repeat(32), bytes: 0 },
    acquisition: PLAIN_ACQUISITION,
    head: null,
    firstYear: null,
    error: null,
    seconds: 0,
    again: null,
  },
};

test('each source of one transaction has its own entries, in its turn, and the journal verifies', () => {
  const { database, operations } = bareCase(testFolder());
  const steps = [added('a'), begun, finished, added('b'), begun, finished];
  expect(operations.takeSteps({ steps })).toEqual([1, 2]);
  const rows = database
    .prepare<[], { kind: string; body: Buffer }>('SELECT kind, body FROM journal ORDER BY seq')
    .all();
  const [a, b] = operations.sources(null).map(({ key }) => key);
  const ofOne = ['source.added', 'source.sealed', 'source.read', 'custody.intake'];
  const wanted = [a, b].flatMap((key) => ofOne.map((kind) => `${kind} ${key}`));
  const found = rows.flatMap(({ kind, body }) => {
    const { source } = JSON.parse(body.toString()).payload;
    return source === undefined ? [] : [`${kind} ${source}`];
  });
  expect(found).toEqual(wanted);
  expect(verifyJournal(database).broken).toBeNull();
});

test('a step that fails takes those before it back, and the next ones follow what is there', () => {
  const { database, operations } = bareCase(testFolder());
  operations.takeSteps({ steps: [added('a'), begun, finished] });
  const count = database.prepare('SELECT COUNT(*) FROM journal').pluck();
  const before = count.get();
  const nowhere: ReadStep = { operation: 'dropLast', sourceId: null, input: {} };
  expect(() => operations.takeSteps({ steps: [nowhere] })).toThrow(RangeError);
  const copy = { sourceId: null, of: 99, original: { sha256: '', bytes: 0 } };
  const wrong: ReadStep = {
    operation: 'addDuplicate',
    input: { ...added('c').input, ...copy, acquisition: PLAIN_ACQUISITION },
  };
  expect(() => operations.takeSteps({ steps: [added('b'), begun, finished, wrong] })).toThrow(
    RangeError,
  );
  expect(count.get()).toBe(before);
  expect(operations.sources(null)).toHaveLength(1);
  expect(operations.takeSteps({ steps: [added('b'), begun, finished] })).toEqual([2]);
  expect(verifyJournal(database).broken).toBeNull();
});
