import { type KnownFrames, readAtTrace } from './at-traces.ts';
import { readGo, readPhp, readPython, readRuby, readRust } from './other-traces.ts';
import { foldSections, type Section } from './trace-section.ts';

/** Characters and lines of a message that are looked at: a stack overflow of Java has 1,024 frames, and a chain of them a few thousand. */
const TEXT_CAP = 512 * 1024;
const LINE_CAP = 8192;

/** Whose traces these are, told by one mark each; the first that fits and finds something wins. */
const DIALECTS: readonly {
  mark: RegExp;
  read: (lines: readonly string[], known: KnownFrames) => Section[];
}[] = [
  { mark: /Traceback \(most recent call last\)/, read: readPython },
  { mark: /^goroutine \d+ \[/m, read: readGo },
  { mark: /panicked at /, read: readRust },
  { mark: /^#\d+ (?:\S+\(\d+\): |\{main\})/m, read: readPhp },
  { mark: /:\d+:in [`']/, read: readRuby },
  { mark: /^\s*at \S/m, read: readAtTrace },
];

/** An exception's type inside a line: with its package, or in camel case with a word before the suffix. */
const TYPE_IN_LINE =
  /(?<![\w$./\\-])((?:[a-z_][\w$]*\.)+[A-Z][\w$]*(?:Exception|Error)|[A-Z][a-z0-9]\w*(?:Exception|Error))(?![\w$.(=/]|\s*=)/g;
const NESTED = /(?:Caused by|nested exception is|caused by):? /;

/**
 * What names a stack trace whatever its line numbers and addresses: `type\nframe\nframe...`, the type
 * of the root cause and up to five of its frames (see foldSections). A message that only names an
 * exception gives the type alone; one without gives null. Reads traces of Java, Kotlin, Scala,
 * Python, JavaScript, .NET, Go, Ruby, PHP and Rust. Who reads many traces keeps `known` between them.
 */
export function traceSignature(message: string, known: KnownFrames = new Map()): string | null {
  const several = message.includes('\n');
  if (!several && !namesException(message)) return null;
  const text = message.length > TEXT_CAP ? message.slice(0, TEXT_CAP) : message;
  if (several) {
    for (const dialect of DIALECTS) {
      if (!dialect.mark.test(text)) continue;
      const signature = foldSections(dialect.read(text.split(/\r?\n/, LINE_CAP), known));
      if (signature !== null) return signature;
    }
  }
  return typeIn(text.slice(0, 2048));
}

const namesException = (line: string): boolean =>
  line.includes('Exception') || line.includes('Error');

/** The innermost type that a text names: behind `caused by` where that stands, else the first. */
function typeIn(text: string): string | null {
  if (!namesException(text)) return null;
  const nested = text.split(NESTED).at(-1) ?? text;
  for (const part of [nested, text]) {
    const found = part.matchAll(TYPE_IN_LINE).next().value?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
