/** Whether what goes to a model is shown before: each time, or not any more in this case. */
export const SENDINGS = ['ask', 'allowed'] as const;

/** What an analyst says to what should leave: no; this once; all of this question; everything of this case. */
export const LEAVE_DECISIONS = ['refuse', 'once', 'question', 'case'] as const;
export type LeaveDecision = (typeof LEAVE_DECISIONS)[number];

/** What should leave, exactly as it will be sent, and what it reads as on this machine. */
export interface LeavingShown {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  readonly host: string;
  /** Bytes. */
  readonly size: number;
  /** The body of the request. */
  readonly body: string;
  /** The same with pseudonyms turned back, as it stands in the case. */
  readonly local: string;
}
