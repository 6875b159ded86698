import { FACTS, numberBytesOf, type SplitText } from './lines-codec.ts';
import { CODEC, pack, release, releaseOwn, unpack } from './packed-block.ts';
import { giveRoom, takeRoom, type UnpackRoom } from './unpack-rooms.ts';

/** Codec of texts whose lines were taken apart before they were compressed, in one piece; until November 2026. */
export const LINES = 'lines';
/** The same, with the tokens of some templates in a frame of their own. */
export const LINE_FRAMES = 'line-frames';

/** A text that is stored in lines, without what varies in them. */
export interface StoredLines extends Omit<SplitText, 'frames'> {
  readonly frames: readonly StoredFrame[];
  /** Gives back the memory of all that was unpacked: nothing of it is read any more. */
  releaseRoom(): void;
  /** The same, and of what it was read from. */
  release(): void;
}

interface StoredFrame {
  readonly templates: number;
  open(): Uint8Array;
}

/** Numbers that stand first: facts, how many frames there are, bytes of the head, and as they are stored. */
const HEAD = FACTS + 3;
/** Numbers of each frame: its templates, its bytes, and as they are stored. */
const OF_FRAME = 3;

/** Compresses a text that was taken apart, each frame by itself. Numbers are little-endian, as all machines are that this runs on. */
export function packLines({
  facts,
  constants,
  numbers,
  order,
  frames,
}: SplitText): Uint8Array<ArrayBuffer> {
  const head = joined([constants, numbers, bytesOf(order)]);
  const table = new Uint32Array(HEAD + OF_FRAME * frames.length);
  table.set(facts);
  const packed = [head, ...frames.map(({ bytes }) => bytes ?? new Uint8Array(0))].map((bytes) => {
    const small = pack(bytes);
    // What compression does not make smaller stays as it is.
    return { bytes, small, stored: small.length < bytes.length ? small : bytes };
  });
  const [storedHead = 0, ...sizes] = packed.map(({ stored }) => stored.length);
  table.set([frames.length, head.length, storedHead], FACTS);
  for (const [index, { templates, bytes }] of frames.entries()) {
    const of = [templates, bytes?.length ?? 0, sizes[index] ?? 0];
    table.set(of, HEAD + OF_FRAME * index);
  }
  const whole = joined([bytesOf(table), ...packed.map(({ stored }) => stored)]);
  release(head);
  for (const { small } of packed) release(small);
  return whole;
}

function unpackedOf(stored: Uint8Array, size: number, room: UnpackRoom): Uint8Array {
  const bytes = stored.length === size ? stored : unpack(CODEC, stored, room);
  if (bytes.length !== size) throw new RangeError('a part of a text has another size');
  return bytes;
}

