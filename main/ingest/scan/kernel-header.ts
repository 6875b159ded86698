import type { RecordHeader } from '../formats/index.ts';
import type { KernelPlaces } from './kernel.ts';

/* A header where the kernel keeps it: its time is a double, behind it stand nanoseconds, digits and the level, a word each. */

/**
 * Fills a header with that of the open record, to which a further line may add.
 *
 * @param isOpen false: there is none before the first
 */
export function loadHeader(
  header: RecordHeader,
  isOpen: boolean,
  words: Int32Array,
  doubles: Float64Array,
  { HEADER_TIME }: KernelPlaces,
): void {
  const place = HEADER_TIME / 4;
  header.by = null;
  header.timeUs = isOpen ? (doubles[place / 2] ?? Number.NaN) : Number.NaN;
  header.timeNs = words[place + 2] ?? 0;
  header.timeDigits = words[place + 3] ?? 0;
  header.level = words[place + 4] ?? 0;
}

/** Writes the time of a header to where the kernel keeps it. */
export function storeTime(
  { timeUs, timeNs, timeDigits }: RecordHeader,
  words: Int32Array,
  doubles: Float64Array,
  { HEADER_TIME }: KernelPlaces,
): void {
  const place = HEADER_TIME / 4;
  doubles[place / 2] = timeUs;
  words[place + 2] = timeNs;
  words[place + 3] = timeDigits;
}
