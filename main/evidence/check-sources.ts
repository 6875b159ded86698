import { createHash } from 'node:crypto';
import type { CheckReason, CheckResult } from '#shared/model/custody.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { SourceRow } from '../case-operations.ts';
import type { OpenCase } from '../open-case.ts';

/** How a source stands against its hash at intake. */
export interface CheckedSource {
  readonly id: number;
  readonly key: string;
  readonly path: string;
  readonly against: 'original' | 'kept';
  readonly result: CheckResult;
  readonly expected: string;
  readonly sha256: string | null;
}

type Found = { readonly sha256: string } | { readonly not: 'missing' | 'unreadable' };

/** Sources that were read to their end, whose hash is known. */
function hashed(open: OpenCase, ids: readonly number[] | null): (SourceRow & { sha256: string })[] {
  return open.sources().flatMap((source) => {
    const { sha256 } = source;
    const wanted = ids === null || ids.includes(source.id);
    return wanted && sha256 !== null ? [{ ...source, sha256 }] : [];
  });
}

/**
 * Hashes sources again, the copy that the case keeps and the original where it lies, and notes each in the chain of
 * custody. `ids` null: all; `kept`: only the copies that the case keeps. Throws CANCELLED.
 */
export async function checkSources(
  open: OpenCase,
  ids: readonly number[] | null,
  why: CheckReason,
  signal: AbortSignal,
  progress: (path: string) => void = () => {},
  what: 'all' | 'kept' = 'all',
): Promise<CheckedSource[]> {
  const checked: CheckedSource[] = [];
  for (const source of hashed(open, ids)) {
    progress(source.path);
    const kept = await hashOf(open.keptBytes(source.id), signal);
    if (kept.bytes > 0) checked.push(await note('kept', source, kept));
    if (what === 'all') {
      checked.push(await note('original', source, await hashOfOriginal(source.id)));
    }
  }
  return checked;

  async function hashOfOriginal(id: number): Promise<Found> {
    try {
      return { sha256: (await hashOf(open.originalBytes(id), signal)).sha256 };
    } catch (error) {
      if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
      return {
        not: ['ORIGIN_MISSING', 'FILE_MISSING'].includes(error.code) ? 'missing' : 'unreadable',
      };
    }
  }

  async function note(
    against: 'original' | 'kept',
    { id, key, path, sha256: expected }: SourceRow & { sha256: string },
    found: Found,
  ): Promise<CheckedSource> {
    const sha256 = 'sha256' in found ? found.sha256 : null;
    const result: CheckResult =
      'not' in found ? found.not : sha256 === expected ? 'same' : 'changed';
    const facts = { source: key, against, why, result, expected, sha256 };
    await open.noteCustody({ kind: 'custody.checked', facts });
    return { id, key, path, against, result, expected, sha256 };
  }
}

/** SHA-256 (hex) of bytes, and how many they are. Throws CANCELLED. */
export async function hashOf(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<{ sha256: string; bytes: number }> {
  const hash = createHash('sha256');
  let total = 0;
  for await (const piece of bytes) {
    if (signal.aborted) throw cancelled();
    hash.update(piece);
    total += piece.length;
  }
  return { sha256: hash.digest('hex'), bytes: total };
}
