import { createXXHash32, type IHasher } from 'hash-wasm';
import { takeExactly, type Bytes } from '../bytes.ts';
import { isLz4, isSkippable, LZ4_LEGACY_MAGIC } from '../magic.ts';
import { FrameError, PIECE, runGenerator, takeAll, throwEarlyEnd, type Codec } from './codec.ts';
import { decodeLz4Block, LZ4_WINDOW } from './lz4-block.ts';

/**
 * LZ4 frames (lz4_Frame_format.md 1.6.4): linked and independent blocks, all checksums, skippable frames,
 * frames one behind the other; and the legacy frame of the Linux kernel. Our own, because the libraries of
 * npm decode whole buffers only (lz4-napi, lz4js), or are built by a compiler on the machine (lz4).
 */
export const lz4Codec: Codec = {
  checksummed: false,
  async begin(input, frame) {
    const head = await input.peek(4);
    if (head.length === 0) return frame === 0;
    if (!isLz4(head) && !isSkippable(head)) {
      throw new FrameError('bytes follow its end that are not LZ4', false);
    }
    return true;
  },
  run: (input) => runGenerator(decodeFrame(input)),
  async end() {},
};

const UNCOMPRESSED = 0x80000000;
const LEGACY_BLOCK = 8 * 1024 * 1024;

/** What a frame's descriptor says. */
interface Descriptor {
  readonly linked: boolean;
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  readonly contentSize: number | null;
  readonly maxBlock: number;
}

async function* decodeFrame(input: Bytes): AsyncGenerator<Buffer, void> {
  const magic = await takeAll(input, 4);
  if (isSkippable(magic)) await pass(input, (await takeAll(input, 4)).readUInt32LE(0));
  else if (magic.readUInt32LE(0) === LZ4_LEGACY_MAGIC) yield* decodeLegacy(input);
  else yield* decodeBlocks(input, await takeDescriptor(input));
}

async function pass(input: Bytes, count: number): Promise<void> {
  for (let left = count; left > 0;) {
    const piece = await input.take(left);
    if (piece === null) return throwEarlyEnd(input);
    left -= piece.length;
  }
}

async function takeDescriptor(input: Bytes): Promise<Descriptor> {
  const start = await takeAll(input, 2);
  const flags = start[0] ?? 0;
  const maxBlock = 1 << (8 + 2 * (((start[1] ?? 0) >>> 4) & 7));
  if (flags >>> 6 !== 1 || (flags & 2) !== 0 || maxBlock < 64 * 1024) {
    throw new FrameError('its header makes no sense', false);
  }
  if ((flags & 1) !== 0) {
    throw new FrameError('it was compressed with a dictionary, which is not in it', false);
  }
  const hasSize = (flags & 8) !== 0;
  const size = await takeAll(input, hasSize ? 8 : 0);
  const hash = await createXXHash32();
  const sum = hash.update(start).update(size).digest('binary');
  if ((await takeAll(input, 1))[0] !== sum[2]) {
    throw new FrameError('the checksum of its header does not match', false);
  }
  return {
    linked: (flags & 0x20) === 0,
    blockChecksums: (flags & 0x10) !== 0,
    contentChecksum: (flags & 4) !== 0,
    contentSize: hasSize ? Number(size.readBigUInt64LE(0)) : null,
    maxBlock,
  };
}

async function* decodeBlocks(input: Bytes, frame: Descriptor): AsyncGenerator<Buffer, void> {
  const blocks = new BlockDecoder(frame.maxBlock, frame.linked);
  const content = frame.contentChecksum ? await createXXHash32() : null;
  const blockHash = frame.blockChecksums ? await createXXHash32() : null;
  let length = 0;
  for (;;) {
    const word = (await takeAll(input, 4)).readUInt32LE(0);
    if (word === 0) break;
    const stored = word >= UNCOMPRESSED;
    const size = word % UNCOMPRESSED;
    if (size > frame.maxBlock) throw new FrameError('a block of it is too large', false);
    const block = await takeExactly(input, size);
    for (const piece of blocks.decode(block, stored)) {
      length += piece.length;
      content?.update(piece);
      yield piece;
    }
    if (block.length < size) await throwEarlyEnd(input);
    blocks.throwProblem();
    if (blockHash !== null) await checkSum(input, blockHash.init().update(block));
  }
  if (content !== null) await checkSum(input, content);
  if (frame.contentSize !== null && frame.contentSize !== length) {
    throw new FrameError('it is not as long as it says', false);
  }
}

/** Blocks of 8 MiB until the input ends or another frame begins. */
async function* decodeLegacy(input: Bytes): AsyncGenerator<Buffer, void> {
  const blocks = new BlockDecoder(LEGACY_BLOCK, false);
  for (;;) {
    const head = await input.peek(4);
    if (head.length === 0 || isLz4(head) || isSkippable(head)) return;
    const size = (await takeAll(input, 4)).readUInt32LE(0);
    if (size > LEGACY_BLOCK + LEGACY_BLOCK / 128) {
      throw new FrameError('a block of it is too large', false);
    }
    const block = await takeExactly(input, size);
    yield* blocks.decode(block, false);
    if (block.length < size) await throwEarlyEnd(input);
    blocks.throwProblem();
  }
}

async function checkSum(input: Bytes, hash: IHasher): Promise<void> {
  const right = Buffer.from(hash.digest('binary')).readUInt32BE(0);
  if ((await takeAll(input, 4)).readUInt32LE(0) !== right) {
    throw new FrameError('its checksum does not match its content', false);
  }
}

/** Decodes the blocks of one frame; linked ones see the 64 KiB before them. */
class BlockDecoder {
  private readonly maxBlock: number;
  private readonly linked: boolean;
  private readonly room: Buffer;
  private history = 0;
  private damaged = false;

  constructor(maxBlock: number, linked: boolean) {
    this.maxBlock = maxBlock;
    this.linked = linked;
    this.room = Buffer.allocUnsafeSlow(LZ4_WINDOW + maxBlock);
  }

  /** What comes out of the next block, all that is good of it; ask `throwProblem` afterwards. */
  *decode(block: Buffer, stored: boolean): Generator<Buffer> {
    const { room, history } = this;
    let end = history + block.length;
    if (stored) block.copy(room, history);
    else {
      const outcome = decodeLz4Block(block, room, history, history + this.maxBlock);
      end = outcome.end;
      this.damaged = outcome.problem !== null;
    }
    for (let at = history; at < end; at += PIECE) {
      yield Buffer.from(room.subarray(at, Math.min(end, at + PIECE)));
    }
    if (!this.linked) return;
    const kept = Math.min(LZ4_WINDOW, end);
    room.copyWithin(0, end - kept, end);
    this.history = kept;
  }

  throwProblem(): void {
    if (this.damaged) throw new FrameError('its compressed data make no sense', false);
  }
}
