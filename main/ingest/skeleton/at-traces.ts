import { detached } from './detached-text.ts';
import {
  dotnetFrame,
  fileName,
  isDotnetLibrary,
  isJavaLibrary,
  isLibraryPath,
  javaFrame,
} from './frame-name.ts';
import type { Frame, Section } from './trace-section.ts';

/** `at a.b.C.m(F.java:12)`, `at java.base/a.B.c(Native Method)`, with logback's packaging data behind it. */
const JAVA_FRAME =
  /^\s*at ((?:[\w.@-]*\/)*[\w.$<>/-]+)\((?:[\w$.-]+\.(?:java|kt|scala|groovy|clj)(?::\d+)?|Native Method|Unknown Source|<generated>)\)/;
/** `at f (file.js:1:2)`, `at file.js:1:2`, `at async X.f (node:internal/...)`. */
const SCRIPT_FRAME =
  /^\s*at (?:async )?(?:(.+?) \((.+?):\d+:\d+\)|(\S+?):\d+:\d+|(.+?) \((native|<anonymous>|index \d+)\))\s*$/;
/** `at A.B.C[T](String a) in /src/f.cs:line 3`. */
const DOTNET_FRAME = /^\s*at ([\w.`+<>|[\],]+(?:\(\))?[\w.]*)\(.*\)(?: in .+:line \d+)?\s*$/;

const CAUSE = /^(?:Caused by: |\s*\[cause\]: |\s*---> (?:\(Inner Exception #\d+\) )?)/;
const NAMED = /(?:^|[\s:"(>])((?:[a-zA-Z_$][\w$]*\.)*[A-Z][\w$]*)(?=:|\s*$|\s\[|\s\{| \(0x|\s--->)/;
const ENDS_LIKE_TYPE = /(?:Exception|Error|Throwable|Failure|Fault|Panic|Interrupt)$/;
/** Classes that the JVM makes up: a lambda's method stands beside it as a frame of its own. */
const GENERATED = /\$\$Lambda|\$Proxy\d|GeneratedMethodAccessor|\$\$FastClass/;
const INNER_END = '--- End of inner exception stack trace ---';

interface Draft {
  type: string;
  frames: Frame[];
}

/** Exceptions of a trace whose frames begin with `at`: Java and its kin, JavaScript, .NET. Outermost first. */
export function readAtTrace(lines: readonly string[], known: KnownFrames): Section[] {
  const sections: Draft[] = [];
  let pending: string | null = null;
  let dotnetOuter: Draft | undefined;
  for (const line of lines) {
    const frame = frameOf(line, known);
    if (frame !== null) {
      if (pending !== null || sections.length === 0)
        sections.push({ type: pending ?? '', frames: [] });
      pending = null;
      (dotnetOuter ?? sections.at(-1))?.frames.push(frame);
      continue;
    }
    if (line.includes(INNER_END)) {
      dotnetOuter = outerOf(sections, dotnetOuter);
      continue;
    }
    for (const type of typesOf(line, pending === null && sections.length === 0)) {
      if (pending !== null && CAUSE.test(line)) sections.push({ type: pending, frames: [] });
      pending = type;
    }
  }
  if (pending !== null && (sections.length === 0 || CAUSE.test(lines.at(-1) ?? ''))) {
    sections.push({ type: pending, frames: [] });
  }
  return sections.filter((section) => section.type !== '');
}

/** .NET prints the innermost frames first: each end mark hands the next frames to the exception around. */
function outerOf(sections: readonly Draft[], current: Draft | undefined): Draft | undefined {
  const at = current === undefined ? sections.length - 1 : sections.indexOf(current);
  return sections[at - 1] ?? sections[0];
}

/** Exception types that a line introduces: the header of a cause, or of the whole trace. */
function typesOf(line: string, first: boolean): string[] {
  if (/^\s+Suppressed: |^\s+\.\.\. \d+/.test(line)) return [];
  const parts = line.split(/ (?=---> )/);
  const types: string[] = [];
  for (const part of parts) {
    const cause = CAUSE.test(part);
    const name = NAMED.exec(part.replace(CAUSE, ''))?.[1];
    if (name === undefined) continue;
    if (cause || ENDS_LIKE_TYPE.test(name) || (first && name.includes('.'))) types.push(name);
  }
  return types;
}

/** Frames of lines read before: a log has the same trace a thousand times (measured: 27 µs a trace without, 11 with). */
export type KnownFrames = Map<string, Frame | null>;

const KNOWN_FRAMES = 20_000;
/** A longer line is not worth its memory. */
const KNOWN_LENGTH = 400;

function frameOf(line: string, known: KnownFrames): Frame | null {
  const found = known.get(line);
  if (found !== undefined) return found;
  const frame = readFrame(line);
  if (line.length > KNOWN_LENGTH) return frame;
  if (known.size >= KNOWN_FRAMES) known.clear();
  known.set(detached(line), frame && { ...frame, text: detached(frame.text) });
  return frame;
}

function readFrame(line: string): Frame | null {
  if (!/^\s*at /.test(line)) return null;
  const java = JAVA_FRAME.exec(line)?.[1];
  if (java !== undefined) {
    const text = javaFrame(java);
    return { text, library: isJavaLibrary(text) || GENERATED.test(java) };
  }
  const script = SCRIPT_FRAME.exec(line);
  if (script !== null)
    return scriptFrame(script[1] ?? script[4], script[2] ?? script[3] ?? script[5]);
  const dotnet = DOTNET_FRAME.exec(line)?.[1];
  if (dotnet === undefined) return null;
  return { text: dotnetFrame(dotnet), library: isDotnetLibrary(dotnet) };
}

function scriptFrame(name: string | undefined, path: string | undefined): Frame {
  const file = fileName(path ?? '');
  const library =
    path === undefined || isLibraryPath(path) || path.startsWith('node:') || path === '<anonymous>';
  const named = name?.replace(/ \[as .+\]$/, '').replace(/^new /, '');
  const anonymous = named === undefined || /(?:^|\.)<anonymous>$|^eval\b/.test(named);
  return { text: anonymous ? file : `${named} (${file})`, library };
}
