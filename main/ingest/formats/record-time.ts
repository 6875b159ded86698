import type { LayoutHeads } from './layout-heads.ts';
import type { TimeLayout } from './time-layout.ts';
import { ParsedTime, readFraction } from './time-steps.ts';
import { daysFromCivil, YearClock } from './year-clock.ts';
import { zoneOffset, type ZoneOffset } from './zone-offset.ts';

/** Where the time of a record goes: a part of its header. */
export interface TimeTarget {
  timeUs: number;
  timeNs: number;
  timeDigits: number;
}

/** How the times of one source are resolved. */
export interface TimeOptions {
  /** IANA name or `+hh:mm`; an offset in the line wins over it. */
  readonly zone: string;
  /** Year in force at the first line, for layouts without a year; null: derived from `referenceUs`. */
  readonly year: number | null;
  /** When the source was last written, microseconds UTC: a year-less date is never more than a day after it. */
  readonly referenceUs: number;
  /** A time, microseconds UTC, that dates without a year are near, where it is known at that moment; NaN: it is not. */
  readonly near?: { readonly us: number };
  /** The instant 0 says that there is no time. */
  readonly zeroIsNone?: boolean;
}

/** A log names a zone or two; a text that is no log may seem to name any number. */
const KEPT_ZONES = 50;

const US_PER_SECOND = 1_000_000;

/**
 * No log was written outside these, and programs write the first moment that they know for no time: year 1 (Go, .NET), 1601 (Windows),
 * 1899 and 1900 (spreadsheets, SQL Server); or year 9999 for never. Blocks hold what times are apart, up to 2^52 microseconds.
 */
const EARLIEST_US = Date.UTC(1960, 0, 1) * 1000;
const LATEST_US = Date.UTC(2100, 0, 1) * 1000;

/** Whether an instant, in microseconds, may be when something was logged. */
export function isTold(us: number): boolean {
  return us >= EARLIEST_US && us < LATEST_US;
}

/** Marks that no time was found. */
export function clearTime(target: TimeTarget): void {
  target.timeUs = Number.NaN;
  target.timeNs = 0;
  target.timeDigits = 0;
}

/**
 * Turns the text of a time into an instant, with the layouts of one format and the zone of one source.
 * Layouts are tried in their order, never the last one first: a time must not depend on those before it.
 */
export class RecordTimes {
  private readonly layouts: readonly TimeLayout[];
  private readonly offsetOf: ZoneOffset;
  private readonly clock: YearClock;
  private readonly zeroIsNone: boolean;
  private readonly zones = new Map<string, ZoneOffset>();
  private readonly parsed = new ParsedTime();
  /** Logs repeat the same second many times over: the last text and what it came to. */
  private lastText = '';
  /** The text whose parts `parsed` holds, so that a check followed by a read parses once. */
  private parsedText = '';
  private readonly last: TimeTarget = { timeUs: Number.NaN, timeNs: 0, timeDigits: 0 };

  /** What stands before and after the fraction of the last time that had one, and the second it gave. */
  private prefix = '';
  private suffix = '';
  private secondUs = Number.NaN;

  constructor(layouts: readonly TimeLayout[], options: TimeOptions) {
    this.layouts = layouts;
    this.offsetOf = zoneOffset(options.zone);
    this.zeroIsNone = options.zeroIsNone === true;
    this.clock = new YearClock(options.year, options.referenceUs, options.near);
  }

  /** Year of the last year-less date read, null before the first. */
  get year(): number | null {
    return this.clock.year;
  }

  /** Whether some layout reads the whole text. Changes no state. */
  reads(text: string): boolean {
    return (text === this.lastText && text !== '') || this.isSameSecond(text) || this.parse(text);
  }

  /** Fills the time of `target`; false when no layout reads the whole text, or what it says is that there is none. */
  read(text: string, target: TimeTarget): boolean {
    const { last } = this;
    if (text !== this.lastText || text === '') {
      if (this.isSameSecond(text)) this.resolveFraction(last);
      else if (this.parse(text)) this.resolveWhole(text, last);
      else return false;
      this.lastText = text;
    }
    if (!isTold(last.timeUs)) return false;
    if (this.zeroIsNone && last.timeUs === 0 && last.timeNs === 0) return false;
    target.timeUs = last.timeUs;
    target.timeNs = last.timeNs;
    target.timeDigits = last.timeDigits;
    return true;
  }

