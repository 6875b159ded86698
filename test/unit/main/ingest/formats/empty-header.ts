import type { RecordHeader } from '../../../../../main/ingest/formats/index.ts';

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
