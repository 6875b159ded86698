import { QUOTED_MESSAGE, UNKNOWN_MESSAGE } from '../logstore/index.ts';
import { emptyHeader, type RecordHeader, type SecondaryRead } from './formats/index.ts';

/** A header for the scan of a block, which searches messages for a level once a skeleton and asks secondary formats; see `emptyHeader`. */
export function emptyScanHeader(): RecordHeader {
  return { ...emptyHeader(), defersLevel: true, by: null, belowOwn: false };
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
export function countOne(counts: Map<string, number>, by: SecondaryRead | null | undefined): void {
  if (by !== null && by !== undefined) counts.set(by.id, (counts.get(by.id) ?? 0) + 1);
}
