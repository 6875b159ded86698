import type { FormatDefinition } from '#shared/model/format.ts';
import type { Fields } from '#shared/model/record.ts';
import { looksContinued } from './continuation.ts';
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
} from './record-reader.ts';
import { clearTime, RecordTimes } from './record-time.ts';
import { OtherLines } from './other-lines.ts';
import type { SecondaryFormats } from './secondary-formats.ts';
import { COLOUR } from './terminal-colour.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A time further on is what the message talks about. */
const SEARCHED = 64;

/** A log of times of day: a date further on, but one right behind, is what its message talks about, and not when. */
const CLOCK_FIRST = /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,9})?\]? (?!\[?\d{1,4}[-/.]\d)/;

/** @throws SyntaxError for a layout that is not well formed. */
export function compileSearch(
  definition: FormatDefinition,
  secondary: SecondaryFormats,
): CompiledFormat {
  const layouts = definition.layouts.map(compileLayout);
  return {
    id: definition.id,
    title: definition.title,
    lastResort: true,
    joins: definition.continuation === 'any',
    multiline: false,
    own: false,
    mayRead: () => true,
    open: (options) => new SearchReader(definition, layouts, { ...options, secondary }),
  };
}

/** What the layouts of this format begin with. Measured: trying every layout at every word is eight times slower. */
const CANDIDATE = new RegExp(
  `(?:(?<![A-Za-z\\d])|(?<=${COLOUR}))(?:${[
    '^\\d{9}',
    '\\d{1,4}[-/.]\\d',
    '\\d{4}:\\d\\d:\\d\\d-',
    '\\d{8}[T -]\\d',
    '\\d\\d[- ][A-Za-z]{3}[- ]',
    '\\d\\d/[A-Z]',
    '\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d{1,9})? (?:\\d{4}[-/]\\d\\d[-/]\\d\\d|\\d\\d[./]\\d\\d[./]\\d{4})(?! \\d\\d?:\\d\\d)',
    '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6},? ',
  ].join('|')})`,
  'g',
);

const ENDS_IN_COLOUR = new RegExp(`${COLOUR}$`);

class SearchReader implements DetectingReader {
  private readonly times: RecordTimes;
  private readonly words: LevelWords;
  private readonly others: OtherLines;
  private readonly joins: boolean;
  private timeAt = -1;
  private timeEnd = -1;

  constructor(
    definition: FormatDefinition,
    layouts: readonly TimeLayout[],
    options: ReaderOptions & { readonly secondary: SecondaryFormats },
  ) {
    const zone = definition.zone ?? options.zone;
    this.times = new RecordTimes(layouts, { ...options, zone });
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
    const level = this.levelNear(line, timed ? this.timeEnd : 0);
    if (!timed && level === 0) {
      if (this.joins && !this.others.begins(line)) return false;
      this.others.keep(line, header);
      return true;
    }
    if (timed) this.times.resolveFound(header);
    else clearTime(header);
    header.level = level;
    header.message = this.messageOf(line, timed);
    header.messageAt = line.length - header.message.length;
    header.explained = true;
    return true;
  }

  starts(line: string): boolean {
    const timed = this.findTime(line);
    if (this.continues(line, timed)) return false;
    return timed || !this.joins || this.levelNear(line, 0) !== 0 || this.others.begins(line);
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
    const timed = this.findTime(line);
    const other = timed ? null : this.otherOf(line);
    return other === null ? this.messageOf(line, timed) + laterLines(text) : other.message(text);
  }

  fields(whole: string): Fields {
    const text = withoutLead(whole, isBlank);
    const line = firstLine(text);
    return this.findTime(line) ? {} : (this.otherOf(line)?.fields(text) ?? {});
  }

  /** What reads a line in which no time was found. */
  private otherOf(line: string): DetectingReader | null {
    return this.levelNear(line, 0) === 0 ? this.others.readerOf(line) : null;
  }

  /** An indented line is a record only when it begins with its time. */
  private continues(line: string, timed: boolean): boolean {
    return looksContinued(line) && !(timed && line.slice(0, this.timeAt).trim().length <= 1);
  }

  private findTime(line: string): boolean {
    if (CLOCK_FIRST.test(line)) return false;
    const head = line.length > SEARCHED ? line.slice(0, SEARCHED) : line;
    CANDIDATE.lastIndex = 0;
    for (let match = CANDIDATE.exec(head); match !== null; match = CANDIDATE.exec(head)) {
      if (this.timeStarts(line, match.index)) return true;
    }
    return false;
  }

  /** Whether a time stands at `at` as a word of its own, not inside a longer number or name. */
  private timeStarts(line: string, at: number): boolean {
    if (!isAlphanumeric(line.charCodeAt(at))) return false;
    if (at > 0 && !isBoundary(line, at)) return false;
    const end = this.times.find(line, at);
    if (end < 0 || isAlphanumeric(line.charCodeAt(end))) return false;
    this.timeAt = at;
    this.timeEnd = end;
    return true;
  }

  /** The word right after the time in any case, else a marked level word near it. */
  private levelNear(line: string, from: number): number {
    const level = levelBehind(line, from, this.words);
    return level === 0 && from > 0 ? levelInMessage(line.slice(0, this.timeAt), this.words) : level;
  }

  /** What follows a time that the line begins with; otherwise the whole line. */
  private messageOf(line: string, timed: boolean): string {
    if (!timed || this.timeAt > 1) return line;
    let at = this.timeEnd;
    while (at < line.length && SEPARATORS.includes(line.charAt(at))) at++;
    return at === line.length ? line : line.slice(at);
  }
}

/** Between a time and what follows it; brackets open what belongs to the message. */
const SEPARATORS = ' \t]):,;|-';

/** Whether a word may begin at `at`: the letter before it may be the end of a colour sequence. */
function isBoundary(line: string, at: number): boolean {
  const before = line.charCodeAt(at - 1);
  return !isAlphanumeric(before) || (before === 109 && ENDS_IN_COLOUR.test(line.slice(0, at)));
}

function isAlphanumeric(code: number): boolean {
  if (code >= 48 && code <= 57) return true;
  const lower = code | 32;
  return lower >= 97 && lower <= 122;
}
