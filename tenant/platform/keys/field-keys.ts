import { sql } from 'kysely';
import { randomBytes } from 'node:crypto';
import type { TenantTransaction } from '../database/database.ts';
import { makesFieldKey } from './change-alone.ts';
import { KEY_BYTES } from './derive.ts';
import { openBytes, sealBytes } from './sealed-bytes.ts';
import { unreadable } from './sealed-secret.ts';
import { firstOf, type NamedKey } from './server-secrets.ts';

/**
 * Encrypts fields of the database under a random key of their tenant, which lies in the database itself, wrapped by a root
 * key of the server's secrets. Each sealed value names its key: `k1.KEY.BYTES`.
 */
export interface FieldKeys {
  /** Name of the newest root. */
  readonly root: string;
  /**
   * Seals a field for `purpose`, which says whose it is. It must be written in the same transaction: until that ends, its
   * key is not destroyed. Throws SECRET_UNREADABLE when the keys of the tenant are another server's.
   */
  seal(
    transaction: TenantTransaction,
    tenant: string,
    purpose: string,
    secret: string,
  ): Promise<string>;
  /** Undoes `seal`, and what was sealed before fields had keys. Throws SECRET_UNREADABLE. */
  open(
    transaction: TenantTransaction,
    tenant: string,
    purpose: string,
    sealed: string,
  ): Promise<string>;
  /** Gives a tenant a new key, if the one in force is not under the newest root; gives whether it did. The one before is only read with from then on. */
  renew(transaction: TenantTransaction, tenant: string): Promise<boolean>;
}

export interface FieldKeysPlace {
  /** The newest is the first. */
  readonly roots: () => readonly NamedKey[];
  /** Of servers from before fields had keys. */
  readonly former: ((purpose: string) => Buffer) | null;
  /** Reads the roots again: another process may have made one. */
  readonly refresh: () => Promise<void>;
}

const FIELD = /^k1\.([0-9a-f]{16})\.([\w-]+)$/;
/** Keys of so many tenants are kept ready. */
const MOST_READY = 10_000;

/** What a sealed value begins with when it is under a key. */
export const underKey = (keyId: string): string => `k1.${keyId}.`;

const wrapPurpose = (tenant: string, keyId: string): string => `field key ${tenant} ${keyId}`;

interface KeyRow {
  readonly key_id: string;
  readonly root_id: string;
  readonly wrapped: string;
}

export function createFieldKeys({ roots, former, refresh }: FieldKeysPlace): FieldKeys {
  const ready = new Map<string, Buffer>();

  async function rootOf(id: string): Promise<Buffer> {
    const found = (): Buffer | undefined => roots().find((root) => root.id === id)?.key;
    if (found() === undefined) await refresh();
    const root = found();
    if (root === undefined) throw unreadable();
    return root;
  }

  async function unwrapped(tenant: string, row: KeyRow): Promise<Buffer> {
    const name = `${tenant} ${row.key_id}`;
    const known = ready.get(name);
    if (known !== undefined) return known;
    const root = await rootOf(row.root_id);
    const key = openBytes(root, wrapPurpose(tenant, row.key_id), row.wrapped);
    if (key === null) throw unreadable();
    if (ready.size >= MOST_READY) ready.clear();
    ready.set(name, key);
    return key;
  }

  /** Held against being destroyed until the transaction ends. */
  async function inForce(
    transaction: TenantTransaction,
    tenant: string,
  ): Promise<KeyRow | undefined> {
    const { rows } = await sql<KeyRow>`
      SELECT key_id, root_id, wrapped FROM field_key
       WHERE tenant_id = ${tenant} AND retired_at IS NULL FOR KEY SHARE`.execute(transaction);
    return rows[0];
  }

  async function make(transaction: TenantTransaction, tenant: string): Promise<void> {
    // Another process may just have added a root: from then on nothing new comes under those before.
    await makesFieldKey(transaction);
    await refresh();
    const root = firstOf(roots());
    const keyId = randomBytes(8).toString('hex');
    const wrapped = sealBytes(root.key, wrapPurpose(tenant, keyId), randomBytes(KEY_BYTES));
    // Two that make the first key at once: one of them waits, and takes the other's.
    await sql`
      INSERT INTO field_key (tenant_id, key_id, root_id, wrapped)
      VALUES (${tenant}, ${keyId}, ${root.id}, ${wrapped})
      ON CONFLICT (tenant_id) WHERE retired_at IS NULL DO NOTHING`.execute(transaction);
  }

  return {
    get root() {
      return firstOf(roots()).id;
    },
    async seal(transaction, tenant, purpose, secret) {
      let row = await inForce(transaction, tenant);
      // None yet, or it was renewed just as it was looked for.
      for (let tries = 0; row === undefined && tries < 3; tries++) {
        await make(transaction, tenant);
        row = await inForce(transaction, tenant);
      }
      if (row === undefined) throw unreadable();
      const key = await unwrapped(tenant, row);
      return `${underKey(row.key_id)}${sealBytes(key, purpose, Buffer.from(secret))}`;
    },
    async open(transaction, tenant, purpose, sealed) {
      const [, keyId, bytes = ''] = FIELD.exec(sealed) ?? [];
      const key =
        keyId === undefined
          ? former?.('secrets')
          : (ready.get(`${tenant} ${keyId}`) ?? (await keyOf(transaction, tenant, keyId)));
      const plain = key && openBytes(key, purpose, keyId === undefined ? sealed : bytes);
      if (!plain) throw unreadable();
      return plain.toString('utf8');
    },
    async renew(transaction, tenant) {
      const { rows } = await sql<KeyRow>`
        UPDATE field_key SET retired_at = clock_timestamp()
         WHERE tenant_id = ${tenant} AND retired_at IS NULL AND root_id <> ${firstOf(roots()).id}
         RETURNING key_id`.execute(transaction);
      if (rows.length === 0) return false;
      await make(transaction, tenant);
      return true;
    },
  };

  async function keyOf(
    transaction: TenantTransaction,
    tenant: string,
    keyId: string,
  ): Promise<Buffer | undefined> {
    const { rows } = await sql<KeyRow>`
      SELECT key_id, root_id, wrapped FROM field_key
       WHERE tenant_id = ${tenant} AND key_id = ${keyId}`.execute(transaction);
    return rows[0] && unwrapped(tenant, rows[0]);
  }
}
