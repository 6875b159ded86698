import { lstat, opendir, readdir, realpath, stat } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { oldestFirst } from '#shared/model/rotation.ts';
import { unpackFile } from './open-origin.ts';
import { skipped, type PileItem } from './pile-item.ts';
import type { PileLimits } from './pile-limits.ts';
import { codeOf, fileRefused, folderEmpty, linkSkipped, specialFile } from './refusals.ts';
import { checkSignal } from './work.ts';

/** What the walk carries along. */
interface Walk {
  readonly limits: PileLimits;
  readonly signal: AbortSignal;
  /** Real paths already read or entered: what is dropped twice is read once. */
  readonly seen: Set<string>;
}

/**
 * Everything in what the analyst dropped, folders in natural order (`b2.log` before `b10.log`), the files of
 * a rotated log oldest first (`app.log.10` before `app.log.2`).
 * Read each source before asking for the next: what is left of an archive's member is passed over.
 * Whatever is not read comes as a `skipped` item; the only error thrown is CANCELLED. A link inside a
 * folder is never entered: when it leads to somewhere inside the folder, that is read under its own name
 * (reading it twice would double every count), and when it leads out, it is not what was dropped.
 */
export async function* walkPile(
  paths: readonly string[],
  limits: PileLimits,
  signal: AbortSignal,
): AsyncGenerator<PileItem> {
  const walk: Walk = { limits, signal, seen: new Set() };
  const dropped = oldestFirst(
    paths.map((path) => resolve(path)),
    (path) => path,
  );
  for (const path of dropped) yield* walkDropped(path, walk);
}

async function* walkDropped(path: string, walk: Walk): AsyncGenerator<PileItem> {
  checkSignal(walk.signal);
  try {
    const real = await realpath(path);
    const stats = await stat(real);
    if (stats.isDirectory()) {
      let found = false;
      for await (const item of walkFolder(path, real, real, walk)) {
        found = true;
        yield item;
      }
      if (!found && (await isWithoutFiles(real))) yield skipped(path, folderEmpty(path));
    } else yield* walkFile(path, real, stats.isFile(), walk);
  } catch (error) {
    yield refusedItem(path, error);
  }
}

async function* walkFolder(
  path: string,
  real: string,
  root: string,
  walk: Walk,
): AsyncGenerator<PileItem> {
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  for (const name of await sortedNames(path, real)) {
    checkSignal(walk.signal);
    try {
      yield* walkEntry(join(path, name), join(real, name), root, walk);
    } catch (error) {
      yield refusedItem(join(path, name), error);
    }
  }
}

async function* walkEntry(
  path: string,
  real: string,
  root: string,
  walk: Walk,
): AsyncGenerator<PileItem> {
  const stats = await lstat(real);
  if (stats.isSymbolicLink()) yield skipped(path, await linkRefused(path, real, root));
  else if (stats.isDirectory()) yield* walkFolder(path, real, root, walk);
  else yield* walkFile(path, real, stats.isFile(), walk);
}

async function* walkFile(
  path: string,
  real: string,
  regular: boolean,
  walk: Walk,
): AsyncGenerator<PileItem> {
  if (walk.seen.has(real)) return;
  walk.seen.add(real);
  if (!regular) {
    yield skipped(path, specialFile(path));
    return;
  }
  try {
    yield* unpackFile(path, null, walk.limits, walk.signal);
  } catch (error) {
    yield refusedItem(path, error);
  }
}

async function isWithoutFiles(folder: string): Promise<boolean> {
  const entries = await opendir(folder, { recursive: true });
  for await (const entry of entries) if (!entry.isDirectory()) return false;
  return true;
}

async function linkRefused(path: string, real: string, root: string): Promise<Failure> {
  try {
    const target = await realpath(real);
    const inside = target === root || target.startsWith(root.endsWith(sep) ? root : root + sep);
    return inside
      ? linkSkipped(path, `to ${target}, which is read under its own name.`)
      : linkSkipped(path, `that leads out of the dropped folder, to ${target}. It was skipped.`);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return linkSkipped(path, 'to something that does not exist.');
    return fileRefused(path, error, 'It was skipped.');
  }
}

async function sortedNames(path: string, real: string): Promise<string[]> {
  try {
    return oldestFirst((await readdir(real)).sort(naturalOrder), (name) => name);
  } catch (error) {
    throw fileRefused(path, error, 'The folder was skipped.');
  }
}

const collator = new Intl.Collator('en', { numeric: true });

/** Numbers by value; names that differ only in how a number is written keep a fixed order. */
function naturalOrder(a: string, b: string): number {
  return collator.compare(a, b) || (a < b ? -1 : 1);
}

/** The item for what an error stopped; CANCELLED, and errors that are ours, are thrown on. */
function refusedItem(path: string, error: unknown): PileItem {
  if (error instanceof Failure) {
    if (error.code === 'CANCELLED') throw error;
    return skipped(path, error);
  }
  if (codeOf(error) === 'UNKNOWN') throw error;
  return skipped(path, fileRefused(path, error, 'It was skipped.'));
}
