import { z } from 'zod';

/** What a team sees of the work that its server does apart from requests. */

const uuid = z.uuid().lowercase();
const time = z.iso.datetime();

/** A kind of job: how it stands with those of this team, and with those that are for all teams. */
export const jobKind = z.strictObject({
  kind: z.string(),
  /** Done by itself at these times (cron, UTC); null: when something asks for it. */
  schedule: z.string().nullable(),
  waiting: z.number().int(),
  running: z.number().int(),
  /** When the last one was done; null: none within a week. */
  doneAt: time.nullable(),
});

/** A job that was tried as often as it may be. */
export const deadJob = z.strictObject({
  jobId: uuid,
  kind: z.string(),
  /** What it is about, by ids. */
  about: z.record(z.string(), uuid),
  tries: z.number().int(),
  diedAt: time,
  /** Why its last try failed. */
  why: z.string().nullable(),
});

export const jobBoard = z.strictObject({
  kinds: z.array(jobKind),
  /** Latest first. */
  dead: z.array(deadJob),
  /** For those after them; null: these are all. */
  next: z.string().nullable(),
});

/** Which dead jobs are done anew; none named: all of the team. */
export const redrive = z.strictObject({ jobIds: z.array(uuid).min(1).max(100).exactOptional() });

export type JobBoard = z.output<typeof jobBoard>;
