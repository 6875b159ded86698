import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import type { GroupingText } from './grouping/index.ts';
import { makePrivateFolder, replaceFile } from '../vault/index.ts';

const FILES = {
  fingerprint: 'fingerprint-rules.txt',
  stackTrace: 'stack-trace-rules.txt',
} as const;

/** Where a profile keeps its grouping rules. */
export function groupingFolderOf(dataFolder: string): string {
  return join(dataFolder, 'grouping');
}

/** The grouping rules of a profile; a file that is not there has none. Throws GROUPING_UNREADABLE. */
export async function readProfileGrouping(folder: string): Promise<GroupingText> {
  const [fingerprint, stackTrace] = await Promise.all([
    textOf(join(folder, FILES.fingerprint)),
    textOf(join(folder, FILES.stackTrace)),
  ]);
  return { fingerprint, stackTrace };
}

async function textOf(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw new Failure(
      'GROUPING_UNREADABLE',
      `${path} cannot be read. Issues are grouped without its rules until it can.`,
      { path },
    );
  }
}

/** Keeps the grouping rules of a profile. Throws GROUPING_UNWRITABLE. */
export async function writeProfileGrouping(folder: string, text: GroupingText): Promise<void> {
  try {
    makePrivateFolder(folder);
    for (const rules of ['fingerprint', 'stackTrace'] as const) {
      await replaceFile(join(folder, FILES[rules]), text[rules]);
    }
  } catch {
    throw new Failure(
      'GROUPING_UNWRITABLE',
      `The rules cannot be kept in ${folder}. Check its rights and its space.`,
      { path: folder },
    );
  }
}
