import type { DateOrder } from './date-order.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import type { FieldPresence } from './field-values.ts';
import type { HeaderAutomaton } from './header-automaton.ts';
import type { RecordTimes, TimeOptions } from './record-time.ts';
import type { PrefixAutomaton } from '#shared/pattern/index.ts';
import type { FoundTable, TableShape } from './table-shape.ts';

/** A secondary format that a line is of, and its reader. */
export interface SecondaryRead {
  readonly id: string;
  readonly reader: RecordReader;
}

/** What the first line of a record tells. One object is reused for all lines. */
export interface RecordHeader {
  /** Microseconds since 1970 UTC; NaN: none. */
  timeUs: number;
  /** Nanoseconds beyond `timeUs`, 0 to 999. */
  timeNs: number;
  /** Digits of the second's fraction that the log gave, 0 to 9. */
  timeDigits: number;
  /** LEVEL_CODE; LEVEL_IN_MESSAGE when asked to leave that open. */
  level: number;
  message: string;
  /** Where in the line the message begins, when it is the line's verbatim end; -1: not known. */
  messageAt: number;
  /** The format accounts for this line; otherwise it is kept as text. */
  explained: boolean;
  /** Asks for LEVEL_IN_MESSAGE instead of a search of the message. */
  readonly defersLevel?: boolean;
  /** What read the line of a secondary format; null: that of its source did, or none. Readers only ever set it. */
  by?: SecondaryRead | null;
  /** Whether the record above is one that the format of its source read. Readers only ever read it. */
  belowOwn?: boolean;
}

/**
 * In place of a level: only the message can tell it. Searching every message cost a tenth of reading it;
 * who knows its skeleton searches that once (see `levelOfSkeleton`).
 */
export const LEVEL_IN_MESSAGE = 255;

/** How the lines of one source are read; see `TimeOptions` for what each part means. */
export interface ReaderOptions extends TimeOptions {
  /** Of a table, which no row shows by itself; null: the source is none, or its rows are not known. */
  readonly shape?: TableShape | null;
}

/** How the header of a line is read from bytes, where the format allows it. It comes to what `read` does. */
export interface ByteHeader {
  readonly automaton: HeaderAutomaton;
  readonly times: RecordTimes;
  /** Level that the text of a pattern's group tells, the groups counted as the automaton's parts have them. */
  levelOf(pattern: number, group: number, text: string): number;
  /** Fields that the automaton finds, each of which becomes a column. */
  readonly fields: readonly string[];
  /** What a field's text comes to; undefined: the record has not the field. */
  readonly valueOf: (field: string, text: string) => FieldValue | undefined;
  /** Level of a line whose groups tell none: 0 or LEVEL_IN_MESSAGE. */
  readonly otherLevel: number;
  /** How much each pattern finds in a line, see `standsAlone`. */
  readonly finds: readonly number[];
  /**
   * What a line is that no pattern explains: it `always` goes on, does when it is `indented`, does when it is `untimed` (it cannot
   * begin a record of another format, nor begins with a time of its own), or only `read` can tell.
   */
  readonly goesOn: 'always' | 'indented' | 'untimed' | 'ask';
}

/** A format of text that lines may be of. */
export interface LikelyFormat {
  readonly format: CompiledFormat;
  /** How much `standsAlone` finds in a line at most. */
  readonly most: number;
  /** Its place in the order of preference. */
  readonly place: number;
}

/** Which secondary formats of text lines may be of, told by how they begin. */
export interface LikelyFormats {
  readonly automaton: PrefixAutomaton;
  /**
   * The formats of patterns that `automaton` gives, those first that may find most; null: what the line is, is not told by these alone.
   *
   * @param own the format of the source
   */
  of(patterns: readonly number[], own: string): readonly LikelyFormat[] | null;
  /** Whether it knows the banners of a format. */
  hasBanners(format: string): boolean;
}

