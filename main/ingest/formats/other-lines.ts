import generic from '../../../resources/formats/generic.json' with { type: 'json' };
import { LayoutHeads } from './layout-heads.ts';
import { levelBehind, levelWords } from './level-reading.ts';
import {
  keepAsText,
  LEVEL_IN_MESSAGE,
  type ReaderOptions,
  type RecordHeader,
  type RecordReader,
  type SecondaryBytes,
  type SecondaryRead,
} from './record-reader.ts';
import { RecordTimes } from './record-time.ts';
import { SecondaryReaders, type SecondaryFormats } from './secondary-formats.ts';
import { NUMBERS } from './time-search.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** What may stand before a time: a bracket, or the priority of a syslog message and its version. */
const BEFORE = /^(?:\[|<\d{1,3}>(?:1 )?)/;
/** A look at what times begin with: most lines that a format does not explain are parts of a stack trace. */
const MAY_BEGIN = /^(?:\[|<\d{1,3}>(?:1 )?)?(?:\d{1,4}[-/. ]|\d{8}[T -]|[A-Z][a-z]{2,3}[ ,])/;

/** A time of day and a level, between them at most a thread: what a logger set up without the date writes. */
const CLOCK_AND_LEVEL =
  /^\[?\d\d:\d\d:\d\d(?:[.,]\d{1,6})?\]?[ |-]{1,3}(?:\[[^\]]{1,120}\] {1,8})?\[?(TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|SEVERE)\b/;

const COMMON_LEVELS = {};

interface Layouts {
  readonly all: readonly TimeLayout[];
  readonly heads: LayoutHeads;
}

let compiled: Layouts | null = null;

function layouts(): Layouts {
  if (compiled === null) {
    // A line that begins with a number alone says no time.
    const sources = generic.layouts.filter((layout) => !NUMBERS.has(layout));
    const all = sources.map(compileLayout);
    compiled = { all, heads: new LayoutHeads(all, sources) };
  }
  return compiled;
}

/**
 * Lines that the format of their source does not explain but that begin a record all the same: a file into which several programs
 * write, or one with a new layout from some day on. A line of a secondary format is read as one of that. One that only begins with
 * a time of its own stands on the timeline; what no format explains is counted all the same.
 */
export class OtherLines {
  private readonly options: ReaderOptions;
  private readonly secondary: SecondaryReaders;
  private readonly near = { us: Number.NaN };
  /** Made with the first line that may be one: most sources have none. */
  private times: RecordTimes | null = null;
  private timeEnd = -1;

  /** @param zone of dates without one, where no secondary format tells it */
  constructor(secondary: SecondaryFormats, options: ReaderOptions, zone: string) {
    const { year, referenceUs } = options;
    this.options = { zone, year, referenceUs, near: this.near };
    this.secondary = new SecondaryReaders(secondary, { ...this.options, zone: options.zone });
  }

  /** Whether a line begins a record. Changes no state that a later line depends on. */
  begins(line: string): boolean {
    return this.secondary.isOne(line) || this.beginsWithTime(line) || CLOCK_AND_LEVEL.test(line);
  }

  /** What reads a record of a secondary format, told by its first line; null: it is none. */
  readerOf(line: string): RecordReader | null {
    return this.of(line)?.reader ?? null;
  }

  /** How those of secondary formats are read from bytes beside those of the format `own`; null: too few were met. */
  bytes(own: string): SecondaryBytes | null {
    return this.secondary.bytes(own, this.near);
  }

  /** The same with its format. */
  of(line: string): SecondaryRead | null {
    return this.secondary.of(line);
  }

  private beginsWithTime(line: string): boolean {
    if (!MAY_BEGIN.test(line)) return false;
    const { all, heads } = layouts();
    this.times ??= new RecordTimes(all, this.options);
    const at = BEFORE.exec(line)?.[0].length ?? 0;
    const end = this.times.find(line, at, heads);
    if (end < 0) return false;
    this.timeEnd = end;
    return true;
  }

  /**
   * Reads a line of a secondary format; keeps any other one as text, with the time that it begins with and the level behind that.
   *
   * @param header of the record above
   */
  keep(line: string, header: RecordHeader): void {
    this.near.us = header.timeUs;
    const found = this.secondary.of(line);
    if (found !== null) {
      found.reader.read(line, header);
      if (header.level === LEVEL_IN_MESSAGE) header.level = found.reader.levelIn(header.message);
      header.by = found;
      return;
    }
    keepAsText(line, header);
    const isTimed = this.beginsWithTime(line);
    if (isTimed) this.times?.resolveFound(header);
    const from = isTimed ? this.timeEnd : levelAt(line);
    header.level = levelBehind(line, from, levelWords(COMMON_LEVELS));
  }
}

/** Where the level of a line stands that begins with a time of day; 0: it does not. */
function levelAt(line: string): number {
  const [all = '', level = ''] = CLOCK_AND_LEVEL.exec(line) ?? [];
  return all.length - level.length;
}
