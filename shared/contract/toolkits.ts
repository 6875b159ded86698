import { z } from 'zod';
import { givenClient, secretName, toolkit, toolkitId, toolName } from '../model/toolkit-schemas.ts';
import { call, stream } from './call.ts';
import { nothing } from './values.ts';

const id = toolkitId;
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

export const toolkitsContract = {
  /** Credentials are never among what is answered, only their names. */
  'toolkits.list': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        ...toolkit.shape,
        secrets: z.array(z.string()),
        allowed: z.array(z.string()),
        signedIn: z
          .strictObject({
            server: z.string(),
            untilMs: z.number().nullable(),
            client: z.strictObject({ id: z.string(), secret: z.boolean() }).nullable(),
          })
          .nullable(),
      }),
    ),
  ),
  /** Connects to a toolkit's server and asks what it offers. */
  'toolkits.tools': call(
    'vault',
    z.strictObject({ id }),
    z.array(
      z.strictObject({
        name: z.string(),
        description: z.string(),
        schema: z.string(),
        changes: z.boolean(),
        sha256,
        standing: z.enum(['new', 'allowed', 'changed']),
      }),
    ),
  ),
  /** Adds a toolkit or changes it. Credentials and allowances are forgotten when it reaches something else. */
  'toolkits.set': call('vault', toolkit, nothing),
  'toolkits.remove': call('vault', z.strictObject({ id }), nothing),
  /** Sets a credential; null takes it out. */
  'toolkits.setSecret': call(
    'vault',
    z.strictObject({ id, name: secretName, value: z.string().min(1).max(10_000).nullable() }),
    nothing,
  ),
  /**
   * Waits for a sign-in to a toolkit's server in the browser. Its item is the page to open there. Fails with
   * TOOLKIT_ORIGINS_TO_ALLOW and the origins that are needed until they are among those allowed.
   */
  'toolkits.signIn': stream(
    'vault',
    z.strictObject({
      id,
      origins: z.array(z.url().max(300)).max(8),
      /** One that was registered by hand; null: we register ourselves. */
      client: givenClient.nullable(),
    }),
    z.strictObject({
      page: z.string(),
      /** The shell has opened it. */
      opened: z.boolean(),
    }),
    nothing,
  ),
  'toolkits.signOut': call('vault', z.strictObject({ id }), nothing),
  /** Allows a tool as it is described now, by the hash of that. */
  'toolkits.allow': call('vault', z.strictObject({ id, tool: toolName, sha256 }), nothing),
  'toolkits.disallow': call('vault', z.strictObject({ id, tool: toolName }), nothing),
};
