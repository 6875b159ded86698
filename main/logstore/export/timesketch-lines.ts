import { fieldColumn } from '#shared/model/export.ts';
import { formatTimeUtc } from '#shared/model/record.ts';
import type { WriteRecord } from './exported-record.ts';

/** What we write and what Timesketch keeps for itself. */
const TAKEN: ReadonlySet<string> = new Set([
  'message',
  'datetime',
  'timestamp',
  'timestamp_desc',
  'display_name',
  'line_number',
  'level',
  'template',
  'tag',
  'untimed',
]);

/**
 * Records as Timesketch imports them: JSON lines with `message`, `datetime` (ISO 8601), `timestamp`
 * (microseconds) and `timestamp_desc`, any other attributes beside them
 * (timesketch.org, "Import from JSON or CSV"). Names of what else a record has, and the words for what
 * its time is, are Plaso's. `timestamp` is an integer there, so a log's own field of that name is
 * `field.timestamp`. Timesketch takes no event without a time: one without stands where the
 * timeline has it, or at 0 where it has it nowhere, and `timestamp_desc` says so; `untimed` does for the format
 * `timesketch-json`, so that it comes back without a time.
 */
export function timesketchLines(): WriteRecord {
  return (record) => {
    const { source, line, time, placeUs, level, template } = record;
    const us = placeUs ?? 0;
    const event: Record<string, unknown> = {
      message: record.message(),
      datetime: `${formatTimeUtc({ us, ns: 0, digits: 6 }).slice(0, -1)}+00:00`,
      timestamp: us,
      timestamp_desc:
        time !== null
          ? 'Recorded Time'
          : placeUs !== null
            ? 'Recorded Time of a Neighbouring Record'
            : 'Not a time',
      display_name: source,
      line_number: line,
      level,
      template,
      ...(time === null ? { untimed: true } : {}),
    };
    for (const [name, value] of Object.entries(record.fields())) {
      event[fieldColumn(name, TAKEN)] = value;
    }
    return `${JSON.stringify(event)}\n`;
  };
}
