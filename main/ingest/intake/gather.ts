import { setImmediate } from 'node:timers/promises';
import { Failure } from '#shared/model/failure.ts';
import { createBytes, type Bytes, type RandomAccess } from './bytes.ts';
import { READ_SIZE } from './disk-file.ts';
import { checkSignal, type Work } from './work.ts';

/** What could be gathered; `access` is null when it was too much. */
interface Gathered {
  readonly access: RandomAccess | null;
  readonly failure: Failure | null;
}

/**
 * Holds `bytes` in memory, for positioned reads of what only comes as a stream, up to the limit of the
 * work. What came before a failure is kept; CANCELLED is thrown. Where the size is known it is filled in
 * place: joining pieces would hold it twice.
 */
export async function gather(bytes: Bytes, work: Work): Promise<Gathered> {
  const limit = work.limits.maxNestedZip;
  if ((bytes.size ?? 0) > limit) return { access: null, failure: null };
  let whole: Buffer = Buffer.allocUnsafe(bytes.size ?? READ_SIZE);
  let length = 0;
  try {
    for (;;) {
      const piece = await bytes.take(READ_SIZE);
      if (piece === null)
        return { access: bufferAccess(whole, length, work.signal), failure: null };
      if (length + piece.length > limit) return { access: null, failure: null };
      if (length + piece.length > whole.length) whole = grown(whole, length, piece.length, limit);
      piece.copy(whole, length);
      length += piece.length;
    }
  } catch (error) {
    if (!(error instanceof Failure) || error.code === 'CANCELLED') throw error;
    return { access: bufferAccess(whole, length, work.signal), failure: error };
  }
}

function grown(buffer: Buffer, length: number, more: number, limit: number): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(limit, 2 * (length + more)));
  buffer.copy(larger, 0, 0, length);
  return larger;
}

/** Steps aside on every read: memory answers at once, and a cancel must find its way in between. */
function bufferAccess(buffer: Buffer, size: number, signal: AbortSignal): RandomAccess {
  return {
    size,
    async readAt(position, length) {
      await setImmediate();
      checkSignal(signal);
      return buffer.subarray(Math.min(position, size), Math.min(position + length, size));
    },
  };
}

/** Reads `access` from its start; `share`: bytes on disk for one of its bytes. Closes nothing. */
export function accessBytes(access: RandomAccess, share: number): Bytes {
  let position = 0;
  return createBytes({
    size: access.size,
    onDisk: Math.round(access.size * share),
    access: null,
    consumed: (taken) => Math.round(taken * share),
    async close() {},
    async pull() {
      const piece = await access.readAt(position, READ_SIZE);
      position += piece.length;
      return piece.length === 0 ? null : piece;
    },
  });
}
