import type { RecordTime } from '#shared/model/record.ts';
import type { WriteRecord } from './exported-record.ts';

/** Records as JSON lines, each the object that `search --json` gives of a record. */
export function jsonLines(writeTime: (time: RecordTime) => string): WriteRecord {
  return (record) => {
    const { source, line, time, level, template } = record;
    const written = time === null ? null : writeTime(time);
    const document = {
      source,
      line,
      time: written,
      level,
      message: record.message(),
      fields: record.fields(),
      template,
    };
    return `${JSON.stringify(document)}\n`;
  };
}
