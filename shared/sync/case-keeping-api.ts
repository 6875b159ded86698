import { z } from 'zod';

/** What a team decides of a shared case as a whole, as server and desktop speak of it. */

/** Why something of a case was decided. */
export const reason = z.strictObject({ reason: z.string().trim().min(1).max(1000) });

/** Why nothing of a case is deleted, on the server or on a desktop that heard of it. */
export const legalHold = z.strictObject({
  reason: z.string(),
  /** Name of who placed it. */
  by: z.string(),
  at: z.iso.datetime(),
});

/** How a case is kept. */
export const caseStanding = z.strictObject({
  /** Null: nothing holds it. */
  hold: legalHold.nullable(),
  /** Since when it is read only and out of everyday lists; null: it is not archived. */
  archivedAt: z.iso.datetime().nullable(),
});

/** A case of the team as those see it who decide how it is kept; they need not have it. */
export const keptCase = caseStanding.extend({
  caseId: z.uuid(),
  /** Name of who shared it. */
  sharedBy: z.string(),
  sharedAt: z.iso.datetime(),
});

/** Cases of the team, latest first. */
export const keptCasePage = z.strictObject({
  cases: z.array(keptCase),
  /** For those after them; null: these are all. */
  next: z.string().nullable(),
});

export type LegalHold = z.output<typeof legalHold>;
export type KeptCase = z.output<typeof keptCase>;
