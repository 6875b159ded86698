import { createFrameMemory, type FrameMemory } from './frame-memory.ts';
import { readDotnet } from './dotnet-trace.ts';
import { readGo } from './go-trace.ts';
import { readJava } from './java-trace.ts';
import { readNative } from './native-trace.ts';
import { readPhp } from './php-trace.ts';
import { readPython } from './python-trace.ts';
import { readRuby } from './ruby-trace.ts';
import { readRust } from './rust-trace.ts';
import { readScript } from './script-trace.ts';
import type { Trace } from './trace.ts';
import { plainLines, traceLines } from './trace-lines.ts';

interface Dialect {
  /** One of them stands in every trace of its kind: looked for first, because a text without is the rule. */
  readonly signs: readonly string[];
  readonly mark: RegExp;
  /** Null: the lines are not of this language family. */
  readonly read: (lines: readonly string[], memory: FrameMemory) => Trace | null;
}

/** Whose traces these are, told by one mark each; the first that fits and finds frames wins. */
const DIALECTS: readonly Dialect[] = [
  { mark: /^[\s|+]{0,40}File "[^"\n]{1,400}", line \d/m, signs: ['File '], read: readPython },
  {
    mark: /^goroutine \d+ |^[ \t]{1,40}\S{1,400}\.go:\d/m,
    signs: ['goroutine ', '.go:'],
    read: readGo,
  },
  { mark: /:\d{1,9}:in [`']/, signs: [':in `', ":in '"], read: readRuby },
  {
    mark: /panicked at |^\s{0,8}\d{1,5}: (?:0x[0-9a-f]{1,16} - )?[\w<]/m,
    signs: ['panicked at ', '0: ', '1: '],
    read: readRust,
  },
  {
    mark: /^\s{0,8}#\d{1,5} (?:\S{1,400}\(\d{1,9}\): |\{main\}|\[internal function\])/m,
    signs: ['#0 ', '#1 '],
    read: readPhp,
  },
  {
    mark: /^\s{0,40}at [^\s(]{1,400}\((?:[\w$.-]{1,200}:\d|Native Method|Unknown Source|<generated>|[\w$.-]{1,200}\.(?:java|kt|scala)\))/m,
    signs: ['at '],
    read: readJava,
  },
  {
    mark: /^\s{0,40}(?:at |[^\s@]{0,200}@(?:[a-z][\w-]{1,30}:|\[native))/m,
    signs: ['at ', '@'],
    read: readScript,
  },
  {
    mark: /^\s{0,40}(?:at|bei|à|en|in|в|場所|在) [^\s(]{1,400} ?\(/m,
    signs: [' at ', ' bei ', ' à ', ' en ', ' in ', ' в ', ' 場所 ', ' 在 '],
    read: readDotnet,
  },
  {
    mark: /^\s{0,40}(?:#\d{1,5}\s|\d{1,5}#\s|\d{1,5}\s+\S{1,80}\s|@\s+0x|frame #|\* frame #|[/.]\S{1,300}\(\S{0,300}\) ?\[0x|\[\d{1,3}\] [/.]|[0-9a-f]{2,3} [\w`]{1,40}!?)/m,
    signs: ['0x', '#0 ', '#1 ', 'frame #', '!', '#'],
    read: readNative,
  },
];

/** What every trace has some of; one look at a text costs less than one for each sign. */
const ANY_SIGN =
  /(?:at|bei|à|en|in|в|場所|在) [^\s(]+\s?\(|at \S+:\d|File |goroutine |\.go:|panicked at |#\d|\d#|@|0x|[01]: |frame #|!|:in [`']/;

const JAVA = DIALECTS.findIndex(({ read }) => read === readJava);
/** Of the dialects that are asked before Java's: none of them is asked of a text without. */
const SIGNS_BEFORE_JAVA = DIALECTS.slice(0, JAVA).flatMap(({ signs }) => signs);

/** Whether a part of a message may make a dialect read it that is asked before Java's. */
export const mayComeBeforeJava = (part: string): boolean =>
  SIGNS_BEFORE_JAVA.some((sign) => part.includes(sign));

/** Whether Java's dialect is asked of every message that ends with these lines, if none before it is. */
export function isAskedOfJava(lines: string): boolean {
  return ANY_SIGN.test(lines) && DIALECTS[JAVA]?.mark.test(plainLines(lines).join('\n')) === true;
}

/** Reads stack traces, and remembers frames from one to the next. */
export interface TraceReader {
  /**
   * The stack trace in a message: its exceptions with their frames, normalised. Null: there is none, or of a
   * kind that is not known. Takes time in proportion to the message's length.
   */
  read(message: string): Trace | null;
}

/** A reader with an empty memory. */
export function createTraceReader(): TraceReader {
  const dialects = DIALECTS.map((dialect) => ({ ...dialect, memory: createFrameMemory() }));
  return {
    read(message) {
      if (!message.includes('\n') && !message.includes('\\n')) return null;
      if (!ANY_SIGN.test(message)) return null;
      let lines: string[] | null = null;
      let text = '';
      for (const { signs, mark, read, memory } of dialects) {
        if (!signs.some((sign) => message.includes(sign))) continue;
        if (lines === null) {
          lines = traceLines(message);
          if (lines.length < 2) return null;
          text = lines.join('\n');
        }
        if (!mark.test(text)) continue;
        const trace = read(lines, memory);
        if (trace !== null) return trace;
      }
      return null;
    },
  };
}

/** Reads one trace, as `TraceReader.read` does. */
export function readTrace(message: string): Trace | null {
  return createTraceReader().read(message);
}
