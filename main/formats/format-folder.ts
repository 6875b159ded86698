import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { lastName } from '#shared/model/last-name.ts';
import { makePrivateFolder, replaceFile } from '../vault/index.ts';

/** A file of the formats folder. */
export interface FolderFile {
  readonly name: string;
  readonly text: string;
}

/** Larger ones are no format files. */
export const LARGEST_FORMAT_FILE = 4_000_000;

/** What tells whether anything in the folder has changed: names, sizes, times. */
export async function folderState(folder: string): Promise<string> {
  const facts = await Promise.all(
    (await jsonNames(folder)).map(async (name) => {
      const found = await stat(join(folder, name)).catch(() => null);
      return found === null ? '' : `${name} ${found.size} ${found.mtimeMs}`;
    }),
  );
  return facts.join('\n');
}

async function jsonNames(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.json') && !name.startsWith('.')).sort();
}

/** The JSON files of the folder, in the order of their names. What cannot be read is left out. */
export async function folderFiles(folder: string): Promise<FolderFile[]> {
  const files: FolderFile[] = [];
  for (const name of await jsonNames(folder)) {
    const path = join(folder, name);
    const size = (await stat(path).catch(() => null))?.size ?? 0;
    if (size === 0 || size > LARGEST_FORMAT_FILE) continue;
    const text = await readFile(path, 'utf8').catch(() => null);
    if (text !== null) files.push({ name, text });
  }
  return files;
}

/** Writes a file as a whole or not at all. */
export async function putFile(folder: string, name: string, text: string): Promise<void> {
  makePrivateFolder(folder);
  await replaceFile(join(folder, name), text);
}

/** Removes a file; one that is not there is no error. */
export async function dropFile(folder: string, name: string): Promise<void> {
  await rm(join(folder, name), { force: true });
}

/** A name that every file system takes. */
export function fileNameOf(given: string): string {
  const base = lastName(given).replace(/\.json$/i, '');
  const safe = base
    .replaceAll(/[^\w.-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, 100);
  return `${safe === '' ? 'formats' : safe}.json`;
}
