import generic from '../../../resources/formats/generic.json' with { type: 'json' };
import { levelBehind, levelWords } from './level-reading.ts';
import { keepAsText, type ReaderOptions, type RecordHeader } from './record-reader.ts';
import { RecordTimes } from './record-time.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** Numbers alone may be anything: a line that begins with one says no time. */
const NUMBERS: ReadonlySet<string> = new Set(['epoch']);
/** What may stand before a time: a bracket, or the priority of a syslog message and its version. */
const BEFORE = /^(?:\[|<\d{1,3}>(?:1 )?)/;
/** A look at what times begin with: most lines that a format does not explain are parts of a stack trace. */
const MAY_BEGIN = /^(?:\[|<\d{1,3}>(?:1 )?)?(?:\d{1,4}[-/. ]|\d{8}[T -]|[A-Z][a-z]{2,3}[ ,])/;

const COMMON_LEVELS = {};

let compiled: readonly TimeLayout[] | null = null;
const layouts = (): readonly TimeLayout[] =>
  (compiled ??= generic.layouts.filter((layout) => !NUMBERS.has(layout)).map(compileLayout));

/**
 * Lines that the format of their source does not explain but that begin with a time of their own: a file into which several
 * programs write. They are records and no part of the one above, and stand on the timeline; what no format explains is
 * counted all the same.
 */
export class OtherLines {
  private readonly options: ReaderOptions;
  /** Made with the first line that may be one: most sources have none. */
  private times: RecordTimes | null = null;
  private timeEnd = -1;

  constructor(options: ReaderOptions) {
    this.options = options;
  }

  /** Whether a line begins with a date and a time. Changes no state that a later line depends on. */
  begins(line: string): boolean {
    if (!MAY_BEGIN.test(line)) return false;
    this.times ??= new RecordTimes(layouts(), this.options);
    const at = BEFORE.exec(line)?.[0].length ?? 0;
    const end = this.times.find(line, at);
    // A digit that goes on is of a longer number.
    if (end < 0 || /^[\dA-Za-z]/.test(line.charAt(end))) return false;
    this.timeEnd = end;
    return true;
  }

  /** Keeps a line as text, with the time that it begins with and the level behind it. */
  keep(line: string, header: RecordHeader): void {
    keepAsText(line, header);
    if (!this.begins(line)) return;
    this.times?.resolveFound(header);
    header.level = levelBehind(line, this.timeEnd, levelWords(COMMON_LEVELS));
  }
}
