import { CODEC, pack, unpack } from './packed-block.ts';
import { spreadHalves } from './record-passes.ts';

/** How small numbers, a byte each, are stored: as they are, two a byte, or compressed. */
export type NumbersCodec = 'bytes' | 'halves' | typeof CODEC;

/** Small numbers as they are stored. */
export interface PackedNumbers {
  readonly codec: NumbersCodec;
  readonly bytes: Uint8Array;
}

/** Numbers below it fit into half a byte. */
const HALF = 16;

/**
 * Share of a number's byte below which compression is worth what unpacking takes: zstd needs 100 us for the kinds of a block, of
 * which 40 are for its context, where halves of bytes take a tenth of it and half of the bytes.
 */
const WORTH_COMPRESSING = 0.35;

/** Packs numbers that every search on fields reads, so that they are unpacked in a moment. */
export function packNumbers(numbers: Uint8Array): PackedNumbers {
  const compressed = pack(numbers);
  const isSmall = compressed.length < numbers.length * WORTH_COMPRESSING;
  if (!isSmall && areBelow(numbers, HALF)) return { codec: 'halves', bytes: halvesOf(numbers) };
  return compressed.length < numbers.length
    ? { codec: CODEC, bytes: compressed }
    : { codec: 'bytes', bytes: numbers };
}

/** Undoes `packNumbers`. Throws a RangeError where there are not so many, and as `unpack` does. */
export function unpackNumbers({ codec, bytes }: PackedNumbers, count: number): Uint8Array {
  if (codec === 'halves' && bytes.length !== (count + 1) >>> 1) throw missing();
  const numbers =
    codec === 'halves'
      ? spreadHalves(bytes, count)
      : codec === 'bytes'
        ? bytes
        : unpack(codec, bytes);
  if (numbers.length !== count) throw missing();
  return numbers;
}

function missing(): RangeError {
  return new RangeError('numbers of a block are missing');
}

// Functions of their own, so that they are fast from the first block on.

function areBelow(numbers: Uint8Array, limit: number): boolean {
  let all = 0;
  for (let i = 0; i < numbers.length; i++) all |= numbers[i] as number;
  return all < limit;
}

/** The first of two numbers in the lower half of their byte. */
function halvesOf(numbers: Uint8Array): Uint8Array {
  const halves = new Uint8Array((numbers.length + 1) >>> 1);
  for (let i = 0; i < numbers.length; i++) {
    const at = i >>> 1;
    halves[at] = (halves[at] as number) | ((numbers[i] as number) << ((i & 1) * 4));
  }
  return halves;
}
