import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { afterEach, expect, test, vi } from 'vitest';
import { createAnalyst } from '../../../main/iq/index.ts';
import { createSearchPool } from '../../../main/logstore/index.ts';
import { testCase, testFolder } from './case-in-folder.ts';

afterEach(() => {
  vi.restoreAllMocks();
});

const THREAD_CALL = JSON.stringify(new URL('../../../main/thread-call.ts', import.meta.url).href);
const SQLITE = JSON.stringify(createRequire(import.meta.url).resolve('better-sqlite3'));

/** Says when it loads SQLite, which it does when it is first asked. */
const LOADS = `
  import { createRequire } from 'node:module';
  import { parentPort, workerData } from 'node:worker_threads';
  import { serveOperations } from ${THREAD_CALL};
  const Database = createRequire(import.meta.url)(${SQLITE});
  serveOperations(parentPort, () => {
    Atomics.store(workerData, 0, 1);
    Atomics.notify(workerData, 0);
    new Database(':memory:');
    return { any: () => null };
  });
`;

/** Ends it a little later each time, up to two milliseconds. */
const ENDS = `
  import { Worker } from 'node:worker_threads';
  import { createThreadClient } from ${THREAD_CALL};
  for (let time = 0; time < 100; time++) {
    const begun = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(new URL('loads.mjs', import.meta.url), { workerData: begun });
    const client = createThreadClient(worker);
    worker.on('exit', () => client.abandon(new Error('ended')));
    client.call('any', null).catch(() => {});
    Atomics.wait(begun, 0, 0);
    const until = performance.now() + time / 50;
    while (performance.now() < until);
    await client.mayEnd();
    await worker.terminate();
  }
  console.log('still here');
`;

test('a thread that is ended while it loads SQLite does not take the process with it', async () => {
  const folder = testFolder();
  writeFileSync(join(folder, 'loads.mjs'), LOADS);
  writeFileSync(join(folder, 'ends.mjs'), ENDS);
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'ends.mjs')]);
  expect(stdout).toContain('still here');
});

/** Fails where a thread is ended before anything was heard of it; `close` ends the one that `start` starts. */
async function endsWhenHeard(start: () => void, close: () => Promise<void>): Promise<void> {
  const heard = new Set<unknown>();
  const told = vi.spyOn(Worker.prototype, 'postMessage');
  const ended = vi.spyOn(Worker.prototype, 'terminate');
  start();
  const thread = told.mock.contexts.at(-1) as Worker;
  thread.on('message', () => heard.add(thread));
  ended.mockImplementation(function (this: Worker) {
    expect(heard).toContain(this);
    ended.mockRestore();
    return this.terminate();
  });
  await close();
  expect(heard).toContain(thread);
}

test('a case that is closed at once ends no search thread that is about to open it', async () => {
  const folder = testFolder();
  const { key } = await testCase(folder);
  const pool = createSearchPool(1, { path: join(folder, 'test.eiq'), key });
  let asked: Promise<unknown> = Promise.resolve();
  await endsWhenHeard(
    () => {
      asked = pool.all('refresh', { reload: false, live: [] }).catch(() => {});
    },
    () => pool.close(),
  );
  await asked;
});

test('a new case that is closed at once ends no analysis thread that was made ready for it', async () => {
  const folder = testFolder();
  const { key } = await testCase(folder);
  const analyst = createAnalyst({ path: join(folder, 'test.eiq'), key });
  await endsWhenHeard(
    () => analyst.prepare(),
    () => analyst.close(),
  );
});

test('a thread that was asked nothing is ended at once', async () => {
  const folder = testFolder();
  const { key } = await testCase(folder);
  await createSearchPool(1, { path: join(folder, 'test.eiq'), key }).close();
});
