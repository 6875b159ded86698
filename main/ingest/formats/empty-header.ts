import type { RecordHeader } from './record-reader.ts';

/** A header that says nothing yet, for `RecordReader.read` to write into; reused from line to line. */
export function emptyHeader(): RecordHeader {
  return {
    timeUs: Number.NaN,
    timeNs: 0,
    timeDigits: 0,
    level: 0,
    message: '',
    messageAt: -1,
    explained: false,
  };
}
