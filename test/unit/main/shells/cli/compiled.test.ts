import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isOursAlone } from '../../../../../main/shells/cli/compiled.mjs';
import { testFolder } from '../../case-in-folder.ts';

const NOBODY = 65_534;
const IS_WINDOWS = process.platform === 'win32';

/** A folder of compiled code with an entry in it. */
function folderWith(entry: string, mode: number): string {
  const folder = join(testFolder(), 'compiled');
  mkdirSync(folder);
  writeFileSync(join(folder, entry), 'code');
  chmodSync(folder, mode);
  return folder;
}

const rightsOf = (folder: string): number => statSync(folder).mode & 0o777;

test('what was compiled is kept in a folder that nobody else may read', () => {
  const folder = join(testFolder(), 'dist', 'compiled');
  expect(isOursAlone(folder)).toBe(true);
  if (!IS_WINDOWS) expect(rightsOf(folder)).toBe(0o700);
  writeFileSync(join(folder, 'ours'), 'code');
  expect(isOursAlone(folder)).toBe(true);
  expect(existsSync(join(folder, 'ours'))).toBe(true);
});

test.skipIf(IS_WINDOWS)('what others could have planted is thrown away', () => {
  const folder = folderWith('planted', 0o777);
  expect(isOursAlone(folder)).toBe(true);
  expect(existsSync(join(folder, 'planted'))).toBe(false);
  expect(rightsOf(folder)).toBe(0o700);
});

test.skipIf(IS_WINDOWS)('a link to a folder of others is not followed', () => {
  const planted = folderWith('planted', 0o777);
  const link = join(testFolder(), 'compiled');
  symlinkSync(planted, link);
  expect(isOursAlone(link)).toBe(true);
  expect(existsSync(join(link, 'planted'))).toBe(false);
  expect(existsSync(join(planted, 'planted'))).toBe(true);
});

// Only who may give a folder away can try it.
test.skipIf(process.getuid?.() !== 0)(
  'a folder of another owner is neither used nor touched',
  () => {
    const folder = folderWith('theirs', 0o700);
    chownSync(folder, NOBODY, NOBODY);
    expect(isOursAlone(folder)).toBe(false);
    expect(existsSync(join(folder, 'theirs'))).toBe(true);
  },
);

test('where no folder can be made nothing is kept', () => {
  const file = join(testFolder(), 'dist');
  writeFileSync(file, '');
  expect(isOursAlone(join(file, 'compiled'))).toBe(false);
});
