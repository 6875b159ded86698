import { createInflateRaw, createZstdDecompress } from 'node:zlib';
import { takeExactly, type Bytes } from '../bytes.ts';
import { isGzip, isZstd } from '../magic.ts';
import { cutShort, FrameError, type Codec, type FrameRun } from './codec.ts';
import { runSmallFrame } from './small-frame.ts';
import { runEngine } from './zlib-run.ts';

/**
 * Output comes in pieces of up to 256 KiB: 16 KiB, the default, costs a trip to the thread pool each. A
 * small member gets a small buffer, because allocating was most of the time that a zip of many took.
 */
function chunkFor(size: number | null): { chunkSize: number } {
  const most = 256 * 1024;
  return { chunkSize: Math.max(1024, Math.min(most, size ?? most)) };
}

/** Bytes of a gzip head before its optional parts, and of its trailer. */
const GZIP_HEAD = 10;
const GZIP_TRAILER = 8;
const GZIP_FLAG = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

/**
 * RFC 1952, concatenated members and zero padding included. Done on raw deflate and not with
 * createGunzip, because that throws the last output away when a trailer or what follows it is bad, and
 * that output is evidence.
 */
export const gzipCodec: Codec = {
  checksummed: true,
  run: inflate,
  async begin(input, frame) {
    if (frame > 0 && !(await passZeros(input))) return false;
    const head = await takeExactly(input, GZIP_HEAD);
    if (!isGzip(head)) throw new FrameError('bytes follow its end that are not gzip', false);
    if (head.length < GZIP_HEAD) throw cutShort();
    const flags = head[3] ?? 0;
    if ((flags & GZIP_FLAG.extra) !== 0) {
      const length = await takeExactly(input, 2);
      if (length.length === 2) await takeExactly(input, length.readUInt16LE(0));
    }
    if ((flags & GZIP_FLAG.name) !== 0) await passText(input);
    if ((flags & GZIP_FLAG.comment) !== 0) await passText(input);
    if ((flags & GZIP_FLAG.headerCrc) !== 0) await takeExactly(input, 2);
    return true;
  },
  async end(input, crc, length) {
    const trailer = await takeExactly(input, GZIP_TRAILER);
    if (trailer.length < GZIP_TRAILER) throw cutShort();
    const right = trailer.readUInt32LE(0) === crc && trailer.readUInt32LE(4) === length % 2 ** 32;
    if (!right) throw new FrameError('its checksum does not match its content', false);
  },
};

/** RFC 8878; a frame's own checksum is checked by the engine. */
export const zstdCodec: Codec = {
  checksummed: false,
  run: (input, size) => runEngine(createZstdDecompress(chunkFor(size)), input),
  async begin(input, frame) {
    const head = await input.peek(4);
    if (head.length === 0) return frame === 0;
    if (frame > 0 && !isZstd(head)) {
      throw new FrameError('bytes follow its end that are not zstd', false);
    }
    return true;
  },
  async end() {},
};

function inflate(input: Bytes, size: number | null): FrameRun {
  return runSmallFrame(input, () => runEngine(createInflateRaw(chunkFor(size)), input));
}

/** A zip member's deflate (APPNOTE method 8): one frame, its length and checksum in the zip's table. */
export const deflateCodec: Codec = {
  checksummed: false,
  run: inflate,
  begin: async (input, frame) => frame === 0 && (await input.peek(1)).length > 0,
  async end() {},
};

/** Passes over zero bytes (tapes and block devices pad with them); false at the end of the input. */
async function passZeros(input: Bytes): Promise<boolean> {
  for (;;) {
    const piece = await input.take(64 * 1024);
    if (piece === null) return false;
    const start = piece.findIndex((byte) => byte !== 0);
    if (start === -1) continue;
    input.unread(piece.subarray(start));
    return true;
  }
}

/** Passes over text that ends with a zero byte. */
async function passText(input: Bytes): Promise<void> {
  for (;;) {
    const piece = await input.take(1024);
    if (piece === null) throw cutShort();
    const end = piece.indexOf(0);
    if (end === -1) continue;
    input.unread(piece.subarray(end + 1));
    return;
  }
}
