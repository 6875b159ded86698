import { z } from 'zod';
import { ROLES } from '../model/role.ts';
import { apiKey, keyDays, keyName, keyScopes, toldKey } from './api-keys-api.ts';

/** What the team server says and takes of service accounts: programs of the team that belong to no member. */

const uuid = z.uuid().lowercase();

/** What a program may be; an admin is a person. */
export const SERVICE_ROLES = ROLES.filter((role) => role !== 'admin');
const role = z.enum(SERVICE_ROLES);

export const serviceAccount = z.strictObject({
  accountId: uuid,
  name: z.string(),
  role,
  madeBy: z.string(),
  madeAt: z.string(),
  keys: z.array(apiKey),
});
export type ServiceAccount = z.output<typeof serviceAccount>;

export const serviceAccounts = z.strictObject({ accounts: z.array(serviceAccount) });

export const newServiceAccount = z.strictObject({
  name: keyName,
  role,
  scopes: keyScopes,
  days: keyDays,
});
export type NewServiceAccount = z.output<typeof newServiceAccount>;

export const newServiceKey = newServiceAccount.pick({ scopes: true, days: true });

/** Its first key comes with it. */
export const toldAccount = toldKey.extend({ accountId: uuid });
