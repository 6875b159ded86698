import { z } from 'zod';
import { webAddress } from './provider-schemas.ts';
import type { GivenClient, Toolkit } from './toolkit.ts';

/** Shapes of toolkits as vault and contract carry them. */
export const toolkitId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,19}$/, 'at most 20 lower-case letters, digits and hyphens');

export const toolkit = z.strictObject({
  id: toolkitId,
  reach: z.discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('stdio'),
      command: z.string().trim().min(1).max(1000),
      args: z.array(z.string().max(1000)).max(50).readonly(),
    }),
    z.strictObject({ kind: z.literal('http'), url: webAddress }),
  ]),
}) satisfies z.ZodType<Toolkit>;

/** A client that was registered by hand; its secret in the characters of RFC 6749, appendix A.2. */
export const givenClient = z.strictObject({
  id: z.string().min(1).max(500),
  secret: z
    .string()
    .regex(/^[\x20-\x7e]{1,1000}$/, 'at most 1,000 characters, in plain ASCII')
    .nullable(),
}) satisfies z.ZodType<GivenClient>;

/** Name of an environment variable, or of a header of requests. */
export const secretName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,99}$/, 'a name');
export const toolName = z.string().min(1).max(200);
