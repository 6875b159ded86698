import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fromBuffer, type ZipFile } from 'yauzl';
import { Failure } from '#shared/model/failure.ts';

/** A file that may hold rules. */
export interface RuleFile {
  /** Its path, or `archive.zip/member`. */
  readonly name: string;
  readonly text: string;
}

/** Larger ones are no rules. */
export const LARGEST_RULE_FILE = 4_000_000;
const LARGEST_ARCHIVE = 200_000_000;
const MOST_FILES = 50_000;

/** Whether a file holds rules by its name. */
export function isRuleName(name: string): boolean {
  return /\.ya?ml$/i.test(name) && !basename(name).startsWith('.');
}

/**
 * The rule files that paths name: files, folders with all that is in them, and zip archives. Throws
 * RULES_UNREADABLE for a path that cannot be read.
 */
export async function ruleFiles(paths: readonly string[]): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => null);
    if (found === null) throw unreadable(path);
    if (found.isDirectory()) files.push(...(await folderFiles(path)));
    else if (path.toLowerCase().endsWith('.zip')) {
      if (found.size > LARGEST_ARCHIVE) throw unreadable(path);
      files.push(...(await zipFiles(path, await readFile(path))));
    } else files.push({ name: path, text: await textOf(path) });
  }
  return files;
}

async function folderFiles(folder: string): Promise<RuleFile[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => {
    throw unreadable(folder);
  });
  const names = entries
    .filter((entry) => entry.isFile() && isRuleName(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .slice(0, MOST_FILES);
  const files: RuleFile[] = [];
  for (const name of names) files.push({ name, text: await textOf(name) });
  return files;
}

async function textOf(path: string): Promise<string> {
  const size = (await stat(path).catch(() => null))?.size ?? Number.POSITIVE_INFINITY;
  if (size > LARGEST_RULE_FILE) throw unreadable(path);
  return readFile(path, 'utf8').catch(() => {
    throw unreadable(path);
  });
}

/** The rule files of a zip archive. Throws RULES_UNREADABLE. */
async function zipFiles(path: string, bytes: Buffer): Promise<RuleFile[]> {
  const files: RuleFile[] = [];
  try {
    const zip = await openZip(bytes);
    for await (const { name, text } of members(zip)) {
      files.push({ name: `${path}/${name}`, text });
      if (files.length >= MOST_FILES) break;
    }
  } catch {
    throw unreadable(path);
  }
  return files.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function openZip(bytes: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    fromBuffer(bytes, { lazyEntries: true }, (error, zip) => {
      if (error === null) resolve(zip);
      else reject(error);
    });
  });
}

async function* members(zip: ZipFile): AsyncGenerator<RuleFile> {
  for (;;) {
    const entry = await new Promise<{ fileName: string; uncompressedSize: number } | null>(
      (resolve, reject) => {
        zip.removeAllListeners();
        zip.once('entry', resolve);
        zip.once('end', () => resolve(null));
        zip.once('error', reject);
        zip.readEntry();
      },
    );
    if (entry === null) return;
    if (!isRuleName(entry.fileName) || entry.uncompressedSize > LARGEST_RULE_FILE) continue;
    const pieces: Buffer[] = [];
    const stream = await new Promise<NodeJS.ReadableStream>((resolve, reject) => {
      zip.openReadStream(entry as never, (error, opened) => {
        if (error === null) resolve(opened);
        else reject(error);
      });
    });
    for await (const piece of stream) pieces.push(Buffer.from(piece));
    yield { name: entry.fileName, text: Buffer.concat(pieces).toString('utf8') };
  }
}

function unreadable(path: string): Failure {
  return new Failure(
    'RULES_UNREADABLE',
    `${path} cannot be read. Name a rule file (.yml), a folder of them or a zip.`,
    { path },
  );
}
