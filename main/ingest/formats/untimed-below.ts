import { looksContinued } from './continuation.ts';
import { emptyHeader } from './empty-header.ts';
import type { CompiledFormat } from './record-reader.ts';

/**
 * Lines without a time that may stand below one that has one, on the whole: a judgement. In real logs with dumps in them, of some
 * ninety programs that were looked at, there are up to two, in output that only now and then says when a dozen and more.
 */
export const MOST_BELOW = 3;

/**
 * How many lines of a sample without a time, or a time of day, there are for each that has one, infinite where none has. Up to so
 * many such a line goes on with the record above it; otherwise each is a record. Lines that look continued say nothing.
 *
 * @param joining the format of last resort in which untimed lines go on
 */
export function untimedBelow(lines: readonly string[], joining: CompiledFormat): number {
  const reader = joining.open({ zone: 'Z', year: null, referenceUs: 0 });
  const header = emptyHeader();
  let timed = 0;
  let untimed = 0;
  for (const line of lines) {
    const starts = reader.read(line, header);
    if (starts && (!Number.isNaN(header.timeUs) || 'clock' in reader.fields(line))) timed++;
    else if (!looksContinued(line)) untimed++;
  }
  return timed === 0 ? Infinity : untimed / timed;
}
