import { z } from 'zod';
import { LABELS } from './label.ts';
import { ALLOWANCES } from './provider.ts';
import { LEAVES, POLICY_WAYS, type TeamPolicy } from './team-policy.ts';

/** Shape of a team's policy as packs, vault and contract carry it. What it does not know it refuses: it would be let out. */
export const teamPolicy = z.strictObject({
  format: z.literal('error-iq-policy'),
  v: z.literal(1),
  providers: z.partialRecord(z.enum(LABELS), z.enum(ALLOWANCES)),
  leaving: z.partialRecord(z.enum(LABELS), z.partialRecord(z.enum(POLICY_WAYS), z.enum(LEAVES))),
  serverReads: z.partialRecord(z.enum(LABELS), z.enum(['clear', 'masked'])).exactOptional(),
  overrides: z.boolean(),
}) as unknown as z.ZodType<TeamPolicy>;

export const policyInForce = z.strictObject({ version: z.string(), policy: teamPolicy });

/** The policy of a text; null: it is none. */
export function readPolicy(text: string): TeamPolicy | null {
  try {
    return teamPolicy.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
