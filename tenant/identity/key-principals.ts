import { sql, type CompiledQuery } from 'kysely';
import type { Role } from '../../shared/model/role.ts';
import { askedInATurn, written, type Database } from '../platform/index.ts';
import { readApiKey } from './api-keys.ts';
import { isToken } from './one-time-token.ts';
import type { Principal, Scope } from './principal.ts';

/** A key as the database has it, with who owns it; no role: she is disabled. */
interface KeyRow {
  readonly key_id: string;
  readonly member_id: string;
  readonly secret_hash: Buffer;
  readonly scopes: Scope[];
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly role: Role | null;
  readonly kind: 'person' | 'service' | null;
  /** Whether a day has gone by since it was last noted that the key is used. */
  readonly due: boolean;
}

/** Most keys that are looked up together. */
const MOST_TOGETHER = 64;
const DAY_MS = 86_400_000;

const keysOf = (tenant: string, keys: readonly string[], dayAgo: Date): CompiledQuery<KeyRow> =>
  sql<KeyRow>`SELECT k.key_id, k.member_id, k.secret_hash, k.scopes, k.expires_at, k.revoked_at, m.role, m.kind,
      (k.last_used_on IS NULL OR k.last_used_on < ${dayAgo}) AS due
    FROM unnest(${[...new Set(keys)]}::uuid[]) asked (key_id)
    JOIN api_key k ON k.tenant_id = ${tenant} AND k.key_id = asked.key_id
    LEFT JOIN member m ON m.tenant_id = ${tenant} AND m.member_id = k.member_id AND m.disabled_at IS NULL`.compile(
    written,
  );

/**
 * Finds out who a key of a program speaks for; null: it is none, or no longer. Its owner's role is the one in force now. Keys
 * that come in one turn are looked up together.
 */
export function createKeyPrincipals(
  database: Pick<Database, 'reading' | 'inTenant'>,
  now: () => number = Date.now,
): (key: string) => Promise<Principal | null> {
  const rowOf = askedInATurn<{ tenant: string; keyId: string }, KeyRow | null>(
    MOST_TOGETHER,
    (all) => {
      const found = new Map(
        [...Map.groupBy(all, ({ tenant }) => tenant)].map(([tenant, own]) => {
          const keys = own.map(({ keyId }) => keyId);
          const dayAgo = new Date(now() - DAY_MS);
          return [tenant, database.reading(tenant, ({ run }) => run(keysOf(tenant, keys, dayAgo)))];
        }),
      );
      return all.map(async ({ tenant, keyId }) => {
        const rows = (await found.get(tenant)) ?? [];
        return rows.find(({ key_id: id }) => id === keyId) ?? null;
      });
    },
  );

  const noteUse = (tenant: string, keyId: string): Promise<unknown> =>
    database.inTenant(tenant, (transaction) =>
      transaction
        .updateTable('api_key')
        .where('tenant_id', '=', tenant)
        .where('key_id', '=', keyId)
        .where((column) =>
          column.or([
            column('last_used_on', 'is', null),
            column('last_used_on', '<', new Date(now() - DAY_MS)),
          ]),
        )
        .set({ last_used_on: new Date(now()) })
        .execute(),
    );

  return async (key) => {
    const read = readApiKey(key);
    if (read === null) return null;
    const { tenant, keyId, secret } = read;
    const found = await rowOf({ tenant, keyId });
    const fits = isToken(secret, found?.secret_hash ?? Buffer.alloc(32));
    if (found === null || !fits || found.revoked_at !== null) return null;
    const { member_id: memberId, scopes, role, kind } = found;
    if (found.expires_at.getTime() <= now() || role === null) return null;
    if (found.due) await noteUse(tenant, keyId);
    return { tenant, memberId, role, by: { is: 'key', scopes, isService: kind === 'service' } };
  };
}
