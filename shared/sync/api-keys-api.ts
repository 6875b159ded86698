import { z } from 'zod';
import { SCOPES } from '../model/scope.ts';

/** What the team server says and takes of keys by which programs speak for a member or for a service account. */

export const keyName = z.string().trim().min(1).max(200);
export const keyScopes = z.array(z.enum(SCOPES)).min(1);
/** A key ends by itself after so many days. */
export const keyDays = z.number().int().min(1).max(366);
/** Most minutes that a key is good for beside the one that takes its place. */
export const MOST_OVERLAP_MINUTES = 1440;

/** A key as it is listed, without its secret. */
export const apiKey = z.strictObject({
  keyId: z.uuid().lowercase(),
  scopes: keyScopes,
  expiresAt: z.string(),
  /** It was ended, or its time is over. */
  ended: z.boolean(),
  /** The day it was used last; null: never. */
  lastUsedOn: z.string().nullable(),
});
export type ApiKey = z.output<typeof apiKey>;

/** A key with the name that it goes by: a member's own has one, that of a service account goes by the account's. */
export const ownKey = apiKey.extend({ name: z.string() });
export type OwnKey = z.output<typeof ownKey>;

export const ownKeys = z.strictObject({ keys: z.array(ownKey) });

export const newOwnKey = z.strictObject({ name: keyName, scopes: keyScopes, days: keyDays });
export type NewOwnKey = z.output<typeof newOwnKey>;

/** The one before is good for so many minutes more; the new one for so many days, or up to the same time as that one. */
export const keyRotation = z.strictObject({
  graceMinutes: z.number().int().min(0).max(MOST_OVERLAP_MINUTES).default(30),
  days: keyDays.exactOptional(),
});
export type KeyRotation = z.output<typeof keyRotation>;

/** A key, which is told this once. */
export const toldKey = z.strictObject({ keyId: z.uuid().lowercase(), key: z.string() });
