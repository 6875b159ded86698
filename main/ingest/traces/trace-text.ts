import { parametrised } from './parametrised.ts';
import { steadyPath } from './position.ts';
import type { Trace, TraceException, TraceFrame, TraceLanguage, TraceRelation } from './trace.ts';
import { TRACE_LANGUAGES } from './trace.ts';

/** A frame as a skeleton keeps it: without its line, which changes from release to release. */
export type KeptFrame = Pick<TraceFrame, 'name' | 'path' | 'library'>;

/** An exception as a skeleton keeps it. */
export interface KeptException {
  readonly type: string;
  readonly relation: TraceRelation;
  /** Parametrised; only where the frames tell too little. */
  readonly message: string;
  /** Innermost first, each once. */
  readonly frames: readonly KeptFrame[];
}

/** What a skeleton keeps of a stack trace. */
export interface KeptTrace {
  /** Null: kept by an Error-IQ that did not note it. */
  readonly language: TraceLanguage | null;
  /** Outermost first. */
  readonly exceptions: readonly KeptException[];
}

const MARK = '\u0001';
const MOST_EXCEPTIONS = 8;
/** Frames of the program's own and of libraries that are kept of each exception: the innermost. */
const MOST_OWN = 16;
const MOST_LIBRARY = 16;
const LONGEST = 300;

/**
 * A trace in the lines that a skeleton keeps of it, the same whatever line numbers, addresses and generated
 * names it was printed with: `\u0001language`, then for each exception `!type` (or `?type` for one that was
 * only being handled; for the root cause a tab and its message where no frame tells enough), then its frames, each
 * `+` (the program's own) or `-` (a library's), the name, a tab and the file.
 */
export function traceText(trace: Trace): string {
  const lines = [MARK + trace.language];
  const exceptions = trace.exceptions.slice(-MOST_EXCEPTIONS);
  const root = exceptions.at(-1);
  const telling = isToldByFrames(trace);
  for (const exception of exceptions) {
    const message = exception === root && !telling ? `\t${field(parametrised(root.message))}` : '';
    lines.push((exception.relation === 'context' ? '?' : '!') + field(exception.type) + message);
    for (const frame of keptFrames(exception)) lines.push(frameLine(frame));
  }
  return lines.join('\n');
}

/** Whether the text of a trace is its types and frames alone, whatever its exceptions say. */
export function isToldByFrames(trace: Trace): boolean {
  return trace.exceptions.slice(-MOST_EXCEPTIONS).some(({ frames }) => frames.some(isTelling));
}

/** A function of the program's own, and not only the bundle that it lies in. */
const isTelling = ({ library, name, path }: TraceFrame): boolean =>
  !library && !path.endsWith(name) && name !== baseName(path);

/** Lines of frames that a reader remembers. */
const written = new WeakMap<TraceFrame, string>();

function frameLine(frame: TraceFrame): string {
  const known = written.get(frame);
  if (known !== undefined) return known;
  const line = `${frame.library ? '-' : '+'}${field(frame.name)}\t${field(steadyPath(frame.path))}`;
  written.set(frame, line);
  return line;
}

const baseName = (path: string): string => {
  const steady = steadyPath(path);
  return steady.slice(steady.lastIndexOf('/') + 1);
};

const field = (text: string): string =>
  text.slice(0, LONGEST).replace(/[\t\n\r\u0000\u0001]/g, ' '); // oxlint-disable-line no-control-regex -- they are what separates fields

/** Recursion of any depth, and a lambda beside its method, count once. */
function keptFrames({ frames }: TraceException): TraceFrame[] {
  const seen = new Set<string>();
  const left = { own: MOST_OWN, library: MOST_LIBRARY };
  const kept: TraceFrame[] = [];
  for (const frame of frames) {
    const kind = frame.library ? 'library' : 'own';
    if (left[kind] === 0 || seen.has(frame.name)) continue;
    seen.add(frame.name);
    left[kind]--;
    kept.push(frame);
  }
  return kept;
}

/**
 * Reads what `traceText` wrote, or the form before it (the root cause's type and the program's own frames, a
 * line each). `lines` are those of a skeleton behind its first.
 */
export function parseTraceText(lines: readonly string[]): KeptTrace {
  const [first = '', ...rest] = lines;
  if (!first.startsWith(MARK)) {
    const frames = rest.map((name) => ({ name, path: '', library: false }));
    return { language: null, exceptions: [{ type: first, relation: 'top', message: '', frames }] };
  }
  const exceptions: {
    type: string;
    relation: TraceRelation;
    message: string;
    frames: KeptFrame[];
  }[] = [];
  for (const line of rest) {
    const sign = line[0];
    const [text = '', more = ''] = line.slice(1).split('\t');
    if (sign === '!' || sign === '?') {
      const relation = exceptions.length === 0 ? 'top' : sign === '?' ? 'context' : 'cause';
      exceptions.push({ type: text, relation, message: more, frames: [] });
    } else exceptions.at(-1)?.frames.push({ name: text, path: more, library: sign === '-' });
  }
  return { language: TRACE_LANGUAGES.find((one) => one === first.slice(1)) ?? null, exceptions };
}