/** How lines of secondary formats are read from bytes, where they stand among those that a source's own format explains. */
export interface SecondaryBytes {
  readonly likely: LikelyFormats;
  /** The format of the source. */
  readonly own: string;
  /** The reader of a secondary format in this source. */
  open(format: CompiledFormat): SecondaryRead;
  /** Says when the record above happened, microseconds UTC; NaN: it has no time. */
  comeAfter(us: number): void;
  /** The format of JSON that lines with such keys are of whose time reads; null: the keys alone do not tell. */
  ofKeys(keys: readonly JsonKey[]): LikelyKeys | null;
}

/** A format of JSON that lines may be of, and how they are read. */
export interface LikelyKeys extends LikelyFormat {
  readonly header: JsonHeader;
  readonly plan: JsonPlan;
}

/** A key of a line of JSON, and what its value is: `text` without escapes, a `whole` number of few digits. */
export interface JsonKey {
  readonly key: string;
  readonly kind: 'text' | 'escaped' | 'whole' | 'number' | 'truth' | 'null' | 'object' | 'array';
}

/** Which of the values of a line are its header's: positions among its keys, -1 for none. */
export interface JsonPlan {
  readonly time: number;
  readonly message: number;
  readonly level: number;
  /** How the level is read, see `levelOf`. */
  readonly reading: number;
}

/**
 * What a key of a line shows as a field of its own name: `value` its value as it stands, `none` nothing, `ask`: only
 * `fields` tells.
 */
export type ShownAs = 'value' | 'none' | 'ask';

/** How the header of a line of JSON is read from bytes. It comes to what `read` does. */
export interface JsonHeader {
  readonly times: RecordTimes;
  /** Null: lines with such keys are for `read`. The same holds for values that give no time, or no level. */
  planOf(keys: readonly JsonKey[]): JsonPlan | null;
  /** What the keys of a line show when it is read by a plan, or without one; null: nothing is known. */
  shownBy(keys: readonly JsonKey[], plan: JsonPlan | null): readonly ShownAs[] | null;
  levelOf(reading: number, text: string): number;
  /** A line whose keys tell no level may have it in its message. */
  readonly levelInMessage: boolean;
}

/** Reads the lines of one source in order. Not shared between sources: it tracks the year. */
export interface RecordReader {
  /**
   * Whether this line starts a record. If so fills `header`, which holds the time of the record above (NaN: it has none), and
   * gives true; false: it continues the previous record, and changes nothing but the header's time and level where only this
   * line tells them. Never throws.
   */
  read(line: string, header: RecordHeader): boolean;
  /**
   * As `read`, but changes no state, for cutting a source into chunks. It does not see the line
   * before: the second piece of a line that a container runtime cut in two counts as a start.
   */
  starts(line: string): boolean;
  /** Whether this line above the first record belongs to it: a blank one, or a banner. */
  leads(line: string): boolean;
  /** Whether the format knows this line as a further one of its records, where it tells such lines. */
  knowsInside?(line: string): boolean;
  /**
   * Fields of a whole record (its lines joined with `\n`) besides time, level and message. Nested JSON
   * under dotted names; arrays as JSON text.
   */
  fields(text: string): Fields;
  /** What `fields` has of that name; undefined: nothing. Sooner had than all of them. */
  field(text: string, name: string): FieldValue | undefined;
  /**
   * What `fields` has of these names, undefined where it has nothing, of every record that begins with such a line; null: that depends
   * on its further lines. For formats that tell it sooner than all fields.
   *
   * @param line that this format explains, or that no format does
   */
  firstLineFields?(line: string, names: readonly string[]): (FieldValue | undefined)[] | null;
  /** The secondary format that a line is of; null: it is of its own, or of none. Changes no state. */
  secondaryOf?(line: string): SecondaryRead | null;
  /** Whether records that the format itself reads, and no secondary one, may have such a field. */
  holds(field: string): FieldPresence;
  /** Message of a whole record with its continuation lines and stack. Of a record of one line: `header.message`. */
  message(text: string): string;
  /** Level that the message itself tells; 0: none. */
  levelIn(message: string): number;
  /**
   * For formats whose records may hold line ends inside quotation marks: the position of the line end
   * after the line that begins at `at` and all that it quotes (the text's end when there is none); -1:
   * the next line end is it.
   */
  rowEnd?(text: string, at: number): number;
  /**
   * For formats whose headers an automaton can read; null: this is none of them, or too little of the format was met for one.
   *
   * @param bytes that are to be read
   * @param sample the next lines, asked for once: they tell which fields have few values
   */
  byteHeader?(bytes?: number, sample?: () => readonly string[]): ByteHeader | null;
  /** For formats of JSON whose lines can be read by their keys alone; null: this is none of them. */
  jsonHeader?(): JsonHeader | null;
  /**
   * As `byteHeader`, for a secondary format.
   *
   * @param names of columns; those that the header's `fields` leave out are told by `firstLineFields`
   */
  secondaryHeader?(names: readonly string[]): ByteHeader | null;
  /**
   * For formats beside which all lines are of secondary formats that these explain, and that do not read as going on from the line
   * above; null: too few such lines were met to tell them by their bytes.
   */
  secondaryBytes?(): SecondaryBytes | null;
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
  /** As `evidence`, of a line that among those of another format must be told by itself: 0 unless it says when. */
  standsAlone(line: string): number;
  /** What `standsAlone` finds in lines of JSON with such keys where the time of their plan reads; null: the keys alone do not tell. */
  findsByKeys?(keys: readonly JsonKey[]): number | null;
}

