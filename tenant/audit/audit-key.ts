import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto';
import {
  sha256,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';

/** What the audit log of a tenant is signed with. */
export interface AuditKey {
  /** Name of the log, and of the key. */
  readonly origin: string;
  /** How others know it: C2SP signed-note verifier key. */
  readonly verifier: string;
  /** Key id and Ed25519 signature (RFC 8032) over a note, base64. */
  sign(body: string): string;
}

/** Kind of key in a verifier key: Ed25519 (C2SP signed-note). */
const ED25519 = Buffer.of(1);
const RAW_BYTES = 32;

const purposeOf = (tenant: string): string => `audit key ${tenant}`;

/** The private parts of keys that audit logs are signed with. */
export const auditKeySecret: SealedField = {
  table: 'audit_key',
  column: 'sealed_key',
  key: [],
  purposeOf,
};

/** The key of a tenant's log; it is made when it is first needed, and is the same from then on. */
export async function auditKey(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
): Promise<AuditKey> {
  const sealed = (await keptKey(transaction, tenant)) ?? (await madeKey(transaction, keys, tenant));
  const text = await keys.fields.open(transaction, tenant, purposeOf(tenant), sealed);
  const der = Buffer.from(text, 'base64url');
  return keyOf(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }), tenant);
}

async function keptKey(
  transaction: TenantTransaction,
  tenant: string,
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('audit_key')
    .where('tenant_id', '=', tenant)
    .select('sealed_key')
    .executeTakeFirst();
  return row?.sealed_key;
}

/** Two that make it at once get the one that was kept first. */
async function madeKey(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
): Promise<string> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const der = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  const sealed = await keys.fields.seal(transaction, tenant, purposeOf(tenant), der);
  await transaction
    .insertInto('audit_key')
    .values({ tenant_id: tenant, sealed_key: sealed })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute();
  return (await keptKey(transaction, tenant)) ?? sealed;
}

function keyOf(key: KeyObject, tenant: string): AuditKey {
  const origin = `error-iq/tenant/${tenant}`;
  const raw = createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-RAW_BYTES);
  const typed = Buffer.concat([ED25519, raw]);
  const id = sha256(Buffer.from(`${origin}\n`), typed).subarray(0, 4);
  return {
    origin,
    verifier: `${origin}+${id.toString('hex')}+${typed.toString('base64')}`,
    sign: (body) => Buffer.concat([id, sign(null, Buffer.from(body), key)]).toString('base64'),
  };
}
