import { isGoLibrary, isLibraryPath } from './library-names.ts';
import { parametrised } from './parametrised.ts';
import { draft, traceOf, type Trace, type TraceFrame } from './trace.ts';

const HEAD = /(?:^|\s)(panic|fatal error|http: panic serving [\d.:[\]]+|runtime error): (?=\S)/;
const GOROUTINE = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[/;
const FILE = /^\s+(\S{1,400}\.(?:go|s)):(\d{1,9})(?:\s|$)/;
const CALL = /^([^\s(][^\s]{0,400})$/;

/** Go: panics and fatal errors with the goroutine that died, and traces as zap and pkg/errors print them. */
export function readGo(lines: readonly string[]): Trace | null {
  const at = lines.findIndex((line) => HEAD.test(line));
  const frames: TraceFrame[] = [];
  let goroutines = 0;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] ?? '';
    if (GOROUTINE.test(line)) {
      // The first one is the one that died.
      if (++goroutines > 1) break;
      continue;
    }
    const place = FILE.exec(lines[next + 1] ?? '');
    if (place === null || line.startsWith('created by ')) continue;
    const call = callOf(line);
    if (call === null) continue;
    const path = place[1] ?? '';
    frames.push({
      name: goName(call),
      path,
      line: Number(place[2]),
      column: null,
      library: isGoLibrary(call) || isLibraryPath(path),
    });
    next++;
  }
  if (frames.length === 0 && at < 0) return null;
  const { type, message } = at >= 0 ? panicOf(lines, at) : errorOf(lines);
  return traceOf('go', [draft(type, message, 'top', frames)]);
}

/** The function of `db.(*Pool).Get(0xc000, {0x1})`: arguments go, a receiver's brackets stay. */
function callOf(line: string): string | null {
  const text = line.replace(/ in goroutine \d+$/, '');
  const open = text.endsWith(')') ? argumentsAt(text) : text.length;
  return CALL.exec(text.slice(0, open))?.[1] ?? null;
}

/** Where the last bracket pair opens. */
function argumentsAt(text: string): number {
  let depth = 0;
  for (let at = text.length - 1; at >= 0; at--) {
    if (text[at] === ')') depth++;
    else if (text[at] === '(' && --depth === 0) return at;
  }
  return text.length;
}

function panicOf(lines: readonly string[], at: number): { type: string; message: string } {
  const line = lines[at] ?? '';
  const found = HEAD.exec(line);
  const message = line
    .slice((found?.index ?? 0) + (found?.[0].length ?? 0))
    .replace(/ \[recovered[^\]]*\]$/, '');
  if (found?.[1] === 'fatal error')
    return { type: `fatal error: ${parametrised(message)}`, message };
  // What the runtime says is a type; what the program says (`panic: open /x: ...`) varies.
  const runtime = /runtime error: ([a-z ]{0,80}[a-z])/.exec(line)?.[1];
  if (runtime !== undefined) return { type: `panic: ${runtime}`, message };
  const conversion = /interface conversion: /.test(message);
  return {
    type: conversion ? 'panic: interface conversion' : `panic: ${parametrised(message)}`,
    message,
  };
}

/** An error whose trace was printed with it: its text is all there is. Zap's columns stand between tabs. */
function errorOf(lines: readonly string[]): { type: string; message: string } {
  const first = lines.find((line) => line.trim() !== '' && !FILE.test(line)) ?? '';
  const columns = first.split('\t').filter((column) => column !== '' && !column.startsWith('{'));
  const message = columns.at(-1) ?? first;
  return { type: `error: ${parametrised(message).replace(/^(?:<\*>[\s:]*)+/, '')}`, message };
}

/** `github.com/acme/shop/db.(*Pool).Get.func1` as `db.(*Pool).Get`; type arguments go. */
export function goName(call: string): string {
  return call
    .slice(call.replace(/\[.*$/, '').lastIndexOf('/') + 1)
    .replace(/\[[^\]]{0,200}\]/g, '')
    .replace(/(?:\.func\d+(?:\.\d+)*|\.gowrap\d+|-fm|·\d+|-range\d+)+$/, '');
}
