import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, type JWK } from 'jose';
import {
  lockTenant,
  type Database,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';

/** A key that a tenant signs tokens with: Ed25519, private. */
export type TokenKey = JWK & { readonly kid: string };

/** The keys of a tenant, latest first; the first is made when there is none. */
export function tokenKeys(
  database: Database,
  keys: ServerKeys,
  tenant: string,
): Promise<TokenKey[]> {
  return database.inTenant(tenant, async (transaction) => {
    // Two that ask at once make one key.
    await lockTenant(transaction, tenant);
    const kept = await keptKeys(transaction, keys, tenant);
    if (kept.length > 0) return kept;
    const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
    const kid = randomUUID();
    const key = { ...(await exportJWK(privateKey)), kid, alg: 'EdDSA', use: 'sig' };
    await transaction
      .insertInto('token_key')
      .values({
        tenant_id: tenant,
        kid,
        sealed_key: await keys.fields.seal(
          transaction,
          tenant,
          purposeOf(tenant, kid),
          JSON.stringify(key),
        ),
      })
      .execute();
    return [key];
  });
}

async function keptKeys(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
): Promise<TokenKey[]> {
  const rows = await transaction
    .selectFrom('token_key')
    .where('tenant_id', '=', tenant)
    .select(['kid', 'sealed_key'])
    .orderBy('created_at', 'desc')
    .execute();
  const opened: TokenKey[] = [];
  for (const { kid, sealed_key: sealed } of rows) {
    const text = await keys.fields.open(transaction, tenant, purposeOf(tenant, kid), sealed);
    opened.push(JSON.parse(text));
  }
  return opened;
}

const purposeOf = (tenant: string, kid: string): string => `token key ${tenant} ${kid}`;

/** The private parts of keys that tokens are signed with. */
export const tokenKeySecret: SealedField = {
  table: 'token_key',
  column: 'sealed_key',
  key: ['kid'],
  purposeOf: (tenant, row) => purposeOf(tenant, String(row['kid'])),
};
