import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { makePrivateFolder } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';

describe('a folder of the app', () => {
  test('is made with those above it, for this person alone', () => {
    const path = join(testFolder(), 'a', 'b', 'c');
    makePrivateFolder(path);
    makePrivateFolder(path);
    expect(statSync(path).isDirectory()).toBe(true);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o700);
  });

  test('cannot be made under a file, and the failure names it', () => {
    const file = join(testFolder(), 'file');
    writeFileSync(file, '');
    const path = join(file, 'data');
    expect(() => makePrivateFolder(path)).toThrow(
      expect.objectContaining({ code: 'FOLDER_UNUSABLE', message: expect.stringContaining(path) }),
    );
  });

  test.runIf(process.platform === 'linux')('is refused at once where /proc refuses it', () => {
    expect(() => makePrivateFolder('/proc/nothing/below')).toThrow(
      expect.objectContaining({ code: 'FOLDER_UNUSABLE' }),
    );
  });
});
