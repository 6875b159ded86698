import { CompactSign, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import {
  LICENCE_TYPE,
  licenceKey,
  type LicenceClaims,
  type SignedLicence,
} from '../../shared/subscriptions/licence.ts';
import type { SealedField, ServerKeys, TenantTransaction } from '../platform/index.ts';
import type { Standing } from './standing.ts';

const DAY_S = 86_400;
/** A licence holds so long without being fetched again; one that is paid for no longer than it is. */
const HOLDS_S = 30 * DAY_S;
const GRACE_S = 14 * DAY_S;

const purposeOf = (tenant: string): string => `licence key ${tenant}`;

/** The private parts of keys that licences are signed with. */
export const licenceKeySecret: SealedField = {
  table: 'licence_key',
  column: 'sealed_key',
  key: [],
  purposeOf,
};

/**
 * Signs what a team may use now (JWS with Ed25519, RFC 7515 and RFC 8037). Without a standing the server has no billing:
 * nothing is limited, for good.
 */
export async function signLicence(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { tenant, slug }: { tenant: string; slug: string },
  standing: Standing | null,
  now: Date,
): Promise<SignedLicence> {
  const key = await signingKey(transaction, keys, tenant);
  const claims = claimsOf(tenant, slug, standing, Math.floor(now.getTime() / 1000));
  const licence = await new CompactSign(Buffer.from(JSON.stringify(claims)))
    .setProtectedHeader({ alg: 'EdDSA', typ: LICENCE_TYPE })
    .sign(await importJWK(key, 'EdDSA'));
  const { kty, crv, x } = key;
  return { licence, key: licenceKey.parse({ kty, crv, x }) };
}

function claimsOf(
  sub: string,
  team: string,
  standing: Standing | null,
  iat: number,
): LicenceClaims {
  const ours = { sub, team, iat, grace: GRACE_S };
  if (standing === null) {
    const limits = { seats: null, storageBytes: null, aiTokens: null };
    return { ...ours, exp: null, plan: null, limits };
  }
  const { plan, title, limits, paidUntil } = standing;
  const paid = paidUntil === null ? Infinity : Math.floor(paidUntil.getTime() / 1000);
  return { ...ours, exp: Math.min(iat + HOLDS_S, paid), plan: { plan, title }, limits };
}

/** The key of a tenant; it is made when it is first needed. Two that make it at once get the one that was kept first. */
async function signingKey(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
): Promise<JWK> {
  const kept = async (): Promise<string | undefined> => {
    const row = await transaction
      .selectFrom('licence_key')
      .where('tenant_id', '=', tenant)
      .select('sealed_key')
      .executeTakeFirst();
    return row?.sealed_key;
  };
  const opened = async (sealed: string): Promise<JWK> =>
    JSON.parse(await keys.fields.open(transaction, tenant, purposeOf(tenant), sealed));
  const first = await kept();
  if (first !== undefined) return opened(first);
  const { privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  const text = JSON.stringify(await exportJWK(privateKey));
  const sealed = await keys.fields.seal(transaction, tenant, purposeOf(tenant), text);
  await transaction
    .insertInto('licence_key')
    .values({ tenant_id: tenant, sealed_key: sealed })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute();
  return opened((await kept()) ?? sealed);
}
