import { z } from 'zod';
import { secretName, toolkit, toolkitId, toolName } from '../model/toolkit-schemas.ts';
import { call } from './call.ts';
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
  /** Allows a tool as it is described now, by the hash of that. */
  'toolkits.allow': call('vault', z.strictObject({ id, tool: toolName, sha256 }), nothing),
  'toolkits.disallow': call('vault', z.strictObject({ id, tool: toolName }), nothing),
};
