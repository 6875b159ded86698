import { Failure } from '#shared/model/failure.ts';
import { openDiskFile } from './disk-file.ts';
import { skipped, type Origin, type PileItem, type SourceItem } from './pile-item.ts';
import type { PileLimits } from './pile-limits.ts';
import { originChanged, originMissing } from './refusals.ts';
import { unpack } from './unpack.ts';
import { createBudget } from './work.ts';

/**
 * Everything readable in one file of the disk, or only the member that `wanted` names.
 * Throws FILE_MISSING, FILE_UNREADABLE or FILE_SPECIAL when the file itself cannot be opened.
 */
export async function* unpackFile(
  file: string,
  wanted: readonly string[] | null,
  limits: PileLimits,
  signal: AbortSignal,
): AsyncGenerator<PileItem> {
  const { bytes, mtimeUs } = await openDiskFile(file, signal);
  const budget = createBudget(file, bytes.onDisk, limits);
  const reopen = (origin: Origin, signal: AbortSignal): AsyncIterable<Buffer> =>
    streamOrigin(origin, limits, signal);
  const place = { file, path: file, members: [], mtimeUs, archives: 0, compressions: 0 };
  let last = '';
  for await (const item of unpack(bytes, place, { limits, signal, budget, wanted, reopen })) {
    last = item.path;
    yield item;
  }
  // The member that broke the budget said so to its reader; that the rest is left out is said here.
  const refusal = budget.refusal();
  if (refusal !== null && last !== file) yield skipped(file, refusal);
}

/**
 * Finds a source again. Call the item's `open` or abort the signal: until then the file stays open.
 * Throws ORIGIN_MISSING (the file or member is gone), ORIGIN_CHANGED (an archive became a plain file or
 * the other way round), or what keeps the file from being read.
 */
export async function openOrigin(
  origin: Origin,
  limits: PileLimits,
  signal: AbortSignal,
): Promise<SourceItem> {
  const walk = unpackFile(origin.file, origin.members, limits, signal);
  try {
    const item = await find(walk, origin);
    return { ...item, open: (reading) => thenClose(item.open(reading), walk) };
  } catch (error) {
    await walk.return(undefined);
    throw error;
  }
}

async function find(walk: AsyncGenerator<PileItem>, origin: Origin): Promise<SourceItem> {
  const path = [origin.file, ...origin.members].join('!/');
  for (;;) {
    const next = await nextOf(walk, path);
    if (next === null)
      throw origin.members.length === 0 ? originChanged(path) : originMissing(path);
    if (next.kind === 'skipped' && next.path === path) throw next.failure;
    if (next.kind === 'skipped') continue;
    if (next.path !== path) throw originChanged(path);
    return next;
  }
}

async function nextOf(walk: AsyncGenerator<PileItem>, path: string): Promise<PileItem | null> {
  try {
    const { done, value } = await walk.next();
    return done === true ? null : value;
  } catch (error) {
    if (error instanceof Failure && error.code === 'FILE_MISSING') throw originMissing(path);
    throw error;
  }
}

async function* thenClose(
  stream: AsyncIterable<Buffer>,
  walk: AsyncGenerator<PileItem>,
): AsyncGenerator<Buffer> {
  try {
    yield* stream;
  } finally {
    await walk.return(undefined);
  }
}

async function* streamOrigin(
  origin: Origin,
  limits: PileLimits,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const item = await openOrigin(origin, limits, signal);
  yield* item.open(signal);
}
