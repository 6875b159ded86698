import { z } from 'zod';
import { ROLES } from '../model/role.ts';
import { SCOPES } from '../model/scope.ts';

/** What the team server says and takes of service accounts: programs of the team that belong to no member. */

const uuid = z.uuid().lowercase();
const name = z.string().trim().min(1).max(200);
const scopes = z.array(z.enum(SCOPES)).min(1);
/** A key ends by itself after so many days. */
const days = z.number().int().min(1).max(366);

/** What a program may be; an admin is a person. */
export const SERVICE_ROLES = ROLES.filter((role) => role !== 'admin');
const role = z.enum(SERVICE_ROLES);

const serviceKey = z.strictObject({
  keyId: uuid,
  scopes,
  expiresAt: z.string(),
  /** It was ended, or its time is over. */
  ended: z.boolean(),
  /** The day it was used last; null: never. */
  lastUsedOn: z.string().nullable(),
});

export const serviceAccount = z.strictObject({
  accountId: uuid,
  name: z.string(),
  role,
  madeBy: z.string(),
  madeAt: z.string(),
  keys: z.array(serviceKey),
});
export type ServiceAccount = z.output<typeof serviceAccount>;

export const serviceAccounts = z.strictObject({ accounts: z.array(serviceAccount) });

export const newServiceAccount = z.strictObject({ name, role, scopes, days });
export type NewServiceAccount = z.output<typeof newServiceAccount>;

export const newServiceKey = z.strictObject({ scopes, days });

/** The one before is good for so many minutes more; the new one for so many days. */
export const serviceKeyRotation = z.strictObject({
  graceMinutes: z.number().int().min(0).max(1440).default(30),
  days: days.exactOptional(),
});

/** A key, which is told this once. */
export const toldKey = z.strictObject({ keyId: uuid, key: z.string() });
export const toldAccount = toldKey.extend({ accountId: uuid });
