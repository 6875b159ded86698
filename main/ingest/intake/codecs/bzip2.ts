import { takeExactly, type Bytes } from '../bytes.ts';
import { BitReader } from './bit-reader.ts';
import { readBzip2Block, type Bzip2Block } from './bzip2-block.ts';
import { bzip2Crc } from './bzip2-crc.ts';
import { senseless } from './bzip2-tables.ts';
import {
  cutShort,
  FrameError,
  PIECE,
  runGenerator,
  takeAll,
  throwEarlyEnd,
  type Codec,
} from './codec.ts';

/**
 * bzip2, streams one behind the other (pbzip2, lbzip2) and empty ones included. Our own, because the one
 * library of npm that streams (unbzip2-stream 1.4) loses the output of what is cut short, cannot say where a
 * stream ends, and takes five times as long (4 MB/s where this gives 20).
 */
export const bzip2Codec: Codec = {
  checksummed: false,
  async begin(input, frame) {
    const head = await input.peek(4);
    if (head.length === 0) return frame === 0;
    if (!/^BZh[1-9]$/u.test(head.toString('latin1'))) {
      if (head.length < 4) throw cutShort();
      throw new FrameError('bytes follow its end that are not bzip2', false);
    }
    return true;
  },
  run: (input) => runGenerator(decodeStream(input)),
  async end() {},
};

const BLOCK_UNIT = 100_000;
/** Bits of a block that one code cannot exceed: 20 for each of its symbols, tables and selectors. */
const MOST_BYTES = (level: number): number => Math.ceil((level * BLOCK_UNIT * 20) / 8) + 64 * 1024;
/** Blocks of text take far less; more is looked at only where this does not do. */
const USUAL_BYTES = (level: number): number => level * BLOCK_UNIT + 16 * 1024;
const BLOCK_MAGIC = [0x314159, 0x265359] as const;
const END_MAGIC = [0x177245, 0x385090] as const;

/** Blocks begin anywhere within a byte, so the last, partly used byte of one stays in the input. */
async function* decodeStream(input: Bytes): AsyncGenerator<Buffer, void> {
  const head = await takeAll(input, 4);
  const level = (head[3] ?? 0) - 0x30;
  const tt = new Uint32Array(level * BLOCK_UNIT);
  const bits = new BitReader();
  let bit = 0;
  let streamCrc = 0;
  for (;;) {
    const { block, crc, position } = await nextBlock(input, bits, bit, level, tt);
    await takeExactly(input, position >>> 3);
    bit = position & 7;
    if (block === null) {
      if (bit > 0) await takeExactly(input, 1);
      if (crc !== streamCrc) throw wrongSum();
      return;
    }
    let sum = -1;
    for (const piece of unrun(block)) {
      sum = bzip2Crc(piece, sum);
      yield piece;
    }
    if (~sum >>> 0 !== crc) throw wrongSum();
    streamCrc = (((streamCrc << 1) | (streamCrc >>> 31)) ^ crc) >>> 0;
  }
}

/** The block at bit `bit` of the input, null: the stream's end; `position`: how many bits it takes. */
async function nextBlock(
  input: Bytes,
  bits: BitReader,
  bit: number,
  level: number,
  tt: Uint32Array,
): Promise<{ block: Bzip2Block | null; crc: number; position: number }> {
  for (const most of [USUAL_BYTES(level), MOST_BYTES(level)]) {
    const window = await input.peek(most);
    bits.reset(window, bit);
    try {
      const magic = [bits.read(24), bits.read(24)];
      const crc = ((bits.read(16) << 16) | bits.read(16)) >>> 0;
      const isEnd = magic.every((part, i) => part === END_MAGIC[i]);
      if (!isEnd && !magic.every((part, i) => part === BLOCK_MAGIC[i])) throw senseless();
      const block = isEnd ? null : readBzip2Block(bits, tt);
      if (!bits.overrun()) return { block, crc, position: bits.position() };
    } catch (error) {
      // Past the end of the window the bits are zeros, which make no sense.
      if (!bits.overrun()) throw error;
    }
    if (window.length < most) {
      await takeExactly(input, window.length);
      return throwEarlyEnd(input);
    }
  }
  throw senseless();
}

/** Undoes the first run-length coding: four equal bytes are followed by how many more there are. */
function* unrun({ tt, length, start }: Bzip2Block): Generator<Buffer> {
  let out = Buffer.allocUnsafe(PIECE);
  let at = 0;
  let position = start;
  let previous = -1;
  let equal = 0;
  for (let i = 0; i < length; i++) {
    const entry = tt[position] ?? 0;
    const byte = entry & 0xff;
    position = entry >>> 8;
    if (equal === 4) {
      equal = 0;
      for (let more = byte; more > 0; more--) out[at++] = previous;
      previous = -1;
    } else {
      equal = byte === previous ? equal + 1 : 1;
      previous = byte;
      out[at++] = byte;
    }
    if (at > PIECE - 256) {
      yield out.subarray(0, at);
      out = Buffer.allocUnsafe(PIECE);
      at = 0;
    }
  }
  if (at > 0) yield out.subarray(0, at);
}

function wrongSum(): FrameError {
  return new FrameError('its checksum does not match its content', false);
}
