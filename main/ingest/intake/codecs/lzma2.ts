import { takeExactly, type Bytes } from '../bytes.ts';
import type { PileLimits } from '../pile-limits.ts';
import { FrameError, PIECE, runGenerator, takeAll, throwEarlyEnd, type Codec } from './codec.ts';
import { LzmaDecoder } from './lzma-decoder.ts';
import { windowedPieces } from './windowed-pieces.ts';
import { RANGE_HEAD } from './range-decoder.ts';

/** LZMA2 by itself, as a 7z method; `dictionary` as for `lzma2Pieces`. */
export function lzma2Codec(dictionary: number): Codec {
  return {
    checksummed: false,
    begin: async (input, frame) => frame === 0 && (await input.peek(1)).length > 0,
    run: (input, _size, limits) => runGenerator(lzma2Pieces(input, dictionary, limits)),
    async end() {},
  };
}

/**
 * What a run of LZMA2 decompresses to: chunks of LZMA and of bytes as they are, up to its end mark (xz
 * file format 1.2.1, 5.3.1, and xz_dec_lzma2.c of XZ Embedded). `dictionary`: the byte that tells its size.
 */
export async function* lzma2Pieces(
  input: Bytes,
  dictionary: number,
  limits: PileLimits,
): AsyncGenerator<Buffer, void> {
  const decoder = new LzmaDecoder(boundedDictionary(lzma2Dictionary(dictionary), limits));
  let needsDictionary = true;
  let needsProperties = true;
  for (;;) {
    const control = (await takeAll(input, 1))[0] ?? 0;
    if (control === 0) return;
    if (control >= 0xe0 || control === 1) {
      decoder.window.reset();
      needsDictionary = false;
      needsProperties = needsProperties || control === 1;
    }
    if (needsDictionary || (control > 2 && control < 0x80)) throw senseless();
    if (control <= 2) {
      yield* storedPieces(input, decoder, (await takeAll(input, 2)).readUInt16BE(0) + 1);
      continue;
    }
    const sizes = await takeAll(input, 4);
    const size = ((control & 0x1f) << 16) + sizes.readUInt16BE(0) + 1;
    const packed = sizes.readUInt16BE(2) + 1;
    if (control >= 0xc0) {
      decoder.setProperties((await takeAll(input, 1))[0] ?? 0);
      needsProperties = false;
    } else if (control >= 0xa0 && !needsProperties) {
      decoder.resetState();
    }
    if (needsProperties || packed < RANGE_HEAD) throw senseless();
    decoder.beginRange(await takeAll(input, RANGE_HEAD));
    yield* windowedPieces(input, decoder, packed - RANGE_HEAD, size);
  }
}

async function* storedPieces(
  input: Bytes,
  decoder: LzmaDecoder,
  size: number,
): AsyncGenerator<Buffer, void> {
  for (let left = size; left > 0;) {
    const piece = await takeExactly(input, Math.min(left, PIECE));
    if (piece.length === 0) return throwEarlyEnd(input);
    decoder.window.write(piece);
    left -= piece.length;
    yield piece;
  }
}

/** Bytes that a dictionary may have; throws `FrameError` for one that is not held in memory. */
export function boundedDictionary(size: number, limits: PileLimits): number {
  if (size <= limits.maxDictionary) return size;
  const mib = (bytes: number): number => Math.round(bytes / 2 ** 20);
  throw new FrameError(
    `it wants ${mib(size)} MiB of memory to be unpacked, and ${mib(limits.maxDictionary)} are given`,
    false,
  );
}

/** xz file format 5.3.1: 4 KiB to 4 GiB in steps of one and a half. */
function lzma2Dictionary(byte: number): number {
  if (byte > 40) throw senseless();
  if (byte === 40) return 2 ** 32 - 1;
  return (2 | (byte & 1)) * 2 ** (Math.floor(byte / 2) + 11);
}

function senseless(): FrameError {
  return new FrameError('its compressed data make no sense', false);
}
