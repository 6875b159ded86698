import { isLibraryPath } from './library-names.ts';
import { fileName } from './position.ts';
import {
  draft,
  traceOf,
  type Trace,
  type TraceDraft,
  type TraceFrame,
  type TraceRelation,
} from './trace.ts';

const START = 'Traceback (most recent call last)';
const FRAME = /^[\s|+]{0,40}File "([^"]{1,400})", line (\d{1,9})(?:, in (.{1,200}))?$/;
const TYPE = /^[|+ ]{0,20}([A-Za-z_][\w.]{0,200})(?::|\s*$)/;
const CONTEXT = 'During handling of the above exception';
const CAUSE = 'The above exception was the direct cause';

/**
 * Python, also chained: the innermost call is printed last, the root cause's traceback first. A start
 * that was cut away (the head of a long message) is no hindrance.
 */
export function readPython(lines: readonly string[]): Trace | null {
  const drafts: TraceDraft[] = [];
  let frames: TraceFrame[] | null = null;
  let relation: TraceRelation = 'cause';
  let count = 0;
  for (const line of lines) {
    if (line.includes(START)) {
      frames = [];
      continue;
    }
    if (line.includes(CONTEXT)) relation = 'context';
    else if (line.includes(CAUSE)) relation = 'cause';
    const frame = FRAME.exec(line);
    if (frame !== null) {
      frames ??= [];
      frames.push(pythonFrame(frame[1] ?? '', Number(frame[2]), frame[3] ?? '<module>'));
      count++;
      continue;
    }
    if (frames === null) continue;
    const found = isCode(line) ? null : TYPE.exec(line);
    const type = found?.[1];
    if (type === undefined || (!/[A-Z]/.test(type) && !type.includes('.'))) continue;
    const inner = drafts[0];
    // What was printed before is what this one came from.
    if (inner !== undefined) inner.relation = relation;
    drafts.unshift(draft(type, line.slice(found?.[0].length ?? 0), 'top', frames.toReversed()));
    relation = 'cause';
    frames = null;
  }
  if (count === 0) return null;
  // Cut before the exception itself was named.
  if (drafts.length === 0)
    return traceOf('python', [draft('?', '', 'top', frames?.toReversed() ?? [])]);
  return traceOf('python', drafts);
}

/** A line of source under its frame, or the marks under that. */
const isCode = (line: string): boolean =>
  /^[ |]{0,12} {4}\S/.test(line) || /^\s*[~^]+\s*$/.test(line);

function pythonFrame(path: string, line: number, called: string): TraceFrame {
  const module = fileName(path).replace(/\.pyc?$/, '');
  const folder = /([\w-]+)[/\\]__init__\.py$/.exec(path)?.[1];
  const name = called
    .replace(/\.?<locals>/g, '')
    .replace(/<lambda>|<listcomp>|<genexpr>|<dictcomp>|<setcomp>/g, '<inner>');
  return {
    name: `${folder ?? module}.${name}`,
    path,
    line,
    column: null,
    library: isLibraryPath(path) || path.startsWith('<'),
  };
}
