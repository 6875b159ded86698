/** Positioned reads, which a zip's table needs. */
export interface RandomAccess {
  readonly size: number;
  /** Up to `length` bytes at `position`; fewer only at the end. */
  readAt(position: number, length: number): Promise<Buffer>;
}

/** What is known of a run of bytes before it is read. */
interface BytesFacts {
  readonly size: number | null;
  /** Bytes on disk that stand for the whole run. */
  readonly onDisk: number;
  /** Set for a file of the disk. */
  readonly access: RandomAccess | null;
}

/**
 * A run of bytes that is pulled, not pushed: nothing is read, decompressed or buffered before somebody
 * asks, so memory stays flat and closing is exact. One reader at a time.
 */
export interface Bytes extends BytesFacts {
  /** Up to `count` bytes ahead, without taking them; fewer at the end or where damage begins. */
  peek(count: number): Promise<Buffer>;
  /** The next 1 to `max` bytes, null at the end. Throws `Failure` after the last good byte, and again. */
  take(max: number): Promise<Buffer | null>;
  /** Puts back what was taken too much. */
  unread(piece: Buffer): void;
  /** Bytes taken so far. */
  taken(): number;
  /** Bytes on disk that stand for what was taken. */
  consumed(): number;
  close(): Promise<void>;
}

/** What a run of bytes is made of; `pull` gives the next piece (never empty), null at the end. */
export interface BytesMaker extends BytesFacts {
  /** Bytes on disk that stand for the first `taken` bytes of the run. */
  consumed(taken: number): number;
  pull(): Promise<Buffer | null>;
  close(): Promise<void>;
}

/** Makes a run of bytes from a pull function; holds an error back until all bytes before it are taken. */
export function createBytes(maker: BytesMaker): Bytes {
  const ahead: Buffer[] = [];
  let aheadLength = 0;
  let taken = 0;
  let finished = false;
  let failure: { readonly error: unknown } | null = null;

  const pullUntil = async (count: number): Promise<void> => {
    for (;;) {
      if (aheadLength >= count || finished || failure !== null) return;
      try {
        const piece = await maker.pull();
        finished = piece === null;
        if (piece !== null) ahead.push(piece);
        aheadLength += piece?.length ?? 0;
      } catch (error) {
        failure = { error };
      }
    }
  };

  const peek = async (count: number): Promise<Buffer> => {
    await pullUntil(count);
    const first = ahead[0];
    if (first === undefined) return Buffer.alloc(0);
    if (first.length >= count) return first.subarray(0, count);
    const joined = Buffer.concat(ahead);
    ahead.splice(0, ahead.length, joined);
    return joined.subarray(0, count);
  };

  const take = async (max: number): Promise<Buffer | null> => {
    await pullUntil(1);
    const first = ahead.shift();
    if (first === undefined) {
      if (failure !== null) throw failure.error;
      return null;
    }
    const piece = first.length > max ? first.subarray(0, max) : first;
    if (piece !== first) ahead.unshift(first.subarray(max));
    aheadLength -= piece.length;
    taken += piece.length;
    return piece;
  };

  return {
    size: maker.size,
    onDisk: maker.onDisk,
    access: maker.access,
    consumed: () => maker.consumed(taken),
    peek,
    take,
    unread(piece) {
      if (piece.length === 0) return;
      ahead.unshift(piece);
      aheadLength += piece.length;
      taken -= piece.length;
    },
    taken: () => taken,
    close: () => maker.close(),
  };
}

/** Exactly `count` bytes, fewer only at the end. */
export async function takeExactly(bytes: Bytes, count: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  while (length < count) {
    const piece = await bytes.take(count - length);
    if (piece === null) break;
    pieces.push(piece);
    length += piece.length;
  }
  return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces, length);
}
