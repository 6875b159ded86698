import type { SearchDefinition } from '#shared/model/format.ts';
import { mayBeDayOrMonth } from './date-names.ts';
import { LayoutHeads } from './layout-heads.ts';
import { isAlphanumeric, RecordTimes, type TimeOptions, type TimeTarget } from './record-time.ts';
import { COLOUR } from './terminal-colour.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A time further on is what the message talks about. */
const SEARCHED = 64;

/** Numbers alone may be anything: they are times where a line begins with one. */
export const NUMBERS: ReadonlySet<string> = new Set([
  'epoch',
  'yyMMdd H:mm:ss',
  'yyyyMMdd HHmmss[.S][,S]',
  'yyyyMMddHHmmss[.S][,S]',
  'yyyyMMddHHmmssms',
]);

/** What dates begin with, whole years and names of months and days. */
const MAY_BE_DATE = /^\[?(?:\d{1,4}[-/. 年]|[A-Z][a-z]{2})/;
const DIGIT_NEAR = /^\D{0,3}\d|^.{0,8}\d:\d\d/;
const TIME_NEXT = /^ \d\d?:\d\d/;
const ENDS_IN_COLOUR = new RegExp(`${COLOUR}$`);
const ESCAPE = 27;
const LETTER_M = 109;
const COLON = 58;
const BRACKET = 91;

interface Layouts {
  readonly all: readonly TimeLayout[];
  /** At the start of a line, and at any later word of it. */
  readonly first: LayoutHeads;
  readonly later: LayoutHeads;
}

/** What is looked for in the lines of a format of last resort, ready for use. */
export interface SoughtTimes {
  readonly times: Layouts;
  readonly dates: Layouts;
}

/** @throws SyntaxError for a layout that is not well formed. */
export function soughtTimes({ layouts, dates }: SearchDefinition): SoughtTimes {
  return { times: compileLayouts(layouts), dates: compileLayouts(dates) };
}

function compileLayouts(sources: readonly string[]): Layouts {
  const all = sources.map(compileLayout);
  const words = sources.filter((source) => !NUMBERS.has(source));
  return {
    all,
    first: new LayoutHeads(all, sources),
    later: new LayoutHeads(words.map(compileLayout), words),
  };
}

/**
 * Looks for the first time near the start of a line, at every word of it. A regular expression that found the words worth a try took
 * a microsecond a line, as much as all else of reading it.
 */
export class TimeSearch {
  private readonly times: RecordTimes;
  private readonly dates: RecordTimes;
  private readonly sought: SoughtTimes;
  private foundBy: RecordTimes;
  /** Where the time that was found last stands. */
  at = -1;
  end = -1;

  constructor(sought: SoughtTimes, options: TimeOptions) {
    this.sought = sought;
    this.times = new RecordTimes(sought.times.all, options);
    this.dates = new RecordTimes(sought.dates.all, options);
    this.foundBy = this.times;
  }

  /** Year of the last year-less date that was resolved; null before the first when none was given. */
  get year(): number | null {
    return this.times.year;
  }

  /** Whether a time stands near the start of a line, or the line begins with a date and says no time of day. */
  find(line: string): boolean {
    const stop = Math.min(line.length, SEARCHED);
    const isColoured = line.charCodeAt(0) === ESCAPE || line.includes('\u001B');
    for (let at = 0; at < stop; at = afterWord(line, at, stop, isColoured)) {
      const code = line.charCodeAt(at);
      if (!isAlphanumeric(code)) continue;
      if ((code <= 57 || mayBeDayOrMonth(line, at)) && this.startsAt(line, at)) return true;
    }
    return this.dateStarts(line);
  }

  /** The instant of what `find` found last. */
  resolve(target: TimeTarget): void {
    this.foundBy.resolveFound(target);
  }

  /** Whether a time stands at `at` as a word of its own, not inside a longer number or name. */
  private startsAt(line: string, at: number): boolean {
    const { first, later } = this.sought.times;
    const isFirst = at === 0 || (at === 1 && line.charCodeAt(0) === BRACKET);
    const end = this.times.find(line, at, isFirst ? first : later);
    if (end < 0) return false;
    // A time of day before its date is no date's when another one follows that.
    if (line.charCodeAt(at + 2) === COLON && TIME_NEXT.test(line.slice(end, end + 6))) return false;
    return this.found(this.times, at, end);
  }

  private dateStarts(line: string): boolean {
    if (!MAY_BE_DATE.test(line)) return false;
    const at = line.charCodeAt(0) === BRACKET ? 1 : 0;
    const end = this.dates.find(line, at, this.sought.dates.first);
    // A time of day of a layout that is not known would be another one than midnight.
    if (end < 0 || DIGIT_NEAR.test(line.slice(end, end + 12))) return false;
    return this.found(this.dates, at, end);
  }

  private found(by: RecordTimes, at: number, end: number): true {
    this.foundBy = by;
    this.at = at;
    this.end = end;
    return true;
  }
}

/** Where the next word may begin: the letter before it may be the end of a colour sequence. */
function afterWord(line: string, from: number, stop: number, isColoured: boolean): number {
  for (let at = from; at < stop; at++) {
    const code = line.charCodeAt(at);
    if (!isAlphanumeric(code)) return at + 1;
    if (isColoured && code === LETTER_M && ENDS_IN_COLOUR.test(line.slice(0, at + 1)))
      return at + 1;
  }
  return stop;
}
