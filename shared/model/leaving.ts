/** Whether what goes to a model is shown before: each time, or not any more in this case. */
export const SENDINGS = ['ask', 'allowed'] as const;

/** What an analyst says to what should leave: no; this once; all of this question; everything of this case. */
export const LEAVE_DECISIONS = ['refuse', 'once', 'question', 'case'] as const;
export type LeaveDecision = (typeof LEAVE_DECISIONS)[number];

/**
 * What is asked: a model; a tool of a toolkit that reads; one that may change something, which is asked about each time; and
 * what a model would write into the case, which leaves nothing, and is asked about each time too.
 */
export const LEAVING_KINDS = ['model', 'tool', 'change', 'write'] as const;

/** What should leave, exactly as it will be sent, and what it reads as on this machine. */
export interface LeavingShown {
  readonly id: string;
  readonly kind: (typeof LEAVING_KINDS)[number];
  /** The provider, or the toolkit. */
  readonly provider: string;
  /** The model, or the tool. */
  readonly model: string;
  /** The host, or the program on this machine. */
  readonly host: string;
  /** Bytes. */
  readonly size: number;
  /** The body of the request, or what the tool is given. */
  readonly body: string;
  /** The same with pseudonyms turned back, as it stands in the case. */
  readonly local: string;
}
