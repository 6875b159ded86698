import { exceptionHead } from './exception-head.ts';
import type { FrameMemory } from './frame-memory.ts';
import { isDotnetLibrary } from './library-names.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

/** `at A.B.C[T](String a) in /src/f.cs:line 3`, also as the runtime says it in other languages. */
const FRAME =
  /^\s*(?:at|bei|à|en|in|в|場所|在) ([\w.`+<>|[\],$-]{1,400}(?:\(\))?[\w.`<>|]{0,200}) ?\(([^)]{0,1000})\)(?: (?:in|dans|en|в|場所|位置) (.{1,400}):\S{1,12} (\d{1,9}))?\s*$/;
const INNER = /^\s*---> (?:\(Inner Exception #\d+\) )?/;
const INNER_END = '--- End of inner exception stack trace';

/** .NET: inner exceptions stand in the first lines, and their frames before those of the outer ones. */
export function readDotnet(lines: readonly string[], memory: FrameMemory): Trace | null {
  const drafts: TraceDraft[] = [];
  let current = -1;
  let frames = 0;
  let closed = false;
  for (const line of lines) {
    const frame = memory.recall(line, frameOf);
    if (frame !== null) {
      if (drafts.length === 0) drafts.push(draft('', ''));
      if (!closed) current = drafts.length - 1;
      drafts[current]?.frames.push(frame);
      frames++;
      continue;
    }
    if (line.includes(INNER_END)) {
      closed = true;
      current = Math.max(0, current - 1);
      continue;
    }
    // An aggregate lists its exceptions again behind its own frames.
    if (closed && INNER.test(line)) break;
    if (frames > 0 && !INNER.test(line)) continue;
    for (const part of line.split(/ (?=---> )/)) {
      const inner = INNER.test(part);
      const head = exceptionHead(part.replace(INNER, ''));
      if (head === null) continue;
      if (inner || drafts.length === 0) drafts.push(draft(head.type, head.message, 'cause'));
      else if (frames === 0 && drafts.length === 1) drafts[0] = draft(head.type, head.message);
    }
  }
  return frames === 0 ? null : traceOf('dotnet', drafts);
}

function frameOf(line: string): TraceFrame | null {
  const found = FRAME.exec(line);
  if (found === null) return null;
  const [, called = '', , path = '', at] = found;
  // A script's `at f (file.js:1:2)` has a place in its brackets.
  if (!called.includes('.') || (path === '' && /:\d+(?::\d+)?$/.test(found[2] ?? ''))) return null;
  const name = dotnetName(called);
  return {
    name,
    path,
    line: at === undefined ? null : Number(at),
    column: null,
    library: isDotnetLibrary(called) || called.startsWith('lambda_method'),
  };
}

/** Asynchronous state machines, local functions and closures as the method they were written in. */
export function dotnetName(called: string): string {
  return called
    .replace(/[.+]<(\w+)>[dg]__[\w|]+(?:`\d+)?\.MoveNext$/, '.$1')
    .replace(/[.+]<>c(?:__DisplayClass\d+_\d+)?(?:`\d+)?\.<+(\w+)>[\w|]*$/, '.$1')
    .replace(/[.+]<>c__DisplayClass\d+_\d+(?:`\d+)?\.<<(\w+)>[\w|]*>d(?:\.MoveNext)?$/, '.$1')
    .replace(/[.+]<>c(?:__DisplayClass\d+_\d+)?(?:`\d+)?(?=\.)/g, '')
    .replace(/<(\w+)>[bdg]__[\w|]+/g, '$1')
    .replace(/`\d+/g, '')
    .replace(/\[[^\]]*\]/g, '')
    .replace(/\.MoveNext$/, '');
}
