import { expect, test, vi } from 'vitest';
import { CommitQueue, type QueuedStep } from '../../../../main/ingest/commit-queue.ts';
import type { ReadStep } from '../../../../main/ingest/case-sink.ts';
import type { SourceNumber } from '../../../../main/ingest/source-number.ts';

const MIB = 1024 * 1024;

/** A queue whose transactions are ended by the test; what they were is in `transactions`. */
function heldQueue(mostWaiting = 16 * MIB) {
  const transactions: (readonly ReadStep[])[] = [];
  const ends: PromiseWithResolvers<void>[] = [];
  let sources = 0;
  const queue = new CommitQueue(mostWaiting, async (steps) => {
    transactions.push(steps);
    const end = Promise.withResolvers<void>();
    ends.push(end);
    await end.promise;
    return steps.flatMap(({ operation }) => (operation === 'addSource' ? [++sources] : []));
  });
  /** Ends the transaction of a number, as soon as it has begun. */
  const end = async (number: number): Promise<void> => {
    await vi.waitUntil(() => ends.length > number);
    ends[number]?.resolve();
  };
  return { queue, transactions, ends, end };
}

/** A source that is taken in, with one step about it. */
async function addSource(queue: CommitQueue, path: string, bytes = 0): Promise<SourceNumber> {
  const source: SourceNumber = { id: null };
  const origin = { kind: 'upload', name: path } as const;
  await queue.add({
    bytes: 0,
    make: () => ({
      operation: 'addSource',
      input: { askedId: null, path, origin, size: null, mtimeUs: 0 },
    }),
    committed: (taken) => {
      source.id = taken;
    },
  });
  await queue.add(dropLast(source, bytes));
  return source;
}

const dropLast = (source: SourceNumber, bytes = 0): QueuedStep => ({
  bytes,
  make: () => ({ operation: 'dropLast', source, input: {} }),
});

const namesOf = (steps: readonly ReadStep[] | undefined): string[] =>
  (steps ?? []).map((step) =>
    'sourceId' in step ? `${step.operation} ${step.sourceId}` : step.operation,
  );

test('steps of small sources go in one transaction, each about the source that was taken in before it', async () => {
  const { queue, transactions, end } = heldQueue();
  const sources = [await addSource(queue, 'a'), await addSource(queue, 'b')];
  const drained = queue.drain();
  await end(0);
  await drained;
  expect(transactions.map(namesOf)).toEqual([
    ['addSource', 'dropLast null', 'addSource', 'dropLast null'],
  ]);
  expect(sources.map(({ id }) => id)).toEqual([1, 2]);
});

test('a step that comes in a later transaction than its source is sent with its number', async () => {
  const { queue, transactions, end } = heldQueue();
  const source = await addSource(queue, 'a', 2 * MIB);
  await queue.add(dropLast(source));
  await end(0);
  await end(1);
  await queue.drain();
  expect(transactions.map(namesOf)).toEqual([['addSource', 'dropLast null'], ['dropLast 1']]);
});

test('what is still being made keeps nothing before it from being committed, and is named when it is sent', async () => {
  const { queue, transactions, end } = heldQueue();
  const source = await addSource(queue, 'a');
  const made = Promise.withResolvers<void>();
  await queue.add({
    bytes: 0,
    make: async () => {
      await made.promise;
      return { operation: 'dropLast', source, input: {} };
    },
  });
  await vi.waitUntil(() => transactions.length === 1);
  made.resolve();
  const drained = queue.drain();
  await end(0);
  await end(1);
  await drained;
  expect(transactions.map(namesOf)).toEqual([['addSource', 'dropLast null'], ['dropLast 1']]);
});

test('nobody waits for the end of what is not drained: it is committed a moment later', async () => {
  const { queue, transactions } = heldQueue();
  await addSource(queue, 'a');
  await vi.waitUntil(() => transactions.length === 1);
});

test('takes no more than there is room for until it is committed', async () => {
  const { queue, transactions, end } = heldQueue(MIB);
  const source: SourceNumber = { id: 7 };
  await queue.add(dropLast(source, MIB));
  let isTaken = false;
  const second = queue.add(dropLast(source, MIB)).then(() => {
    isTaken = true;
  });
  await vi.waitUntil(() => transactions.length === 1);
  expect(isTaken).toBe(false);
  await end(0);
  await second;
  await end(1);
  await queue.drain();
});

test('behind a transaction that failed none is begun, and all that follows is told', async () => {
  const { queue, transactions, ends } = heldQueue();
  const source: SourceNumber = { id: 7 };
  await queue.add(dropLast(source, MIB));
  await queue.add(dropLast(source, MIB));
  const drained = expect(queue.drain()).rejects.toThrow('full');
  await vi.waitUntil(() => ends.length === 1);
  ends[0]?.reject(new Error('full'));
  await drained;
  await expect(queue.add(dropLast(source))).rejects.toThrow('full');
  expect(transactions).toHaveLength(1);
});
