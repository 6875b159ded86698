import type { KeptTrace } from '../ingest/traces/index.ts';
import {
  applyStackTraceRules,
  NO_LIMITS,
  ruleFrames,
  type GroupingRules,
  type RuleFrame,
  type RuleSubject,
} from './grouping/index.ts';

/** What makes a stack trace the trace of one problem. */
export interface TraceIdentity {
  /** Type of the root cause. */
  readonly type: string;
  /** Significant frames, innermost first. */
  readonly frames: readonly string[];
  /** Equal for traces of one problem. */
  readonly grouping: string;
  /** False: rules say that its frames are too few to group by. */
  readonly byFrames: boolean;
  /** What fingerprint rules are asked of. */
  readonly subject: RuleSubject;
}

const SIGNIFICANT_FRAMES = 5;

/** What is known of a trace beside its exceptions. */
export interface TraceSurroundings {
  readonly line: string;
  readonly level: string;
  readonly rules: Pick<GroupingRules, 'stackTrace'>;
}

const ALONE: TraceSurroundings = { line: '', level: '', rules: { stackTrace: [] } };

/**
 * Identity of a trace: the type of its root cause and up to five frames of the program's own code. A root
 * cause raised wholly inside libraries (a refused connection) takes the frames of the nearest exception around
 * it that has some; a trace without any takes the library's. Exceptions that wrap the cause do not matter; one
 * that was raised while another was handled does. Where frames say little, the parametrised message does. Stack
 * trace rules say which frames count, and how many.
 */
export function traceIdentity(
  trace: KeptTrace,
  { line, level, rules }: TraceSurroundings = ALONE,
): TraceIdentity {
  const { exceptions } = trace;
  const root = exceptions.at(-1);
  const lists = ruleFrames(trace);
  const subject: RuleSubject = {
    language: trace.language,
    types: exceptions.map(({ type }) => type),
    messages: [line, root?.message ?? ''].filter((text) => text !== ''),
    level,
    frames: lists.toReversed().flat(),
  };
  const limits = lists.map((frames) => applyStackTraceRules(rules.stackTrace, frames, subject));
  const owner = lists.findLastIndex((frames) => frames.some(isSignificant));
  const at =
    owner >= 0
      ? owner
      : lists.findLastIndex((frames) => frames.some(({ group }) => group !== false));
  const { most, fewest, inverted } = limits[at] ?? NO_LIMITS;
  const frames = (lists[at] ?? [])
    .filter((frame) => (owner >= 0 ? isSignificant(frame) : frame.group !== false))
    .map(({ name }) => name);
  const limited = outOf(frames, most ?? SIGNIFICANT_FRAMES, inverted);
  const byFrames = limited.length >= fewest;
  const handled = exceptions.flatMap(({ relation }, index) =>
    relation === 'context' ? [`while ${exceptions[index - 1]?.type ?? ''}`] : [],
  );
  const type = root?.type ?? '';
  const said = root?.message ?? '';
  const message = said === '' ? (byFrames ? [] : [`says ${line}`]) : [`says ${said}`];
  return {
    type,
    frames: limited,
    grouping: ['exception', type, ...(byFrames ? limited : []), ...handled, ...message].join('\n'),
    byFrames,
    subject,
  };
}

/** The innermost frames, or the outermost; 0: all. */
function outOf(frames: readonly string[], most: number, fromOutermost: boolean): readonly string[] {
  if (most === 0) return frames;
  return fromOutermost ? frames.slice(-most) : frames.slice(0, most);
}

const isSignificant = ({ app, group }: RuleFrame): boolean => group ?? app;
