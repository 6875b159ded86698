import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLog } from '../../../main/log.ts';
import { testFolder } from './case-in-folder.ts';

test('what failed is written, without messages, which may hold what was read', () => {
  const folder = testFolder();
  createLog(folder).error({ code: 'DISK_FULL', details: { message: 'secret' } }, 'failed');
  const text = readFileSync(join(folder, 'logs', 'error-iq.log'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ code: 'DISK_FULL', msg: 'failed' });
  expect(text).not.toContain('secret');
});

test.skipIf(process.platform !== 'linux')('a full disk does not end the app', () => {
  const folder = testFolder();
  mkdirSync(join(folder, 'logs'));
  symlinkSync('/dev/full', join(folder, 'logs', 'error-iq.log'));
  const log = createLog(folder);
  expect(() => {
    for (let i = 0; i < 3; i += 1) log.error({ code: 'DISK_FULL' }, 'failed');
  }).not.toThrow();
});
