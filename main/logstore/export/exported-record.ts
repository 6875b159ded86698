import type { Fields, RecordTime } from '#shared/model/record.ts';

/** A record on its way out, with all that any format writes of it. What costs is asked for, not held. */
export interface ExportedRecord {
  readonly source: string;
  /** First physical line, from 1. */
  readonly line: number;
  readonly time: RecordTime | null;
  /** Where it stands on the timeline, microseconds UTC: its own time or a neighbour's; null: nowhere. */
  readonly placeUs: number | null;
  readonly level: string;
  readonly template: string;
  message(): string;
  fields(): Fields;
  /** Its text as it stands in the source, with its line end (LF where the source has none). */
  text(): string;
}

/** Writes one record as a whole line of a format, line end included. */
export type WriteRecord = (record: ExportedRecord) => string;
