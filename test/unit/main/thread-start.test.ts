import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { testFolder } from './case-in-folder.ts';

const THREAD_START = new URL('../../../main/thread-start.ts', import.meta.url).href;

const STARTS_THREAD = `
  import module from 'node:module';
  import { once } from 'node:events';
  if (process.env.KEPT_IN !== '') module.enableCompileCache(process.env.KEPT_IN);
  const { startThread } = await import(${JSON.stringify(THREAD_START)});
  const thread = startThread('key-thread');
  thread.postMessage({ id: 1, operation: 'none of it', input: null });
  await once(thread, 'message');
  const [{ id }] = await once(thread, 'message');
  await thread.terminate();
  console.log('answered', id);
`;

/** Starts a thread in a process that keeps compiled code in the folder; none where it is empty. What Node says about it. */
async function startIn(folder: string): Promise<string> {
  const { NODE_COMPILE_CACHE: _, ...env } = process.env;
  const script = join(testFolder(), 'starts-thread.mjs');
  writeFileSync(script, STARTS_THREAD);
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [script], {
    env: { ...env, KEPT_IN: folder, NODE_DEBUG_NATIVE: 'COMPILE_CACHE' },
    maxBuffer: 64 * 1024 * 1024,
  });
  expect(stdout).toContain('answered 1');
  return `${stdout}${stderr}`;
}

test('a thread takes its compiled code from where its process keeps it', async () => {
  const folder = testFolder();
  expect(await startIn(folder)).not.toMatch(/key-thread\.\w+ was accepted/);
  expect(await startIn(folder)).toMatch(/key-thread\.\w+ was accepted/);
});

test('a thread of a process that keeps no compiled code keeps none either', async () => {
  expect(await startIn('')).not.toContain('key-thread');
});
