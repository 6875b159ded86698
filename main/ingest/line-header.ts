import { QUOTED_MESSAGE, UNKNOWN_MESSAGE } from '../logstore/index.ts';
import type { RecordHeader } from './formats/index.ts';

/** A header that says nothing yet; reused from line to line. */
export function emptyHeader(): RecordHeader {
  return {
    timeUs: Number.NaN,
    timeNs: 0,
    timeDigits: 0,
    level: 0,
    message: '',
    messageAt: -1,
    explained: false,
    defersLevel: true,
    by: null,
  };
}

/** Makes a header one of a line that no format explains: all of it is message. */
export function clearHeader(header: RecordHeader, line: string): void {
  header.timeUs = Number.NaN;
  header.timeNs = 0;
  header.timeDigits = 0;
  header.level = 0;
  header.message = line;
  header.messageAt = 0;
  header.explained = false;
  header.by = null;
}

/** Where the message that was read of a line stands in it, as `RecordFacts.messageAt` says it. */
export function placeOfMessage(line: string, { message, messageAt }: RecordHeader): number {
  if (messageAt >= 0) return messageAt;
  if (line.endsWith(message)) return line.length - message.length;
  return line.includes(`"${message}"`) ? QUOTED_MESSAGE : UNKNOWN_MESSAGE;
}

/** Counts a record for the secondary format that read it; null: none did. */
export function countOne(counts: Map<string, number>, by: string | null | undefined): void {
  if (by !== null && by !== undefined) counts.set(by, (counts.get(by) ?? 0) + 1);
}
