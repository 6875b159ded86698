import { sql } from 'kysely';
import type { AiUsage, Usage } from '../../shared/subscriptions/subscription-api.ts';
import { lockTenant, statementsOf, written, type TenantTransaction } from '../platform/index.ts';

/** Days of usage that are told at once. */
const DAYS = 31;

/** How many seats are taken: by members, and by invitations that are still good. */
export async function seatsTaken(
  transaction: TenantTransaction,
  tenant: string,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ seats: number }>`
    SELECT (SELECT count(*) FROM member WHERE tenant_id = ${tenant} AND kind = 'person'
            AND disabled_at IS NULL)::int
      + (SELECT count(*) FROM invitation
         WHERE tenant_id = ${tenant} AND used_at IS NULL AND expires_at > ${now})::int AS seats`.execute(
    transaction,
  );
  return rows[0]?.seats ?? 0;
}

/** What a team uses now. */
export async function readUsage(
  transaction: TenantTransaction,
  tenant: string,
  now: Date,
): Promise<Usage> {
  const [stored] = await statementsOf(transaction).run(storedBytes(tenant));
  const month = now.toISOString().slice(0, 7);
  const { rows } = await sql<{ tokens: string }>`
    SELECT coalesce(sum(tokens), 0) AS tokens FROM ai_usage
    WHERE tenant_id = ${tenant} AND day >= ${`${month}-01`}::date
      AND day < ${`${month}-01`}::date + interval '1 month'`.execute(transaction);
  return {
    seats: await seatsTaken(transaction, tenant, now),
    storageBytes: Number(stored?.bytes ?? 0),
    aiTokens: Math.min(Number(rows[0]?.tokens ?? 0), Number.MAX_SAFE_INTEGER),
  };
}

/** Bytes of a team's entries and shared raw logs, counted. */
const countedBytes = (tenant: string) => sql`(
  (SELECT coalesce(sum(octet_length(sealed)), 0) FROM case_entry WHERE tenant_id = ${tenant})
  + (SELECT coalesce(sum(octet_length(sealed)), 0) FROM raw_chunk WHERE tenant_id = ${tenant}))`;

/** What a team stores: as it was kept, or counted where it never was. */
export const storedBytes = (tenant: string) =>
  sql<{ bytes: string }>`SELECT coalesce(
    (SELECT storage_bytes FROM usage_now WHERE tenant_id = ${tenant}),
    ${countedBytes(tenant)}) AS bytes`.compile(written);

/** Keeps what a team stores. Whoever does holds the tenant's row, as everybody does who adds to them. */
export const keepStored = (tenant: string, bytes: number) =>
  sql`INSERT INTO usage_now (tenant_id, storage_bytes) VALUES (${tenant}, ${bytes})
    ON CONFLICT (tenant_id) DO UPDATE SET storage_bytes = excluded.storage_bytes`.compile(written);

/** Counts anew what a team stores, and keeps it. What is added meanwhile waits, so that it is counted once. */
export async function countStorage(transaction: TenantTransaction, tenant: string): Promise<void> {
  await lockTenant(transaction, tenant);
  await sql`INSERT INTO usage_now (tenant_id, storage_bytes)
    SELECT ${tenant}, ${countedBytes(tenant)}
    ON CONFLICT (tenant_id) DO UPDATE SET storage_bytes = excluded.storage_bytes`.execute(
    transaction,
  );
}

/** Keeps the AI tokens that a profile of a member tells of. A day is told as a whole, so what comes late takes nothing back. */
export async function keepAiUsage(
  transaction: TenantTransaction,
  { tenant, memberId }: { tenant: string; memberId: string },
  { client, days }: AiUsage,
): Promise<void> {
  // One statement cannot meet a row twice.
  const byDay = new Map<string, number>();
  for (const { day, tokens } of days) byDay.set(day, Math.max(tokens, byDay.get(day) ?? 0));
  if (byDay.size === 0) return;
  await transaction
    .insertInto('ai_usage')
    .values(
      [...byDay].map(([day, tokens]) => ({
        tenant_id: tenant,
        day,
        member_id: memberId,
        client,
        tokens: String(tokens),
      })),
    )
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'day', 'member_id', 'client']).doUpdateSet({
        tokens: sql`greatest(ai_usage.tokens, excluded.tokens)`,
      }),
    )
    .execute();
}

/** Keeps what a team uses as the figure of the day. */
export async function keepDay(
  transaction: TenantTransaction,
  tenant: string,
  { seats, storageBytes, aiTokens }: Usage,
  now: Date,
): Promise<void> {
  const figures = {
    seats,
    storage_bytes: String(storageBytes),
    ai_tokens: String(aiTokens),
  };
  await transaction
    .insertInto('usage_day')
    .values({ tenant_id: tenant, day: now.toISOString().slice(0, 10), ...figures })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'day']).doUpdateSet(figures))
    .execute();
}

/** The last days that were counted, latest first. */
export async function readDays(
  transaction: TenantTransaction,
  tenant: string,
): Promise<(Usage & { day: string })[]> {
  const rows = await transaction
    .selectFrom('usage_day')
    .where('tenant_id', '=', tenant)
    .select(['seats', 'storage_bytes', 'ai_tokens'])
    .select(sql<string>`day::text`.as('date'))
    .orderBy('day', 'desc')
    .limit(DAYS)
    .execute();
  return rows.map(({ date, seats, storage_bytes: storage, ai_tokens: tokens }) => ({
    day: date,
    seats,
    storageBytes: Number(storage),
    aiTokens: Number(tokens),
  }));
}