  /**
   * How the last time that was read is cut up: a text that differs in its fraction only is of the same second.
   * `prefix` empty: it has none.
   */
  get lastSecond(): { readonly prefix: string; readonly suffix: string; readonly us: number } {
    return { prefix: this.prefix, suffix: this.suffix, us: this.secondUs };
  }

  /**
   * End of a time that starts at `at` and is not part of a longer number or word, -1 when none does. `resolveFound` then gives the
   * instant.
   *
   * @param heads of the layouts of these times
   */
  find(text: string, at: number, heads: LayoutHeads): number {
    this.parsedText = '';
    for (const layout of heads.of(text, at)) {
      const end = layout(text, at, this.parsed);
      if (end >= 0 && !isAlphanumeric(text.charCodeAt(end))) return end;
    }
    return -1;
  }

  /** The instant of what `find` found last. */
  resolveFound(target: TimeTarget): void {
    this.lastText = '';
    this.parsedText = '';
    this.resolve(target);
    if (!isTold(target.timeUs)) clearTime(target);
  }

  private parse(text: string): boolean {
    if (text === '') return false;
    if (text === this.parsedText) return true;
    for (const layout of this.layouts) {
      if (layout(text, 0, this.parsed) !== text.length) continue;
      this.parsedText = text;
      return true;
    }
    this.parsedText = '';
    return false;
  }

  /** Whether `text` differs from the last time in its fraction only, which `parsed` then holds. */
  private isSameSecond(text: string): boolean {
    const { prefix, suffix, parsed } = this;
    if (prefix === '' || !text.startsWith(prefix) || !text.endsWith(suffix)) return false;
    this.parsedText = '';
    return readFraction(text, prefix.length, parsed) === text.length - suffix.length;
  }

  private resolveFraction(target: TimeTarget): void {
    const { parsed } = this;
    target.timeUs = this.secondUs + parsed.micros;
    target.timeNs = parsed.nanos;
    target.timeDigits = parsed.digits;
  }

  private resolveWhole(text: string, target: TimeTarget): void {
    const { parsed } = this;
    this.resolve(target);
    const { fractionAt } = parsed;
    this.prefix = fractionAt < 0 ? '' : text.slice(0, fractionAt);
    this.suffix = fractionAt < 0 ? '' : text.slice(parsed.fractionEnd);
    this.secondUs = target.timeUs - parsed.micros;
  }

  private resolve(target: TimeTarget): void {
    const { parsed } = this;
    target.timeUs = this.secondsOf(parsed) * US_PER_SECOND + parsed.micros;
    target.timeNs = parsed.nanos;
    target.timeDigits = parsed.digits;
  }

  /** Of a zone that the text names; the source's own when there is no such zone. */
  private zoneOf(name: string): ZoneOffset {
    let known = this.zones.get(name);
    if (known === undefined) {
      known = namedZone(name) ?? this.offsetOf;
      if (this.zones.size < KEPT_ZONES) this.zones.set(name, known);
    }
    return known;
  }

  private yearOf({ hasYear, year, month, day }: ParsedTime): number {
    if (!hasYear) return this.clock.next(month, day);
    const dayUs = daysFromCivil(year, month, day) * 86_400 * US_PER_SECOND;
    if (isTold(dayUs)) this.clock.saw(year, month, day);
    return year;
  }

  private secondsOf(parsed: ParsedTime): number {
    if (!Number.isNaN(parsed.epochSeconds)) return parsed.epochSeconds;
    const year = this.yearOf(parsed);
    const days = daysFromCivil(year, parsed.month, parsed.day);
    const local = days * 86_400 + hourOf(parsed) * 3600 + parsed.minute * 60 + parsed.second;
    if (parsed.hasOffset) return local - parsed.offsetSeconds;
    const offsetOf = parsed.zone === '' ? this.offsetOf : this.zoneOf(parsed.zone);
    return local - offsetOf(local * 1000) / 1000;
  }
}

/** Whether a character is a letter of ASCII or a digit. */
export function isAlphanumeric(code: number): boolean {
  if (code >= 48 && code <= 57) return true;
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}

function hourOf({ hour, half }: ParsedTime): number {
  if (half === 0) return hour;
  return (hour % 12) + (half === 2 ? 12 : 0);
}

function namedZone(name: string): ZoneOffset | null {
  try {
    return zoneOffset(name);
  } catch {
    return null;
  }
}
