import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { expectSound, rowsOf, testCase, testFolder } from './case-in-folder.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const IDLE_MS = 10_000;

/** A case of which only the test moves the clock, what reads a file of one line into it, and the threads that read so far. */
async function readingCase() {
  const folder = testFolder();
  // A new case makes the first of those threads ready itself.
  const asked = vi.spyOn(Worker.prototype, 'postMessage');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const { open } = await testCase(folder);
  return {
    open,
    async read(at: number): Promise<void> {
      const path = join(folder, `${at}.log`);
      writeFileSync(path, `2024-05-01T10:00:0${at}Z request ${at} served\n`);
      await open.read({ kind: 'paths', paths: [path] });
    },
    readers: (): Worker[] =>
      asked.mock.calls.flatMap(([call], at) =>
        (call as { operation?: string }).operation === 'attach'
          ? [asked.mock.contexts[at] as Worker]
          : [],
      ),
  };
}

test('the thread that reads ends when nothing is read, and another reads on', async () => {
  const { open, read, readers } = await readingCase();
  await read(1);
  const [first] = readers();
  if (first === undefined) throw new Error('a thread reads');
  const ended = once(first, 'exit');
  vi.advanceTimersByTime(IDLE_MS);
  await ended;
  await read(2);
  expect(readers()).toHaveLength(2);
  expect(await rowsOf(open)).toHaveLength(2);
  await expectSound(open);
});

test('nothing is lost of what is read just as the thread for it ends, or just before', async () => {
  const { open, read, readers } = await readingCase();
  await read(1);
  vi.advanceTimersByTime(IDLE_MS);
  await read(2);
  vi.advanceTimersByTime(IDLE_MS - 1);
  await read(3);
  expect(readers()).toHaveLength(2);
  const messages = (await rowsOf(open)).map(({ message }) => /request \d/.exec(message)?.[0]);
  expect(messages).toEqual(['request 1', 'request 2', 'request 3']);
  await expectSound(open);
});
