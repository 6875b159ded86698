import { looksContinued } from './continuation.ts';
import { unreadHeader, type CompiledFormat } from './record-reader.ts';

/**
 * Lines without a time that may stand below one that has one, on the whole. Real logs with dumps in them have up to two (measured
 * on those of Debian's programs), and output that only now and then says when has a dozen and more.
 */
const MOST_BELOW = 3;

/**
 * Whether the records of a sample have times, or times of day, so that a line without one goes on with the record above it; otherwise each of its
 * lines is a record. Lines that look continued say nothing.
 *
 * @param joining the format of last resort in which untimed lines go on
 */
export function isMostlyTimed(lines: readonly string[], joining: CompiledFormat): boolean {
  const reader = joining.open({ zone: 'Z', year: null, referenceUs: 0 });
  const header = unreadHeader();
  let timed = 0;
  let untimed = 0;
  for (const line of lines) {
    const starts = reader.read(line, header);
    if (starts && (!Number.isNaN(header.timeUs) || 'clock' in reader.fields(line))) timed++;
    else if (!looksContinued(line)) untimed++;
  }
  return timed > 0 && untimed <= timed * MOST_BELOW;
}