/** A format ready for use. Make a reader of it with `createReader`. */
export interface CompiledFormat {
  readonly id: string;
  readonly title: string;
  /** It reads nearly everything, and is chosen only when no other format fits. */
  readonly lastResort: boolean;
  /** Of a format of last resort: a line with neither time nor level goes on with the record above. */
  readonly joins?: boolean;
  /** Of a format of last resort: in which unusual order it reads dates; absent or null: in none. */
  readonly dateOrder?: DateOrder | null;
  /** Its records are blocks of lines, see `multiline` in `shared/model/format.ts`. */
  readonly multiline: boolean;
  /** Of the analyst's own: wins over a built-in one that explains as much. */
  readonly own: boolean;
  /** Whether detection may take a source of this path for it. */
  readonly mayRead: (path: string) => boolean;
  /** Whether it may explain a line, told without opening it, which makes it ready; false: its evidence is 0. */
  readonly mayExplain?: (line: string) => boolean;
  readonly open: (options: ReaderOptions) => DetectingReader;
  /** The sentence that it makes messages of, where no message stands in the record. */
  readonly sentence?: string | undefined;
  /** The keys of a line, and the kinds of their values, tell which of these is its message. */
  readonly byKeys?: boolean;
  /** Of a format whose rows mean something only under their header. */
  readonly table?: {
    /** How the beginning of a source reads as such a table; null: it does not. */
    recognise(sample: string): FoundTable | null;
    /** For tables whose header may change on the way: the shape of `rows` under these `#` lines. */
    readonly directives: ((directives: string, rows: string) => TableShape | null) | null;
  };
}

/** A line that no format explains: kept whole, without time and level. */
export function keepAsText(line: string, header: RecordHeader): void {
  header.timeUs = Number.NaN;
  header.timeNs = 0;
  header.timeDigits = 0;
  header.level = 0;
  header.message = line;
  header.messageAt = 0;
  header.explained = false;
}

/** A record without the lines that lead to it. */
export function withoutLead(text: string, leads: (line: string) => boolean): string {
  let at = 0;
  for (;;) {
    const newline = text.indexOf('\n', at);
    if (newline < 0 || !leads(firstLine(text.slice(at, newline + 1)))) break;
    at = newline + 1;
  }
  return at === 0 ? text : text.slice(at);
}

/** Whether a line says nothing. */
export function isBlank(line: string): boolean {
  return line === '' || line.trim() === '';
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
