import { SourceMap, type SourceMapPayload } from 'node:module';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';
import { Failure } from '#shared/model/failure.ts';

/** Source around a line. */
export interface SourceExcerpt {
  /** Path below the folder, or in the source map. */
  readonly file: string;
  readonly line: number;
  readonly firstLine: number;
  readonly lines: readonly string[];
}

/** A frame's place, as the trace printed it. */
export interface PlaceInSource {
  readonly path: string;
  readonly line: number;
  readonly column: number | null;
}

const AROUND = 6;
const LONGEST_LINE = 500;
const LARGEST_FILE = 20_000_000;
const MOST_LOOKED = 30_000;
const SKIPPED_FOLDERS = new Set([
  'node_modules',
  '.git',
  '.hg',
  '.svn',
  'target',
  '__pycache__',
  '.venv',
]);

/**
 * The source around a frame's line, from a checkout (or a folder with source maps) on this machine. The file is the
 * one whose path ends most like the frame's. Only reads, and only below the folder. Throws SOURCE_NOT_FOUND.
 */
export async function sourceAround(folder: string, place: PlaceInSource): Promise<SourceExcerpt> {
  const root = await realpath(folder).catch(() => null);
  if (root === null) throw notFound(folder, `${folder} is not there. Choose the folder again.`);
  const parts = place.path
    .replace(/^[a-z][\w+.-]*:\/{2,3}(?:[^/]*\/)?/i, '')
    .replace(/[?#].*$/, '')
    .split(/[\\/]/)
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  const mapped = await fromSourceMap(root, parts, place);
  if (mapped !== null) return mapped;
  const file = await likestFile(root, parts);
  if (file === null) {
    throw notFound(
      folder,
      `No file below ${folder} ends like ${place.path}. Choose the checkout that the program was built from.`,
    );
  }
  const text = await readFile(file, 'utf8');
  return excerpt(relative(root, file).split(sep).join('/'), text, place.line);
}

const notFound = (folder: string, sentence: string): Failure =>
  new Failure('SOURCE_NOT_FOUND', sentence, { folder });

function excerpt(file: string, text: string, line: number): SourceExcerpt {
  const all = text.split(/\r?\n/);
  const firstLine = Math.max(1, line - AROUND);
  const lines = all.slice(firstLine - 1, line + AROUND).map((one) => one.slice(0, LONGEST_LINE));
  return { file, line, firstLine, lines };
}

/** The file with the most last parts of the path, directly below the folder or deeper. */
async function likestFile(root: string, parts: readonly string[]): Promise<string | null> {
  for (let from = 0; from < parts.length; from++) {
    const direct = await readableBelow(root, join(root, ...parts.slice(from)));
    if (direct !== null && from < parts.length - 1) return direct;
  }
  return searched(root, parts);
}

async function readableBelow(root: string, path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null);
  if (real === null || !real.startsWith(root + sep)) return null;
  const found = await stat(real).catch(() => null);
  return found !== null && found.isFile() && found.size <= LARGEST_FILE ? real : null;
}

async function searched(root: string, parts: readonly string[]): Promise<string | null> {
  const wanted = parts.at(-1);
  if (wanted === undefined) return null;
  const folders = [root];
  let best: { path: string; shared: number } | null = null;
  for (let looked = 0; folders.length > 0 && looked < MOST_LOOKED;) {
    const folder = folders.shift() ?? root;
    for (const entry of await readdir(folder, { withFileTypes: true }).catch(() => [])) {
      looked++;
      const path = join(folder, entry.name);
      if (entry.isDirectory() && !SKIPPED_FOLDERS.has(entry.name)) folders.push(path);
      if (!entry.isFile() || entry.name !== wanted) continue;
      const shared = sharedEnd(relative(root, path).split(sep), parts);
      if (best === null || shared > best.shared) best = { path, shared };
    }
  }
  return best === null ? null : readableBelow(root, best.path);
}

function sharedEnd(a: readonly string[], b: readonly string[]): number {
  let shared = 0;
  while (shared < a.length && shared < b.length && a.at(-1 - shared) === b.at(-1 - shared))
    shared++;
  return shared;
}

/** The original of a bundle's line, where the bundle's source map lies in the folder. */
async function fromSourceMap(
  root: string,
  parts: readonly string[],
  place: PlaceInSource,
): Promise<SourceExcerpt | null> {
  const bundle = parts.at(-1) ?? '';
  if (place.column === null || !/\.[cm]?jsx?$/.test(bundle)) return null;
  const path = await likestFile(root, [...parts.slice(0, -1), `${bundle}.map`]);
  if (path === null) return null;
  const payload = await readFile(path, 'utf8')
    .then(
      (text): SourceMapPayload | null => JSON.parse(text),
      () => null,
    )
    .catch(() => null);
  if (payload === null) return null;
  const origin = new SourceMap(payload).findOrigin(place.line, place.column);
  if (!('fileName' in origin)) return null;
  const at = payload.sources.findIndex((source) => origin.fileName.endsWith(source));
  const text = payload.sourcesContent[at];
  if (typeof text === 'string') return excerpt(origin.fileName, text, origin.lineNumber);
  const file = await likestFile(
    root,
    origin.fileName.split('/').filter((part) => part !== '' && part !== '..' && part !== '.'),
  );
  return file === null
    ? null
    : excerpt(basename(file), await readFile(file, 'utf8'), origin.lineNumber);
}
