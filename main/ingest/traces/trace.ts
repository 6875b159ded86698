/** Whose runtime printed a trace. Kotlin, Scala, Groovy and Clojure are `java`. */
export const TRACE_LANGUAGES = [
  'java',
  'python',
  'javascript',
  'go',
  'dotnet',
  'ruby',
  'php',
  'rust',
  'native',
  'swift',
] as const;

export type TraceLanguage = (typeof TRACE_LANGUAGES)[number];

/** One call of a stack. */
export interface TraceFrame {
  /** Normalised name: the same code gives the same text in every run and build. */
  readonly name: string;
  /** File or library as printed; empty: the trace names none. */
  readonly path: string;
  readonly line: number | null;
  readonly column: number | null;
  /** Of a runtime or a library, as far as its name or path tells. */
  readonly library: boolean;
}

/** How an exception relates to the one around it. */
export type TraceRelation =
  /** The outermost. */
  | 'top'
  /** Named as the cause. */
  | 'cause'
  /** Was being handled when the outer one was raised (Python's "During handling", Ruby's and JavaScript's implicit causes count as causes). */
  | 'context';

export interface TraceException {
  readonly type: string;
  readonly message: string;
  /** Innermost call first. */
  readonly frames: readonly TraceFrame[];
  readonly relation: TraceRelation;
}

/** A stack trace as a chain of exceptions, outermost first; the last is the root cause. */
export interface Trace {
  readonly language: TraceLanguage;
  readonly exceptions: readonly TraceException[];
}

/** An exception while it is being read. */
export interface TraceDraft {
  type: string;
  message: string;
  frames: TraceFrame[];
  relation: TraceRelation;
}

/** An exception that has not been read further than its type. */
export function draft(
  type: string,
  message: string,
  relation: TraceRelation = 'top',
  frames: TraceFrame[] = [],
): TraceDraft {
  return { type, message: message.trim().slice(0, LONGEST_MESSAGE), frames, relation };
}

const LONGEST_MESSAGE = 2000;

/** The drafts as a trace with the first as its top; null when none has a type. */
export function traceOf(language: TraceLanguage, drafts: readonly TraceDraft[]): Trace | null {
  const typed = drafts.filter(({ type }) => type !== '');
  if (typed.length === 0) return null;
  const exceptions = typed.map((one, at) => ({
    ...one,
    relation: at === 0 ? ('top' as const) : one.relation === 'top' ? 'cause' : one.relation,
  }));
  return { language, exceptions };
}
