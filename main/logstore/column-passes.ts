import { layOut, put } from './record-kernel-memory.ts';

/** When the records of a block are. */
export interface RecordTimes {
  /** Microseconds UTC; of one without a time that of the one before, of the first ones that of the first with one; NaN: none has one. */
  readonly timeUs: Float64Array;
  /** 1: it has a time of its own. */
  readonly timed: Uint8Array;
  /** Digits behind its second. */
  readonly timeDigits: Uint8Array;
}

/**
 * Times of all records: as a loop of JavaScript it took a millisecond a block. Throws a RangeError when some are missing.
 *
 * @param stream differences to the one before, as `VarintWriter` wrote them; so where they begin moves all of them
 * @param digits one a record: 0, it has no time; else the digits behind its second, and one
 * @param shiftUs added to every time
 */
export function readTimes(
  stream: Uint8Array,
  digits: Uint8Array | Uint32Array,
  shiftUs: number,
): RecordTimes {
  const count = digits.length;
  const at = layOut([stream.length, count, 8 * count, count, count]);
  const [streamAt, digitsAt, timesAt, timedAt, timeDigitsAt] = at.starts;
  const { kernel } = at;
  put(kernel, stream, streamAt);
  // Numbers of more than a byte are those of a damaged block.
  put(kernel, digits instanceof Uint8Array ? digits : new Uint8Array(digits), digitsAt);
  const end = streamAt + stream.length;
  const read = kernel.readTimes(
    streamAt,
    end,
    digitsAt,
    count,
    shiftUs,
    timesAt,
    timedAt,
    timeDigitsAt,
  );
  if (read < 0) throw new RangeError('a block column ends too early');
  const { buffer } = kernel.memory;
  return {
    timeUs: new Float64Array(buffer, timesAt, count).slice(),
    timed: new Uint8Array(buffer, timedAt, count).slice(),
    timeDigits: new Uint8Array(buffer, timeDigitsAt, count).slice(),
  };
}

/** Where the records of a block stand in its text. */
export interface RecordPlaces {
  /** Where each begins, then where the last one's gap ends. */
  readonly offsets: Uint32Array;
  readonly ends: Uint32Array;
}

/**
 * Where records begin and end. Throws a RangeError when lengths are missing.
 *
 * @param lengths as `VarintWriter` wrote them
 * @param gaps what stands between each and the next
 */
export function placeRecords(
  lengths: Uint8Array,
  gaps: Uint8Array | Uint32Array,
  count: number,
): RecordPlaces {
  const words = 4 * count;
  const at = layOut([lengths.length, words, gaps.byteLength, words + 4, words]);
  const [lengthsAt, wordsAt, gapsAt, offsetsAt, endsAt] = at.starts;
  const { kernel } = at;
  put(kernel, lengths, lengthsAt);
  put(kernel, gaps, gapsAt);
  const end = lengthsAt + lengths.length;
  // What is read behind the last byte ends a number.
  new Uint8Array(kernel.memory.buffer)[end] = 0;
  if (kernel.decode(lengthsAt, end, count, wordsAt) > end) {
    throw new RangeError('a block column ends too early');
  }
  kernel.placeRecords(wordsAt, gapsAt, gaps instanceof Uint32Array, count, offsetsAt, endsAt);
  const { buffer } = kernel.memory;
  return {
    offsets: new Uint32Array(buffer, offsetsAt, count + 1).slice(),
    ends: new Uint32Array(buffer, endsAt, count).slice(),
  };
}
