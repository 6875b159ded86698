import type { KeptException, KeptTrace } from '../ingest/traces/index.ts';

/** What makes a stack trace the trace of one problem. */
export interface TraceIdentity {
  /** Type of the root cause. */
  readonly type: string;
  /** Significant frames, innermost first. */
  readonly frames: readonly string[];
  /** Equal for traces of one problem. */
  readonly grouping: string;
}

const SIGNIFICANT_FRAMES = 5;

/**
 * Identity of a trace: the type of its root cause and up to `most` frames of the program's own code. A root
 * cause raised wholly inside libraries (a refused connection) takes the frames of the nearest exception around
 * it that has some; a trace without any takes the library's. Exceptions that wrap the cause do not matter; one
 * that was raised while another was handled does. Where frames say little, the parametrised message does.
 */
export function traceIdentity(trace: KeptTrace, most = SIGNIFICANT_FRAMES): TraceIdentity {
  const { exceptions } = trace;
  const root = exceptions.at(-1);
  if (root === undefined) return { type: '', frames: [], grouping: '' };
  const owner =
    exceptions.findLast(hasOwn) ?? exceptions.findLast(({ frames }) => frames.length > 0);
  const frames = significant(owner ?? root).slice(0, most);
  const handled = exceptions.flatMap(({ relation }, at) =>
    relation === 'context' ? [`while ${exceptions[at - 1]?.type ?? ''}`] : [],
  );
  const message = root.message === '' ? [] : [`says ${root.message}`];
  const grouping = ['exception', root.type, ...frames, ...handled, ...message].join('\n');
  return { type: root.type, frames, grouping };
}

const hasOwn = ({ frames }: KeptException): boolean => frames.some(({ library }) => !library);

function significant(exception: KeptException): string[] {
  const own = exception.frames.filter(({ library }) => !library);
  return (own.length > 0 ? own : exception.frames).map(({ name }) => name);
}
