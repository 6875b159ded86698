import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { giveBack, openDiskFile, READ_SIZE } from '../../../../../main/ingest/intake/disk-file.ts';
import { createFolder, type Folder } from './pile.ts';

let folder: Folder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

test('only whole reads of the disk are given back, and what follows them reads as it stands', async () => {
  const file = join(folder.path, 'a.log');
  const content = randomBytes(READ_SIZE * 2 + 700);
  writeFileSync(file, content);
  const { bytes } = await openDiskFile(file, new AbortController().signal);
  const whole = await bytes.take(READ_SIZE);
  const part = await bytes.take(100);
  const rest = await bytes.take(READ_SIZE);
  const last = await bytes.take(READ_SIZE);
  await bytes.close();
  if (whole === null || part === null || rest === null || last === null)
    throw new Error('no bytes');
  expect(Buffer.compare(whole, content.subarray(0, READ_SIZE))).toBe(0);
  for (const piece of [whole, part, rest, last]) giveBack(piece);
  expect(whole.length).toBe(0);
  expect(Buffer.compare(Buffer.concat([part, rest, last]), content.subarray(READ_SIZE))).toBe(0);
});

test('memory that was not read from the disk is left alone', () => {
  const own = Buffer.allocUnsafeSlow(READ_SIZE).fill(7);
  giveBack(own);
  expect(own.length).toBe(READ_SIZE);
});
