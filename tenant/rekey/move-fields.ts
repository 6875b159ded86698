import { sql } from 'kysely';
import {
  underKey,
  type Database,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { SEALED_FIELDS } from './sealed-fields.ts';

export interface MovePlace {
  readonly database: Database;
  readonly keys: ServerKeys;
}

/** So many fields are sealed again in one transaction: requests that need one of them wait no longer than that takes. */
const BATCH = 50;
/**
 * A key that nothing is under any more stays so long, s: who has read a value just before it was sealed again may still ask
 * for its key. No statement of a server takes 30 s, and no transaction waits 60 s for its next.
 */
export const READERS_S = 100;

/**
 * Seals every field of a tenant that is not under its key in force again under that, in small transactions. Gives how many
 * it were. May be broken off anywhere, and done by several at once.
 */
export async function moveFields(
  { database, keys }: MovePlace,
  tenant: string,
  isOver: () => boolean = () => false,
): Promise<number> {
  let moved = 0;
  for (const field of SEALED_FIELDS) {
    let after: Row | null = null;
    do {
      if (isOver()) return moved;
      const rows: Row[] = await database.inTenant(tenant, (transaction) =>
        moveBatch(transaction, keys, { tenant, field, after }),
      );
      moved += rows.length;
      after = rows.length < BATCH ? null : (rows.at(-1) ?? null);
    } while (after !== null);
  }
  return moved;
}

type Row = Readonly<Record<string, unknown>>;

interface Batch {
  readonly tenant: string;
  readonly field: SealedField;
  /** The last row of the batch before. */
  readonly after: Row | null;
}

async function moveBatch(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { tenant, field, after }: Batch,
): Promise<Row[]> {
  const [table, column] = [sql.table(field.table), sql.ref(field.column)];
  const key = field.key.map((name) => sql.ref(name));
  const from = after && field.key.map((name) => sql`${after[name]}`);
  const { rows } = await sql<Row & { sealed: string }>`
    SELECT ${sql.join([...key, sql`${column} AS sealed`])} FROM ${table}
     WHERE tenant_id = ${tenant} AND ${column} IS NOT NULL
       AND NOT EXISTS (
         SELECT FROM field_key k WHERE k.tenant_id = ${tenant} AND k.retired_at IS NULL
            AND starts_with(${column}, 'k1.' || k.key_id || '.'))
       ${from === null ? sql`` : sql`AND (${sql.join(key)}) > (${sql.join(from)})`}
     ${key.length === 0 ? sql`` : sql`ORDER BY ${sql.join(key)}`}
     LIMIT ${BATCH} FOR NO KEY UPDATE`.execute(transaction);
  if (rows.length === 0) return [];
  const again: string[] = [];
  for (const row of rows) {
    const purpose = field.purposeOf(tenant, row);
    const secret = await keys.fields.open(transaction, tenant, purpose, row.sealed);
    again.push(await keys.fields.seal(transaction, tenant, purpose, secret));
  }
  const before = rows.map(({ sealed }) => sealed);
  await sql`
    UPDATE ${table} t SET ${column} = v.after
      FROM unnest(${before}::text[], ${again}::text[]) v (before, after)
     WHERE t.tenant_id = ${tenant} AND t.${column} = v.before`.execute(transaction);
  return rows;
}

/**
 * Destroys keys of a tenant that are not in force and that nothing is under any more since `readersS` seconds. Gives how many
 * such keys are left.
 */
export function destroyKeys(
  { database }: Pick<MovePlace, 'database'>,
  tenant: string,
  readersS: number,
): Promise<number> {
  return database.inTenant(tenant, async (transaction) => {
    // Held: whoever still seals with one of them has committed when this comes.
    const { rows } = await sql<{ key_id: string; emptied_at: Date | null }>`
      SELECT key_id, emptied_at FROM field_key
       WHERE tenant_id = ${tenant} AND retired_at IS NOT NULL FOR UPDATE`.execute(transaction);
    for (const { key_id: keyId, emptied_at: emptied } of rows) {
      if (emptied !== null || (await isUsed(transaction, tenant, keyId))) continue;
      await sql`
        UPDATE field_key SET emptied_at = clock_timestamp()
         WHERE tenant_id = ${tenant} AND key_id = ${keyId}`.execute(transaction);
    }
    const gone = await sql`
      DELETE FROM field_key
       WHERE tenant_id = ${tenant}
         AND emptied_at <= clock_timestamp() - make_interval(secs => ${readersS})`.execute(
      transaction,
    );
    return rows.length - Number(gone.numAffectedRows ?? 0n);
  });
}

async function isUsed(
  transaction: TenantTransaction,
  tenant: string,
  keyId: string,
): Promise<boolean> {
  for (const { table, column } of SEALED_FIELDS) {
    const { rows } = await sql`
      SELECT 1 FROM ${sql.table(table)}
       WHERE tenant_id = ${tenant} AND starts_with(${sql.ref(column)}, ${underKey(keyId)})
       LIMIT 1`.execute(transaction);
    if (rows.length > 0) return true;
  }
  return false;
}
