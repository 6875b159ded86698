import { z } from 'zod';

const count = z.number().int().nonnegative();

/** See `IssueDecision`. */
export const issueDecision = z.union([
  z.strictObject({ kind: z.literal('reopen') }),
  z.strictObject({
    kind: z.literal('resolve'),
    in: z.union([z.enum(['now', 'next']), z.strictObject({ release: z.string().min(1).max(200) })]),
  }),
  z.strictObject({
    kind: z.literal('ignore'),
    until: z.union([
      z.strictObject({ kind: z.enum(['ever', 'escalating']) }),
      z.strictObject({ kind: z.literal('time'), us: z.number().int() }),
      z.strictObject({ kind: z.enum(['events', 'users']), count: z.number().int().positive() }),
    ]),
  }),
]);

/** See `IssueMark`. */
export const issueMark = z.strictObject({
  decision: issueDecision,
  nowUs: z.number().int().nullable(),
  count,
  users: count,
  releases: z.array(z.string()),
  firstUs: z.number().int().nullable(),
});
