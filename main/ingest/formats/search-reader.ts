import type { SearchDefinition } from '#shared/model/format.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import { looksContinued } from './continuation.ts';
import type { DateOrder } from './date-order.ts';
import { fieldIn, type FieldPresence } from './field-values.ts';
import { levelBehind, levelInMessage, levelWords, type LevelWords } from './level-reading.ts';
import {
  firstLine,
  isBlank,
  laterLines,
  withoutLead,
  type CompiledFormat,
  type DetectingReader,
  type ReaderOptions,
  type RecordHeader,
  type SecondaryRead,
} from './record-reader.ts';
import { clearTime } from './record-time.ts';
import { OtherLines } from './other-lines.ts';
import type { SecondaryFormats } from './secondary-formats.ts';
import { soughtTimes, TimeSearch, type SoughtTimes } from './time-search.ts';

/**
 * A log of times of day: a date further on, but one right behind, is what its message talks about, and not when. Which day it is of
 * nothing tells: the time of day is a field, and the record keeps its place.
 */
const CLOCK_FIRST =
  /^\[?(\d\d:\d\d:\d\d(?:[.,]\d{1,9})?)(?:\]|(?![:\d]))(?=[\s:|,;-]|$)(?! \[?\d{1,4}[-/.]\d| \d\d? [A-Z][a-z]{2} \d)/;

/** The field of a time of day. */
const CLOCK = 'clock';

/** @throws SyntaxError for a layout that is not well formed. */
export function compileSearch(
  definition: SearchDefinition,
  secondary: SecondaryFormats,
): CompiledFormat {
  const sought = soughtTimes(definition);
  return {
    id: definition.id,
    title: definition.title,
    lastResort: true,
    joins: definition.continuation === 'any',
    dateOrder: orderOf(definition.layouts),
    multiline: false,
    own: false,
    mayRead: () => true,
    open: (options) => new SearchReader(definition, sought, { ...options, secondary }),
  };
}

/** The unusual order in which dates are read, as the layouts show it that are tried first. */
function orderOf(layouts: readonly string[]): DateOrder | null {
  if (layouts.some((layout) => layout.startsWith('d/M/yyyy'))) return 'day-first';
  return layouts[0]?.startsWith('M-d-yyyy') === true ? 'month-first' : null;
}

class SearchReader implements DetectingReader {
  private readonly times: TimeSearch;
  private readonly words: LevelWords;
  private readonly others: OtherLines;
  private readonly joins: boolean;

  constructor(
    definition: SearchDefinition,
    sought: SoughtTimes,
    options: ReaderOptions & { readonly secondary: SecondaryFormats },
  ) {
    const zone = definition.zone ?? options.zone;
    this.times = new TimeSearch(sought, { ...options, zone });
    this.others = new OtherLines(options.secondary, options, zone);
    this.words = levelWords(definition.levels);
    this.joins = definition.continuation === 'any';
  }

  get year(): number | null {
    return this.times.year;
  }

  read(line: string, header: RecordHeader): boolean {
    const timed = this.findTime(line);
    if (this.continues(line, timed)) return false;
    const clock = timed ? null : CLOCK_FIRST.exec(line);
    const level = timed
      ? this.levelNear(line, this.times.end, this.times.at)
      : this.levelNear(line, clock?.[0].length ?? 0);
    if (!timed && clock === null && level === 0) {
      if (this.joins && !this.others.begins(line)) return false;
      this.others.keep(line, header);
      return true;
    }
    if (timed) this.times.resolve(header);
    else clearTime(header);
    header.level = level;
    header.message = clock === null ? this.messageOf(line, timed) : behind(line, clock[0].length);
    header.messageAt = line.length - header.message.length;
    header.explained = true;
    return true;
  }

  starts(line: string): boolean {
    const timed = this.findTime(line);
    if (this.continues(line, timed)) return false;
    if (timed || !this.joins || CLOCK_FIRST.test(line)) return true;
    return this.levelNear(line, 0) !== 0 || this.others.begins(line);
  }

  evidence(line: string): number {
    return this.findTime(line) || this.levelNear(line, 0) !== 0 ? 1 : 0;
  }

  standsAlone(): number {
    return 0;
  }

  levelIn(message: string): number {
    return levelInMessage(message, this.words);
  }

  leads(line: string): boolean {
    return isBlank(line);
  }

  message(whole: string): string {
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    const clock = CLOCK_FIRST.exec(line);
    if (clock !== null) return behind(line, clock[0].length) + laterLines(text);
    const timed = this.findTime(line);
    const other = timed ? null : this.otherOf(line);
    if (other !== null) return other.reader.message(text);
    return this.messageOf(line, timed) + laterLines(text);
  }

  field(text: string, name: string): FieldValue | undefined {
    return fieldIn(this.fields(text), name);
  }

  fields(whole: string): Fields {
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    const clock = CLOCK_FIRST.exec(line)?.[1];
    if (clock !== undefined) return { [CLOCK]: clock };
    return this.secondaryOf(line)?.reader.fields(text) ?? {};
  }

  firstLineFields(line: string, names: readonly string[]): (FieldValue | undefined)[] {
    const clock = CLOCK_FIRST.exec(line)?.[1];
    return names.map((name) => (name === CLOCK ? clock : undefined));
  }

  secondaryOf(line: string): SecondaryRead | null {
    return this.findTime(line) || CLOCK_FIRST.test(line) ? null : this.otherOf(line);
  }

  /** The secondary format of a line in which no time was found. */
  private otherOf(line: string): SecondaryRead | null {
    return this.levelNear(line, 0) === 0 ? this.others.of(line) : null;
  }

  holds(field: string): FieldPresence {
    return field === CLOCK ? 'may' : 'never';
  }

  /** An indented line is a record only when it begins with its time. */
  private continues(line: string, timed: boolean): boolean {
    return looksContinued(line) && !(timed && line.slice(0, this.times.at).trim().length <= 1);
  }

  private findTime(line: string): boolean {
    return !CLOCK_FIRST.test(line) && this.times.find(line);
  }

  /** The word right after a time, which ends at `from`, in any case; else a marked level word near it, or before `before`. */
  private levelNear(line: string, from: number, before = 0): number {
    const level = levelBehind(line, from, this.words);
    return level === 0 && before > 0 ? levelInMessage(line.slice(0, before), this.words) : level;
  }

  /** What follows a time that the line begins with; otherwise the whole line. */
  private messageOf(line: string, timed: boolean): string {
    const { at, end } = this.times;
    if (!timed || at > 1) return line;
    // A first cell in quotation marks: the second of them is no part of what follows.
    return behind(line, at === 1 && line[0] === '"' && line[end] === '"' ? end + 1 : end);
  }
}

/** What follows a time that ends at `end`; all of the line when nothing does. */
function behind(line: string, end: number): string {
  let at = end;
  while (at < line.length && SEPARATORS.includes(line.charAt(at))) at++;
  return at === line.length ? line : line.slice(at);
}

/** Between a time and what follows it; brackets open what belongs to the message. */
const SEPARATORS = ' \t]):,;|-';