function bytesOf({ buffer, byteOffset, byteLength }: Uint16Array | Uint32Array): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((size, { length }) => size + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Gives a frame of a text, as it is stored, where frames stand elsewhere than behind its head. */
export type FrameOf = (index: number) => Uint8Array;

/**
 * Opens what `packLines` gave, or such a text of one piece. Throws as `unpack` does; a RangeError when it is damaged.
 *
 * @param data all of it, or what stands before the frames
 */
export function openLines(
  name: typeof LINES | typeof LINE_FRAMES,
  data: Uint8Array,
  frameOf: FrameOf | null = null,
): StoredLines {
  return name === LINES ? openPiece(data) : openFrames(data, frameOf);
}

/** The pieces of what `packLines` gave: what stands before the frames, then each frame. */
export function piecesOfLines(whole: Uint8Array): Uint8Array[] {
  const { headEnd, table } = readTable(whole);
  let at = headEnd;
  const frames = Array.from({ length: table.length / OF_FRAME }, (_, index) => {
    const stored = table[OF_FRAME * index + 2] ?? 0;
    at += stored;
    return whole.subarray(at - stored, at);
  });
  return [whole.subarray(0, headEnd), ...frames];
}

/** Numbers of four bytes each from a place on. */
function numbersAt(data: Uint8Array, at: number, count: number): Uint32Array<ArrayBuffer> {
  const bytes = data.subarray(4 * at, 4 * (at + count));
  if (bytes.length !== 4 * count) throw new RangeError('a text ends too early');
  return new Uint32Array(Uint8Array.from(bytes).buffer);
}

/** What stands first: facts, the table of frames, and where the head is and ends. */
function readTable(data: Uint8Array) {
  const first = numbersAt(data, 0, HEAD);
  const [count = 0, headSize = 0, headStored = 0] = first.subarray(FACTS);
  const table = numbersAt(data, HEAD, OF_FRAME * count);
  const headAt = 4 * (HEAD + table.length);
  const headEnd = headAt + headStored;
  if (headEnd > data.length) throw new RangeError('a text ends too early');
  return { facts: first.slice(0, FACTS), table, headSize, headAt, headEnd };
}

function openFrames(data: Uint8Array, frameOf: FrameOf | null): StoredLines {
  const { facts, table, headSize, headAt, headEnd } = readTable(data);
  let room: UnpackRoom | null = takeRoom();
  const opened: (Uint8Array | undefined)[] = [];
  const releaseRoom = (): void => {
    if (room !== null) giveRoom(room);
    room = null;
    opened.length = 0;
  };
  const unpacked = (stored: Uint8Array, size: number): Uint8Array => {
    if (room === null) throw new Error('a text was read after it was given back');
    return unpackedOf(stored, size, room);
  };
  const rows = [data];
  const head = unpacked(data.subarray(headAt, headEnd), headSize);
  const isApart = frameOf !== null && data.length === headEnd;
  let at = headEnd;
  const frames = Array.from({ length: table.length / OF_FRAME }, (_, index) => {
    const [templates = 0, size = 0, stored = 0] = table.subarray(OF_FRAME * index);
    at += stored;
    const start = at - stored;
    const read = (): Uint8Array => {
      const bytes = isApart ? frameOf(index) : data.subarray(start, start + stored);
      if (bytes.length !== stored) throw new RangeError('a frame of a text has another size');
      if (isApart) rows.push(bytes);
      return unpacked(bytes, size);
    };
    // Columns that were looked at are put together next.
    const open = (): Uint8Array => (opened[index] ??= read());
    return { templates, open };
  });
  if (!isApart && at > data.length) throw new RangeError('a text ends too early');
  const [, lines = 0, templates = 0, , , templateBytes = 0, wholeBytes = 0] = facts;
  const numbers = templateBytes + wholeBytes;
  const order = numbers + numberBytesOf(lines, templates);
  if (order + 2 * (templates - 1) !== head.length) throw new RangeError('a text has another head');
  return {
    facts,
    constants: head.subarray(0, numbers),
    numbers: head.subarray(numbers, order),
    order: new Uint16Array(Uint8Array.from(head.subarray(order)).buffer),
    frames,
    releaseRoom,
    release() {
      rows.forEach(releaseOwn);
      releaseRoom();
    },
  };
}

/** All parts in one frame: numbers, lengths of all tokens, the tokens, then what is constant. */
function openPiece(data: Uint8Array): StoredLines {
  const facts = numbersAt(data, 0, FACTS);
  const parts = unpack(CODEC, data.subarray(4 * FACTS));
  const [, lines = 0, templates = 0, tokenCount = 0, tokenBytes = 0] = facts;
  const tokens = numberBytesOf(lines, templates);
  const constants = tokens + tokenCount + tokenBytes;
  return {
    facts,
    constants: parts.subarray(constants),
    numbers: parts.subarray(0, tokens),
    order: Uint16Array.from({ length: Math.max(0, templates - 1) }, (_, at) => at + 1),
    frames: [{ templates: templates - 1, open: () => parts.subarray(tokens, constants) }],
    releaseRoom: () => releaseOwn(parts),
    release: () => [data, parts].forEach(releaseOwn),
  };
}

/** The text with the frames that have a wanted line; null: with all of them. */
export function framesOf(lines: StoredLines, wanted: Uint8Array | null): SplitText {
  const isNeeded = wanted === null ? null : templatesOf(lines, wanted);
  let at = 0;
  const frames = lines.frames.map(({ templates, open }) => {
    const own = lines.order.subarray(at, at + templates);
    at += templates;
    const isOpen = isNeeded === null || own.some((number) => isNeeded[number] === 1);
    return { templates, bytes: isOpen ? open() : null };
  });
  return { ...lines, frames };
}

/** Which templates the wanted lines are of. */
function templatesOf({ facts, numbers }: StoredLines, wanted: Uint8Array): Uint8Array {
  const [, lines = 0, templates = 0] = facts;
  const found = new Uint8Array(Math.max(1, templates));
  if (templates > 256) markWide(numbers, wanted, lines, found);
  else mark(numbers, wanted, found);
  return found;
}

// Functions of their own, so that they are fast from the first block on.

function mark(numbers: Uint8Array, wanted: Uint8Array, found: Uint8Array): void {
  for (let i = 0; i < wanted.length; i++) if (wanted[i] === 1) found[numbers[i] as number] = 1;
}

function markWide(numbers: Uint8Array, wanted: Uint8Array, lines: number, found: Uint8Array): void {
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === 1) found[(numbers[i] as number) | ((numbers[lines + i] as number) << 8)] = 1;
  }
}
