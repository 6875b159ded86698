import { crc32 } from 'node:zlib';
import type { Bytes } from '../bytes.ts';
import { isXz } from '../magic.ts';
import type { PileLimits } from '../pile-limits.ts';
import { cutShort, FrameError, runGenerator, takeAll, type Codec } from './codec.ts';
import { lzma2Pieces } from './lzma2.ts';
import { createXzCheck, xzCheckSize } from './xz-check.ts';

/**
 * xz (xz file format 1.2.1): streams one behind the other with padding between them, any number of blocks
 * in each, every check that XZ Utils writes. Filters for programs (BCJ, delta) are refused: nobody
 * compresses a log with them.
 */
export const xzCodec: Codec = {
  checksummed: false,
  async begin(input, frame) {
    if (frame > 0) await passPadding(input);
    const head = await input.peek(6);
    if (head.length === 0) return frame === 0;
    if (!isXz(head)) {
      if (head.length < 6) throw cutShort();
      throw new FrameError('bytes follow its end that are not xz', false);
    }
    return true;
  },
  run: (input, _size, limits) => runGenerator(decodeStream(input, limits)),
  async end() {},
};

const LZMA2 = 0x21;

/** Four zero bytes at a time (2.2). */
async function passPadding(input: Bytes): Promise<void> {
  for (;;) {
    const head = await input.peek(4);
    if (head.length < 4 || head.readUInt32LE(0) !== 0) return;
    await takeAll(input, 4);
  }
}

/** What the blocks of a stream came to; its index must say the same. */
interface Seen {
  blocks: number;
  packed: number;
  size: number;
}

async function* decodeStream(input: Bytes, limits: PileLimits): AsyncGenerator<Buffer, void> {
  const header = await takeAll(input, 12);
  const flags = header.subarray(6, 8);
  if (crc32(flags) !== header.readUInt32LE(8)) throw wrongSum();
  if (flags[0] !== 0 || (flags[1] ?? 0) > 15) throw senseless();
  const check = flags[1] ?? 0;
  const seen: Seen = { blocks: 0, packed: 0, size: 0 };
  for (;;) {
    const first = (await takeAll(input, 1))[0] ?? 0;
    if (first === 0) break;
    yield* decodeBlock(input, first, check, seen, limits);
  }
  const indexSize = await checkIndex(input, seen);
  const footer = await takeAll(input, 12);
  const right =
    crc32(footer.subarray(4, 10)) === footer.readUInt32LE(0) &&
    (footer.readUInt32LE(4) + 1) * 4 === indexSize &&
    footer.subarray(8, 10).equals(flags) &&
    footer.toString('latin1', 10) === 'YZ';
  if (!right) throw wrongSum();
}

async function* decodeBlock(
  input: Bytes,
  first: number,
  checkKind: number,
  seen: Seen,
  limits: PileLimits,
): AsyncGenerator<Buffer, void> {
  const start = input.taken() - 1;
  const rest = await takeAll(input, (first + 1) * 4 - 1);
  const header = Buffer.concat([Buffer.from([first]), rest]);
  const { dictionary, packed, size } = readBlockHeader(header);
  const check = await createXzCheck(checkKind);
  const dataStart = input.taken();
  let out = 0;
  for await (const piece of lzma2Pieces(input, dictionary, limits)) {
    out += piece.length;
    check?.update(piece);
    yield piece;
  }
  const used = input.taken() - dataStart;
  const padding = await takeAll(input, (4 - (used % 4)) % 4);
  const sum = await takeAll(input, xzCheckSize(checkKind));
  if (check !== null && !check.digest().equals(sum)) throw wrongSum();
  const asSaid = (packed === null || packed === used) && (size === null || size === out);
  if (!asSaid || padding.some((byte) => byte !== 0)) throw senseless();
  seen.blocks += 1;
  seen.packed += input.taken() - start - padding.length;
  seen.size += out;
}

/** 3.1: flags, sizes that may be told, filters, padding, CRC-32. */
function readBlockHeader(header: Buffer): {
  dictionary: number;
  packed: number | null;
  size: number | null;
} {
  const end = header.length - 4;
  if (crc32(header.subarray(0, end)) !== header.readUInt32LE(end)) throw wrongSum();
  const numbers = new NumberReader(header.subarray(0, end), 2);
  const flags = header[1] ?? 0;
  const packed = (flags & 0x40) === 0 ? null : numbers.next();
  const size = (flags & 0x80) === 0 ? null : numbers.next();
  const filter = numbers.next();
  if ((flags & 3) !== 0 || filter !== LZMA2) {
    throw new FrameError('it uses a filter for programs, which Error-IQ does not undo', false);
  }
  if (numbers.next() !== 1) throw senseless();
  return { dictionary: header[numbers.at] ?? 0, packed, size };
}

/** Reads the index behind its first byte (4) and gives its length. */
async function checkIndex(input: Bytes, seen: Seen): Promise<number> {
  let sum = crc32(Buffer.from([0]));
  let length = 1;
  const byte = async (): Promise<number> => {
    const one = await takeAll(input, 1);
    sum = crc32(one, sum);
    length += 1;
    return one[0] ?? 0;
  };
  const number = async (): Promise<number> => {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      const next = await byte();
      value += (next & 0x7f) * 2 ** (7 * i);
      if (next < 0x80) return value;
    }
    throw senseless();
  };
  const records = await number();
  if (records !== seen.blocks) throw senseless();
  const told: Seen = { blocks: records, packed: 0, size: 0 };
  for (let i = 0; i < records; i++) {
    told.packed += await number();
    told.size += await number();
  }
  while (length % 4 !== 0) if ((await byte()) !== 0) throw senseless();
  if ((await takeAll(input, 4)).readUInt32LE(0) !== sum) throw wrongSum();
  if (told.packed !== seen.packed || told.size !== seen.size) throw senseless();
  return length + 4;
}

/** Numbers of seven bits a byte, the lowest first (1.2). */
class NumberReader {
  at: number;
  private readonly bytes: Buffer;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  next(): number {
    let value = 0;
    for (let i = 0; i < 9; i++) {
      const byte = this.bytes[this.at++];
      if (byte === undefined) break;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value;
    }
    throw senseless();
  }
}

function wrongSum(): FrameError {
  return new FrameError('its checksum does not match its content', false);
}

function senseless(): FrameError {
  return new FrameError('its structure makes no sense', false);
}
