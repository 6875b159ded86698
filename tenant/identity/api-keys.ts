import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { ApiKey, OwnKey } from '../../shared/sync/api-keys-api.ts';
import { tellTeam, type Tables, type TenantTransaction } from '../platform/index.ts';
import { tokenHash } from './one-time-token.ts';
import type { Principal, Scope } from './principal.ts';

const PREFIX = 'eiq';

/** 4 bytes by which a mistyped or cut key is told from a wrong one without asking anybody. */
const checksum = (text: string): string =>
  createHash('sha256').update(text).digest().subarray(0, 4).toString('hex');

const hex = (uuid: string): string => uuid.replaceAll('-', '');
const uuidOf = (text: string): string =>
  text.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** Makes a key for a member; gives the key itself, which is told this once and kept nowhere. */
export async function makeApiKey(
  transaction: TenantTransaction,
  who: Pick<Principal, 'tenant' | 'memberId'>,
  asked: { name: string; scopes: readonly Scope[]; expiresAt: Date },
): Promise<{ keyId: string; key: string }> {
  const made = await keptKey(transaction, who, asked);
  const data = { keyId: made.keyId, memberId: who.memberId, name: asked.name };
  await tellTeam(transaction, who.tenant, { type: 'api_key.created', data });
  return made;
}

/**
 * Makes another key of the same name, for the same and as long, or up to another time; the one before is good for so many minutes more. Null:
 * there is none that is in force.
 */
export async function rotateApiKey(
  transaction: TenantTransaction,
  who: Pick<Principal, 'tenant' | 'memberId'>,
  keyId: string,
  { graceMinutes, expiresAt: until }: { graceMinutes: number; expiresAt: Date | null },
  now: () => number = Date.now,
): Promise<{ keyId: string; key: string } | null> {
  const { tenant, memberId } = who;
  const own = transaction
    .selectFrom('api_key')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', new Date(now()));
  const before = await own.select(['name', 'scopes', 'expires_at']).forUpdate().executeTakeFirst();
  if (before === undefined) return null;
  const { name, scopes, expires_at: expiresAt } = before;
  const ends = new Date(Math.min(expiresAt.getTime(), now() + graceMinutes * 60_000));
  await transaction
    .updateTable('api_key')
    .where('tenant_id', '=', tenant)
    .where('key_id', '=', keyId)
    .set({ expires_at: ends })
    .execute();
  const asked = { name, scopes: scopes as Scope[], expiresAt: until ?? expiresAt };
  const made = await keptKey(transaction, who, asked);
  const data = { keyId: made.keyId, before: keyId, until: ends.toISOString(), memberId, name };
  await tellTeam(transaction, tenant, { type: 'api_key.rotated', data });
  return made;
}

async function keptKey(
  transaction: TenantTransaction,
  { tenant, memberId }: Pick<Principal, 'tenant' | 'memberId'>,
  { name, scopes, expiresAt }: { name: string; scopes: readonly Scope[]; expiresAt: Date },
): Promise<{ keyId: string; key: string }> {
  const keyId = randomUUID();
  const secret = randomBytes(32).toString('hex');
  await transaction
    .insertInto('api_key')
    .values({
      tenant_id: tenant,
      key_id: keyId,
      member_id: memberId,
      name,
      secret_hash: tokenHash(secret),
      scopes: [...scopes],
      expires_at: expiresAt,
      revoked_at: null,
      last_used_on: null,
    })
    .execute();
  const text = `${PREFIX}_${hex(tenant)}_${hex(keyId)}_${secret}`;
  return { keyId, key: `${text}${checksum(text)}` };
}

/** What a key says of itself; null: it is none, or was mistyped. */
export function readApiKey(key: string): { tenant: string; keyId: string; secret: string } | null {
  const read = /^(eiq_([0-9a-f]{32})_([0-9a-f]{32})_([0-9a-f]{64}))([0-9a-f]{8})$/.exec(key);
  const [, text = '', tenantHex = '', keyHex = '', secret = '', sum] = read ?? [];
  if (read === null || checksum(text) !== sum) return null;
  return { tenant: uuidOf(tenantHex), keyId: uuidOf(keyHex), secret };
}

/** A key's row as it is listed. */
export function listedKey(
  row: Pick<
    Selectable<Tables['api_key']>,
    'key_id' | 'scopes' | 'expires_at' | 'revoked_at' | 'last_used_on'
  >,
  now: number,
): ApiKey {
  return {
    keyId: row.key_id,
    scopes: row.scopes as Scope[],
    expiresAt: row.expires_at.toISOString(),
    ended: row.revoked_at !== null || row.expires_at.getTime() <= now,
    lastUsedOn: row.last_used_on?.toISOString().slice(0, 10) ?? null,
  };
}

/** Keys of a member, latest first. */
export async function listApiKeys(
  transaction: TenantTransaction,
  { tenant, memberId }: Pick<Principal, 'tenant' | 'memberId'>,
  now: () => number = Date.now,
): Promise<OwnKey[]> {
  const rows = await transaction
    .selectFrom('api_key')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['key_id', 'name', 'scopes', 'expires_at', 'revoked_at', 'last_used_on'])
    .orderBy('created_at', 'desc')
    .execute();
  return rows.map((row) => ({ ...listedKey(row, now()), name: row.name }));
}

/** Ends a key of a member; false: there is none that was in force. */
export async function revokeApiKey(
  transaction: TenantTransaction,
  { tenant, memberId }: Pick<Principal, 'tenant' | 'memberId'>,
  keyId: string,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('api_key')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('key_id', '=', keyId)
    .where('revoked_at', 'is', null)
    .set({ revoked_at: new Date() })
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) return false;
  await tellTeam(transaction, tenant, { type: 'api_key.revoked', data: { keyId, memberId } });
  return true;
}
