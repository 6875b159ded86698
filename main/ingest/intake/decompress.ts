import { crc32 } from 'node:zlib';
import { createBytes, type Bytes } from './bytes.ts';
import { FrameError, type Codec, type FrameRun } from './codecs/codec.ts';
import { archiveBomb, archiveDamaged, archiveTruncated } from './refusals.ts';
import { checkSignal, type Work } from './work.ts';

/**
 * What `input` decompresses to; closing it closes `input`. Delivers everything that came out before it
 * throws: ARCHIVE_TRUNCATED, ARCHIVE_DAMAGED, ARCHIVE_BOMB, or what reading `input` threw.
 * `size` is the length it should have, null when nothing says so.
 */
export function decompressed(
  input: Bytes,
  codec: Codec,
  path: string,
  work: Work,
  size: number | null,
): Bytes {
  let run: FrameRun | null = null;
  let frame = 0;
  let frameOut = 0;
  let crc = 0;
  let out = 0;

  const nextFrame = async (): Promise<boolean> => {
    if (!(await codec.begin(input, frame))) {
      // An input that failed ends like one that is complete; only taking from it tells which.
      await input.take(1);
      return false;
    }
    run = codec.run(input, size, work.limits);
    frame += 1;
    frameOut = 0;
    crc = 0;
    return true;
  };
  const account = (piece: Buffer): void => {
    out += piece.length;
    frameOut += piece.length;
    if (codec.checksummed) crc = crc32(piece, crc);
    work.budget.spend(piece.length);
    const { maxRatio, ratioFrom } = work.limits;
    if (out <= ratioFrom || out <= maxRatio * input.taken()) return;
    throw archiveBomb(path, `unpacks to more than ${maxRatio} times its size`, { limit: maxRatio });
  };
  const step = async (): Promise<Buffer | null> => {
    for (;;) {
      checkSignal(work.signal);
      if (run === null && !(await nextFrame())) return null;
      const piece = await run?.read();
      if (piece !== null && piece !== undefined) {
        account(piece);
        return piece;
      }
      run?.close();
      run = null;
      await codec.end(input, crc, frameOut);
    }
  };

  return createBytes({
    size,
    onDisk: input.onDisk,
    access: null,
    consumed: () => input.consumed(),
    async pull() {
      try {
        return await step();
      } catch (error) {
        if (!(error instanceof FrameError)) throw error;
        const kept = `The ${out} bytes before are kept.`;
        throw error.truncated
          ? archiveTruncated(path, kept)
          : archiveDamaged(path, error.message, kept);
      }
    },
    async close() {
      run?.close();
      await input.close();
    },
  });
}

/** `bytes`, with a check at their end: as many as `size`, with the CRC-32 `crc` (null: nobody said). */
export function checked(
  bytes: Bytes,
  path: string,
  size: number | null,
  crc: number | null,
): Bytes {
  let seen = 0;
  let sum = 0;
  const kept = (): string => `The ${seen} bytes of it that could be read are kept.`;
  return createBytes({
    size,
    onDisk: bytes.onDisk,
    access: null,
    consumed: () => bytes.consumed(),
    close: () => bytes.close(),
    async pull() {
      const piece = await bytes.take(Number.MAX_SAFE_INTEGER);
      if (piece === null) {
        if (size !== null && seen < size) throw archiveTruncated(path, kept());
        if (size !== null && seen > size)
          throw archiveDamaged(path, 'it is longer than its archive says', kept());
        if (crc !== null && sum !== crc) {
          throw archiveDamaged(path, 'its checksum does not match its content', kept());
        }
        return null;
      }
      seen += piece.length;
      sum = crc32(piece, sum);
      return piece;
    },
  });
}
