import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { PLAIN_ACQUISITION } from '../../../../main/ingest/acquisition.ts';
import type { IngestRequest } from '../../../../main/ingest/index.ts';
import { ReadTurns, type RunInput } from '../../../../main/ingest/read-turns.ts';

const { port1: port } = new MessageChannel();
const own: RunInput['own'] = [];

function upload(name: string, keepOriginals = false): RunInput {
  const acquisition = { ...PLAIN_ACQUISITION, keepOriginals };
  const request = { kind: 'upload', name, mtimeUs: 0, size: 1, port, acquisition } as const;
  return { request, asked: null, caseZone: 'UTC', own };
}

function paths(path: string): RunInput {
  const request = { kind: 'paths', paths: [path] } as const;
  return { request, asked: { id: 1, stopped: [] }, caseZone: 'UTC', own };
}

const nameOf = (request: IngestRequest): string => {
  if (request.kind === 'upload') return request.name;
  return request.kind === 'paths' ? (request.paths[0] ?? '') : request.kind;
};

/** Turns whose reading waits until it is let go on, and what was read in each. */
function recorded(fail: (name: string) => boolean = () => false) {
  const read: string[][] = [];
  const gate = Promise.withResolvers<void>();
  const turns = new ReadTurns(async ({ request }, signal, next) => {
    const turn: string[] = [];
    read.push(turn);
    for (let each: IngestRequest | null = request; each !== null; each = next()) {
      await gate.promise;
      if (fail(nameOf(each))) throw new Error(nameOf(each));
      turn.push(nameOf(each));
    }
    return { isWhole: !signal.aborted, replaced: turn.length > 1 };
  });
  return { turns, read, letGo: gate.resolve };
}

const { signal } = new AbortController();

test('uploads that come while one is read are read in its turn, and answered with it', async () => {
  const { turns, read, letGo } = recorded();
  const all = ['a', 'b', 'c'].map((name) => turns.run(upload(name), signal));
  letGo();
  expect(await Promise.all(all)).toEqual(
    Array.from({ length: 3 }, () => ({ isWhole: true, replaced: true })),
  );
  expect(read).toEqual([['a', 'b', 'c']]);
  expect(await turns.run(upload('later'), signal)).toEqual({ isWhole: true, replaced: false });
});

test('what is read otherwise, or stopped apart, has a turn of its own, in the order asked for', async () => {
  const { turns, read, letGo } = recorded();
  const stopped = AbortSignal.abort();
  const all = [
    turns.run(upload('a'), signal),
    turns.run(upload('b'), signal),
    turns.run(upload('kept', true), signal),
    turns.run(paths('/logs'), signal),
    turns.run(paths('/more'), signal),
    turns.run(upload('c'), signal),
    turns.run({ ...upload('d'), caseZone: 'Europe/Berlin' }, signal),
    turns.run(upload('e'), stopped),
  ];
  letGo();
  const outcomes = await Promise.all(all);
  expect(read).toEqual([['a', 'b'], ['kept'], ['/logs'], ['/more'], ['c'], ['d'], ['e']]);
  expect(outcomes.map(({ isWhole }) => isWhole)).toEqual([...all.slice(1).map(() => true), false]);
});

test('what keeps a turn from its end is told to all that are in it, and the next is read', async () => {
  const { turns, read, letGo } = recorded((name) => name === 'b');
  const all = ['a', 'b'].map((name) => turns.run(upload(name), signal));
  const other = turns.run(paths('/logs'), signal);
  letGo();
  const settled = await Promise.allSettled(all);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await other).toEqual({ isWhole: true, replaced: false });
  expect(read).toEqual([['a'], ['/logs']]);
});
