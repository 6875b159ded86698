import { z } from 'zod';

/** What a job is about: ids and nothing else, because whoever may see jobs sees them, of every tenant. */
export const jobIds = z.record(z.string().regex(/^[a-z][A-Za-z]{0,30}$/), z.uuid().lowercase());
export type JobIds = Readonly<z.output<typeof jobIds>>;

/** A kind of work that is done apart from requests: once it is asked for, or again and again. */
export interface JobKind {
  /** `audit-heads`; the name of its queue. */
  readonly name: string;
  /** When it is done by itself: five fields of cron, UTC; undefined: only when it is sent. */
  readonly schedule?: string;
  /** How often it is tried again, and how long after: the pause doubles up to the longest. */
  readonly retries: number;
  readonly pauseSeconds: number;
  readonly longestPauseSeconds: number;
  /** How long one try may take before it is given up and tried again. */
  readonly trySeconds: number;
  /** How many a process does at once; undefined: one. */
  readonly atOnce?: number;
  /** Does it. May be done twice when a worker dies, so what it does twice must be as once. */
  run(ids: JobIds, signal: AbortSignal): Promise<void>;
}

/** How work that is due for all tenants is tried again: soon, and else its next time comes. */
export const PERIODIC = {
  retries: 3,
  pauseSeconds: 30,
  longestPauseSeconds: 600,
  trySeconds: 300,
} as const;
