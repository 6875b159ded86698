import { layOut, put } from './record-kernel-memory.ts';

/** Counts that the kernel needs room for, four bytes each. */
const COUNTS = 2049;

/**
 * Records in order of time, those of one time as they stand; null: they already are. Of a file into which several programs write hardly a
 * block is, as some tell no parts of a second: sorted by comparing, a block took 5 ms in every search, and up to 11 ms in loops of JavaScript
 * that had not run before, three blocks for a jump to a record.
 *
 * @param timeUs whole microseconds
 */
export function timeOrder(timeUs: Float64Array): Uint32Array | null {
  const count = timeUs.length;
  const words = 4 * count;
  const { kernel, starts } = layOut([timeUs.byteLength, 4 * COUNTS, words, words, words]);
  const [timesAt, countsAt, keysAt, orderAt, spareAt] = starts;
  put(kernel, timeUs, timesAt);
  const at = kernel.orderTimes(timesAt, count, countsAt, keysAt, orderAt, spareAt);
  if (at === 0) return null;
  if (at > 0) return new Uint32Array(kernel.memory.buffer, at, count).slice();
  const order = Uint32Array.from(timeUs, (_, index) => index);
  return order.sort((a, b) => (timeUs[a] ?? 0) - (timeUs[b] ?? 0) || a - b);
}
