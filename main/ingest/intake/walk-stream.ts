import { cancelled, Failure } from '#shared/model/failure.ts';
import { createBytes } from './bytes.ts';
import { skipped, type PileItem } from './pile-item.ts';
import type { PileLimits } from './pile-limits.ts';
import { originMissing } from './refusals.ts';
import { unpack } from './unpack.ts';
import { createBudget } from './work.ts';

/** A file that is not on this disk but comes from somebody who reads it. */
export interface StreamedFile {
  readonly name: string;
  /** Bytes that will come; null: nobody said. */
  readonly size: number | null;
  readonly mtimeUs: number;
  readonly bytes: AsyncIterable<Buffer>;
}

/**
 * Everything in a file that comes once, unpacked as `walkPile` does it and under the same limits. Nothing is put
 * on the disk: an archive whose table is at its end is held in memory, up to the limit of one inside another.
 * Read each source before asking for the next, and once: it cannot be found again. Throws CANCELLED.
 */
export async function* walkStream(
  { name, size, mtimeUs, bytes }: StreamedFile,
  limits: PileLimits,
  signal: AbortSignal,
): AsyncGenerator<PileItem> {
  const pieces = bytes[Symbol.asyncIterator]();
  let over = false;
  const pull = async (): Promise<Buffer | null> => {
    if (signal.aborted) throw cancelled();
    const next = over ? null : await pieces.next();
    over = next === null || next.done === true;
    return next === null || next.done === true ? null : next.value;
  };
  const streamed = createBytes({
    size,
    onDisk: size ?? 0,
    access: null,
    consumed: (taken) => taken,
    pull,
    async close() {
      // Who sends must not be stopped half-way for what is behind the end of an archive.
      while (!over && !signal.aborted) await pull();
      await pieces.return?.();
    },
  });
  const budget = createBudget(name, size ?? 0, limits);
  const reopen = (): never => {
    throw originMissing(name);
  };
  const place = { file: name, path: name, members: [], mtimeUs, archives: 0, compressions: 0 };
  const work = { limits, signal, budget, wanted: null, reopen };
  let last = '';
  try {
    for await (const item of unpack(streamed, place, work)) {
      last = item.path;
      yield item;
    }
    const refusal = budget.refusal();
    if (refusal !== null && last !== name) yield skipped(name, refusal);
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
    yield skipped(name, error);
  }
}
