import {
  fileName,
  goFrame,
  isGoLibrary,
  isLibraryPath,
  isRustLibrary,
  rubyFrame,
  rustFrame,
} from './frame-name.ts';
import type { Frame, Section } from './trace-section.ts';

const PYTHON_START = 'Traceback (most recent call last)';
const PYTHON_FRAME = /^[\s|]*File "([^"]+)", line \d+(?:, in (.+))?$/;
const PYTHON_TYPE = /^[\s|]*([A-Za-z_][\w.]*)(?::|\s*$)/;

/** Python: innermost call is printed last, the root cause's traceback first. Outermost first. */
export function readPython(lines: readonly string[]): Section[] {
  const sections: Section[] = [];
  let frames: Frame[] | null = null;
  for (const line of lines) {
    if (line.includes(PYTHON_START)) {
      frames = [];
      continue;
    }
    if (frames === null) continue;
    const frame = PYTHON_FRAME.exec(line);
    if (frame !== null) {
      frames.push(pythonFrame(frame[1] ?? '', frame[2] ?? '<module>'));
      continue;
    }
    const type = /^[ |]* {4}/.test(line) ? undefined : PYTHON_TYPE.exec(line)?.[1];
    if (type === undefined) continue;
    sections.unshift({ type, frames: frames.toReversed() });
    frames = null;
  }
  return sections;
}

function pythonFrame(path: string, name: string): Frame {
  const module = fileName(path).replace(/\.pyc?$/, '');
  return { text: `${module}.${name}`, library: isLibraryPath(path) };
}

/** Go: `panic: ...` or `fatal error: ...`, then goroutines; the first one is the one that died. */
export function readGo(lines: readonly string[]): Section[] {
  const head = lines.findIndex((line) => /(?:^|\s)(?:panic|fatal error): /.test(line));
  if (head < 0) return [];
  const frames: Frame[] = [];
  let goroutines = 0;
  for (let at = head + 1; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (/^goroutine \d+ \[/.test(line) && ++goroutines > 1) break;
    const file = /^\s+(\S+\.(?:go|s)):\d+/.exec(lines[at + 1] ?? '')?.[1];
    const call =
      /^(?:created by )?(\S+?)(?:\((?:0x|\.\.\.|\{|\)|[\d,])[^*]*)?(?: in goroutine \d+)?$/.exec(
        line,
      )?.[1];
    if (file === undefined || call === undefined || line.startsWith('created by ')) continue;
    frames.push({ text: goFrame(call), library: isGoLibrary(call) || isLibraryPath(file) });
  }
  return [{ type: goType(lines[head] ?? ''), frames }];
}

/** What the runtime says is a type; what the program says (`panic: open /x: ...`) varies. */
function goType(line: string): string {
  const runtime = /runtime error: ([a-z ]*[a-z])/.exec(line)?.[1];
  if (runtime !== undefined) return `panic: ${runtime}`;
  return line.includes('fatal error: ') ? 'fatal error' : 'panic';
}

const RUBY_FRAME = /^\s*(?:from )?(\S+\.rb|<internal:[^>]+>):\d+:in [`']([^']+)'/;

/** Ruby, with the type in brackets behind the message, or before it as Rails logs it. */
export function readRuby(lines: readonly string[]): Section[] {
  const frames: Frame[] = [];
  for (const line of lines) {
    const found = RUBY_FRAME.exec(line);
    if (found === null) continue;
    const [, path = '', name = ''] = found;
    const method = rubyFrame(name);
    const text = method.includes('#') ? method : `${fileName(path).replace(/\.rb$/, '')}.${method}`;
    frames.push({ text, library: isLibraryPath(path) });
  }
  const head =
    lines.find((line) => /[A-Z]\w*(?:Error|Exception|Invalid|NotFound)\b/.test(line)) ?? '';
  const type =
    /\(((?:[A-Z]\w*::)*[A-Z]\w*)\)\s*$/.exec(head)?.[1] ??
    /((?:[A-Z]\w*::)*[A-Z]\w*(?:Error|Exception|Invalid|NotFound))\b/.exec(head)?.[1];
  return type === undefined || frames.length === 0 ? [] : [{ type, frames }];
}

const PHP_FRAME = /^\s*#\d+ (\S+?)\(\d+\): ([\w\\{}]+(?:(?:->|::)[\w{}]+)?)\(/;
const PHP_TYPE = /(?:Uncaught |Next |^|[\s:"(])((?:\w+\\)*[A-Z]\w*(?:Exception|Error))\b/;

/** PHP prints the innermost exception first and `Next` before those around it. Outermost first. */
export function readPhp(lines: readonly string[]): Section[] {
  const sections: { type: string; frames: Frame[] }[] = [];
  for (const line of lines) {
    const frame = PHP_FRAME.exec(line);
    if (frame !== null) {
      const [, path = '', name = ''] = frame;
      sections[0]?.frames.push({ text: name, library: isLibraryPath(path) });
      continue;
    }
    const type = PHP_TYPE.exec(line)?.[1];
    if (type !== undefined && (sections.length === 0 || line.startsWith('Next '))) {
      sections.unshift({ type, frames: [] });
    }
  }
  return sections;
}

const RUST_PANIC = /thread '[^']*'(?: \(\d+\))? panicked at (?:'.*', )?([^\s,]+?):\d+:\d+/;

/** Rust: the frames of a backtrace, else the file that panicked. */
export function readRust(lines: readonly string[]): Section[] {
  const file = lines.map((line) => RUST_PANIC.exec(line)?.[1]).find((path) => path !== undefined);
  if (file === undefined) return [];
  const frames: Frame[] = [];
  for (const line of lines) {
    const name = /^\s*\d+: (?:\s*0x[0-9a-f]+ - )?(\S.*)$/.exec(line)?.[1];
    if (name !== undefined) frames.push({ text: rustFrame(name), library: isRustLibrary(name) });
  }
  const own = frames.some((frame) => !frame.library);
  return [{ type: 'panic', frames: own ? frames : [{ text: file, library: false }] }];
}
