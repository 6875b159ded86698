import { isLibraryPath } from './library-names.ts';
import { fileName } from './position.ts';
import { draft, traceOf, type Trace, type TraceDraft, type TraceFrame } from './trace.ts';

const FRAME =
  /^\s*(?:(\d{1,5}): )?(?:from )?([^\s:][^\s:]{0,300}(?:\.rb|\.ru|\.rake|\.erb|\.haml|\.slim)|<internal:[^>]{1,100}>|\(eval[^)]{0,100}\)|(?:\/|\w:)\S{0,200}\/bin\/\S{1,60}|bin\/\S{1,60}):(\d{1,9}):in [`']([^']{1,300})'/;
const TAIL = /\(((?:[A-Z]\w{0,80}::){0,8}[A-Z]\w{0,80})\)\s*$/;
/** As Rails logs it: `ActiveRecord::RecordNotFound (Couldn't find ...):`, or `Type: message`. */
const RAILS =
  /(?:^|\s)((?:[A-Z]\w{0,80}::){0,8}[A-Z]\w{0,80}(?:Error|Exception|Invalid|NotFound|NotUnique|Timeout|Violation|Deadlocked|Interrupt|Failure|Unauthorized|Stale\w{0,40}))(?= \(|: |\s*$)/;
/** Types that say nothing in their name are known by the namespace before it. */
const SPACED = /(?:^|\s)((?:[A-Z]\w{0,80}::){1,8}[A-Z]\w{0,80})(?= \(|: )/;

/** Ruby, with the type in brackets behind the message, or before it as Rails logs it; causes follow. */
export function readRuby(lines: readonly string[]): Trace | null {
  const drafts: TraceDraft[] = [];
  let header: TraceDraft | null = null;
  let frames = 0;
  let numbered = false;
  for (const line of lines) {
    const found = FRAME.exec(line);
    if (found === null) {
      const head = headOf(line);
      if (head === null) continue;
      if (header !== null && header.frames.length > 0) {
        header = draft(head.type, head.message, 'cause');
        drafts.push(header);
      } else if (header === null) {
        header = draft(head.type, head.message);
        drafts.push(header);
      }
      continue;
    }
    const frame = rubyFrame(found[2] ?? '', Number(found[3]), found[4] ?? '');
    frames++;
    if (found[1] !== undefined) numbered = true;
    const rest = line.slice(found.index + found[0].length);
    const type = rest.startsWith(': ') ? TAIL.exec(rest)?.[1] : undefined;
    if (type !== undefined) {
      // Ruby before 2.7 prints the innermost call and its exception last.
      const before: TraceFrame[] = numbered && header !== null ? header.frames.toReversed() : [];
      if (numbered && header !== null) drafts.pop();
      header = draft(type, rest.slice(2).replace(TAIL, ''), drafts.length > 0 ? 'cause' : 'top', [
        frame,
        ...before,
      ]);
      drafts.push(header);
      continue;
    }
    if (header === null) {
      header = draft('', '');
      drafts.push(header);
    }
    header.frames.push(frame);
  }
  return frames === 0 ? null : traceOf('ruby', drafts);
}

function headOf(line: string): { type: string; message: string } | null {
  const tail = TAIL.exec(line);
  if (tail !== null && !/^\s*(?:from )/.test(line))
    return { type: tail[1] ?? '', message: line.slice(0, tail.index) };
  const named = RAILS.exec(line) ?? SPACED.exec(line);
  if (named === null) return null;
  const message = line
    .slice(named.index + named[0].length)
    .replace(/^(?:: | \()/, '')
    .replace(/\):?\s*$/, '');
  return { type: named[1] ?? '', message };
}

function rubyFrame(path: string, line: number, called: string): TraceFrame {
  const method = rubyName(called);
  const name = /[#.]/.test(method)
    ? method
    : `${fileName(path).replace(/\.(?:rb|ru|rake|erb)$/, '')}.${method}`;
  return {
    name,
    path,
    line,
    column: null,
    library: isLibraryPath(path) || path.startsWith('<internal') || /(?:^|\/)bin\//.test(path),
  };
}

/** `block (2 levels) in foo` as `foo`; the hash in a compiled template's method goes. */
export function rubyName(called: string): string {
  return called
    .replace(/^(?:(?:block(?: \(\d+ levels\))?|rescue|ensure) in )+/, '')
    .replace(/_{2,3}\d{5,}_\d+$/, '');
}
