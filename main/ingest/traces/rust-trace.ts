import { isLibraryPath, isRustLibrary } from './library-names.ts';
import { parametrised } from './parametrised.ts';
import { cutPosition } from './position.ts';
import { isOtherRecord } from './trace-lines.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

const PANIC =
  /thread '[^']{0,100}'(?: \(\d+\))? panicked at (?:'(.{0,1000})', )?([^\s,']{1,300}?):(\d{1,9}):(\d{1,9})/;
const FRAME = /^\s*\d{1,5}: (?:0x[0-9a-f]{1,16} - )?(\S.{0,600})$/;
const PLACE = /^\s+at (\S{1,400})$/;
const CAUSED = /^\s*Caused by:\s*$/;
const CAUSE_LINE = /^\s+(?:\d{1,3}: )?(\S.{0,500})$/;
const ERROR = /^(?:.{0,200}?\s)?Error: (\S.{0,500})$/;
/** What the standard library panics with; the rest of the message varies. */
const KNOWN: readonly (readonly [RegExp, string])[] = [
  [/called `Option::unwrap\(\)` on a `None` value/, 'unwrap on None'],
  [/called `Result::unwrap\(\)` on an `Err` value: (\w+)?/, 'unwrap on Err'],
  [/called `Result::(expect_err|unwrap_err)\(\)`/, 'unwrap on Ok'],
  [/index out of bounds/, 'index out of bounds'],
  [/(range (?:start|end) index|slice index starts at) /, 'slice index out of range'],
  [/byte index \d+ is not a char boundary/, 'not a char boundary'],
  [/attempt to (\w+(?: \w+)*)/, 'attempt to'],
  [/already (?:mutably )?borrowed/, 'already borrowed'],
  [/assertion .*failed/, 'assertion failed'],
  [/not yet implemented/, 'not yet implemented'],
  [/internal error: entered unreachable code/, 'unreachable code'],
  [/there is no reactor running/, 'no reactor running'],
  [/divide by zero/, 'divide by zero'],
];

/** Rust: the frames of a panic's backtrace, else the file that panicked; errors of anyhow and eyre with their causes. */
export function readRust(lines: readonly string[]): Trace | null {
  const at = lines.findIndex((line) => PANIC.test(line));
  const frames = framesOf(lines);
  if (at >= 0) return ofPanic(lines, at, frames);
  if (frames.length === 0) return null;
  return ofError(lines, frames);
}

function ofPanic(lines: readonly string[], at: number, frames: TraceFrame[]): Trace | null {
  const [, inline, file = '', line, column] = PANIC.exec(lines[at] ?? '') ?? [];
  const message = inline ?? lines.slice(at + 1).find((next) => !isOtherRecord(next)) ?? '';
  const place: TraceFrame = {
    name: file.replace(/^.*\/(?=src\/)/, ''),
    path: file,
    line: Number(line),
    column: Number(column),
    library: isLibraryPath(file),
  };
  const own = frames.some((frame) => !frame.library);
  return traceOf('rust', [
    draft(`panic: ${panicType(message)}`, message, 'top', own ? frames : [...frames, place]),
  ]);
}

function panicType(message: string): string {
  for (const [pattern, type] of KNOWN) {
    const found = pattern.exec(message);
    if (found !== null) return type === 'attempt to' ? `attempt to ${found[1]}` : type;
  }
  return parametrised(message.replace(/: [A-Z]\w*(?: \{|\().*$/, ''));
}

function ofError(lines: readonly string[], frames: TraceFrame[]): Trace | null {
  const messages: string[] = [];
  let causes = false;
  for (const line of lines) {
    if (/^\s*(?:Stack )?backtrace:/i.test(line)) break;
    const error = ERROR.exec(line)?.[1];
    if (error !== undefined && messages.length === 0) messages.push(error);
    else if (CAUSED.test(line)) causes = true;
    else if (causes) {
      const cause = CAUSE_LINE.exec(line)?.[1];
      if (cause !== undefined) messages.push(cause);
    }
  }
  const drafts: TraceDraft[] = messages.map((message) =>
    draft(`error: ${parametrised(message)}`, message, 'cause'),
  );
  if (drafts.length === 0) return null;
  drafts.at(-1)?.frames.push(...frames);
  return traceOf('rust', drafts);
}

function framesOf(lines: readonly string[]): TraceFrame[] {
  const frames: TraceFrame[] = [];
  for (let at = 0; at < lines.length; at++) {
    const called = FRAME.exec(lines[at] ?? '')?.[1];
    if (called === undefined || !/^[\w<{_]/.test(called) || !isSymbol(called)) continue;
    const place = cutPosition(PLACE.exec(lines[at + 1] ?? '')?.[1] ?? '');
    const name = rustName(called);
    const path = place?.before ?? '';
    frames.push({
      name,
      path,
      line: place?.line ?? null,
      column: place?.column ?? null,
      library: isRustLibrary(name) || isLibraryPath(path),
    });
  }
  return frames;
}

/** Causes of an error are numbered too; a function is one word or has `::`. */
const isSymbol = (text: string): boolean => text.includes('::') || !/\s/.test(text);

/** Without the symbol hash, closure marks, the crate's disambiguator and type arguments. */
export function rustName(called: string): string {
  return called
    .replace(/::h[0-9a-f]{16}$/, '')
    .replace(/\[[0-9a-f]{8,16}\]/g, '')
    .replace(/(?:::\{\{closure\}\}|::\{closure(?:#\d+)?\}|::\{\{vtable\.shim\}\})+/g, '')
    .replace(/::<[^<>]{0,200}>/g, '')
    .replace(/^<([^<>]{1,200}?) as [^<>]{1,200}>/, '$1')
    .replace(/^<([^<>]{1,200})>/, '$1');
}
