import { z } from 'zod';

/** What a server issued, in the words of OAuth; more than these stays as it came. */
const issued = z.looseObject({ issuer: z.string() });

/** A sign-in to the server of a toolkit (OAuth 2.1), sealed with the toolkit. Nothing of it but `server` and `untilMs` goes out. */
export const grant = z.strictObject({
  /** Issuer of the tokens. */
  server: z.url(),
  /** Origins that the analyst let it talk to beside the toolkit's own. */
  origins: z.array(z.string()),
  /** When the access token ends, milliseconds since 1970; null: the server did not say. */
  untilMs: z.number().nullable(),
  client: issued.extend({ client_id: z.string(), client_secret: z.string().optional() }),
  /** The client was registered by hand, and given to us; absent: we registered ourselves. */
  given: z.literal(true).optional(),
  tokens: issued.extend({ access_token: z.string(), token_type: z.string() }),
  /** What was found out about the server, so that it is not looked for again: a toolkit cannot name another later. */
  discovery: z.looseObject({ authorizationServerUrl: z.string() }),
});

/** A sign-in that is kept. */
export type Grant = z.output<typeof grant>;
