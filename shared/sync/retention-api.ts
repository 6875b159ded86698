import { z } from 'zod';

/** How long a team server keeps what it forgets by itself, as server and desktop speak of it. */

/** Days that each kind is kept, with the least and the most that may be asked for. */
export const RETENTION = {
  /** Messages to webhooks, with what became of them. */
  deliveries: { own: 30, least: 1, most: 365 },
  /** Sessions that are over. */
  sessions: { own: 30, least: 1, most: 365 },
  /** Answers to requests that carried a key of their own, for those that are sent again. */
  answers: { own: 1, least: 1, most: 30 },
} as const;

export type RetainedKind = keyof typeof RETENTION;
export const RETAINED_KINDS = [
  'deliveries',
  'sessions',
  'answers',
] as const satisfies readonly RetainedKind[];

/** Days that entries of the audit log are kept as they are, before they go into archives. */
export const AUDIT_DAYS = { least: 90, most: 3650 } as const;

const days = (kind: RetainedKind) =>
  z.number().int().min(RETENTION[kind].least).max(RETENTION[kind].most);

export const retention = z.strictObject({
  deliveries: days('deliveries'),
  sessions: days('sessions'),
  answers: days('answers'),
  /** Null: for ever. */
  audit: z.number().int().min(AUDIT_DAYS.least).max(AUDIT_DAYS.most).nullable().default(null),
});

export type Retention = z.output<typeof retention>;
