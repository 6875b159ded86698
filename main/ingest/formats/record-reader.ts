import type { Fields } from '#shared/model/record.ts';
import type { TimeOptions } from './record-time.ts';

/** What the first line of a record tells. One object is reused for all lines. */
export interface RecordHeader {
  /** Microseconds since 1970 UTC; NaN: none. */
  timeUs: number;
  /** Nanoseconds beyond `timeUs`, 0 to 999. */
  timeNs: number;
  /** Digits of the second's fraction that the log gave, 0 to 9. */
  timeDigits: number;
  /** LEVEL_CODE */
  level: number;
  message: string;
  /** The format accounts for this line; otherwise it is kept as text. */
  explained: boolean;
}

/** How the lines of one source are read; see `TimeOptions` for what each part means. */
export type ReaderOptions = TimeOptions;

/** Reads the lines of one source in order. Not shared between sources: it tracks the year. */
export interface RecordReader {
  /**
   * Whether this line starts a record. If so fills `header` and gives true; false: it continues the
   * previous record, and changes nothing but `header.level` where only this line tells it. Never throws.
   */
  read(line: string, header: RecordHeader): boolean;
  /**
   * As `read`, but changes no state, for cutting a source into chunks. It does not see the line
   * before: the second piece of a line that a container runtime cut in two counts as a start.
   */
  starts(line: string): boolean;
  /**
   * Fields of a whole record (its lines joined with `\n`) besides time, level and message. Nested JSON
   * under dotted names; arrays as JSON text.
   */
  fields(text: string): Fields;
  /** Message of a whole record with its continuation lines and stack. Of a record of one line: `header.message`. */
  message(text: string): string;
  /** Year of the last year-less date read; null before the first when none was given. */
  readonly year: number | null;
}

/** What detection asks besides reading. */
export interface DetectingReader extends RecordReader {
  /**
   * How telling it is that this format reads this line, by what it found in it that others would not;
   * 0: it does not, or lacks what tells it from its relatives.
   */
  evidence(line: string): number;
}

/** A format ready for use. Make a reader of it with `createReader`. */
export interface CompiledFormat {
  readonly id: string;
  readonly title: string;
  /** It reads nearly everything, and is chosen only when no other format fits. */
  readonly lastResort: boolean;
  /** Of the analyst's own: wins over a built-in one that explains as much. */
  readonly own: boolean;
  /** Whether detection may take a source of this path for it. */
  readonly mayRead: (path: string) => boolean;
  readonly open: (options: ReaderOptions) => DetectingReader;
}

/** A line that no format explains: kept whole, without time and level. */
export function keepAsText(line: string, header: RecordHeader): void {
  header.timeUs = Number.NaN;
  header.timeNs = 0;
  header.timeDigits = 0;
  header.level = 0;
  header.message = line;
  header.explained = false;
}

/** First line of a record, without the carriage return of CRLF. */
export function firstLine(text: string): string {
  const newline = text.indexOf('\n');
  if (newline < 0) return text;
  return text.charCodeAt(newline - 1) === 13 ? text.slice(0, newline - 1) : text.slice(0, newline);
}

/** Lines after the first with the newline before them; empty when there are none. */
export function laterLines(text: string): string {
  const newline = text.indexOf('\n');
  return newline < 0 ? '' : text.slice(newline);
}
