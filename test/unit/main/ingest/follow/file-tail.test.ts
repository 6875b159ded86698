import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FileTail } from '../../../../../main/ingest/follow/file-tail.ts';
import type { LiveStep } from '../../../../../main/ingest/follow/live-bytes.ts';
import { testFolder } from '../../case-in-folder.ts';

const textOf = (step: LiveStep): string =>
  step.kind === 'bytes' ? step.bytes.toString() : step.kind;

test('a file written over by a longer one between two readings is read from its beginning', async () => {
  const path = join(testFolder(), 'app.log');
  writeFileSync(path, 'one\ntwo\n');
  const tail = new FileTail(path, new AbortController().signal);
  await tail.start(null);
  expect(textOf(await tail.next())).toBe('one\ntwo\n');
  writeFileSync(path, 'three\nfour\nfive\n');
  expect(await tail.next()).toEqual({ kind: 'next', event: 'replaced' });
  expect(textOf(await tail.next())).toBe('three\nfour\nfive\n');
  expect(await tail.next()).toEqual({ kind: 'idle' });
  await tail.close();
});
