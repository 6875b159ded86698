import { sql } from 'kysely';
import type { AiUsage, Usage } from '../../shared/subscriptions/subscription-api.ts';
import type { TenantTransaction } from '../platform/index.ts';

/** Days of usage that are told at once. */
const DAYS = 31;

/** How many seats are taken: by members, and by invitations that are still good. */
export async function seatsTaken(
  transaction: TenantTransaction,
  tenant: string,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ seats: number }>`
    SELECT (SELECT count(*) FROM member WHERE tenant_id = ${tenant} AND disabled_at IS NULL)::int
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
  const kept = await transaction
    .selectFrom('usage_now')
    .where('tenant_id', '=', tenant)
    .select('storage_bytes')
    .executeTakeFirst();
  const month = now.toISOString().slice(0, 7);
  const { rows } = await sql<{ tokens: string }>`
    SELECT coalesce(sum(tokens), 0) AS tokens FROM ai_usage
    WHERE tenant_id = ${tenant} AND day >= ${`${month}-01`}::date
      AND day < ${`${month}-01`}::date + interval '1 month'`.execute(transaction);
  return {
    seats: await seatsTaken(transaction, tenant, now),
    storageBytes: Number(kept?.storage_bytes ?? (await countStorage(transaction, tenant))),
    aiTokens: Math.min(Number(rows[0]?.tokens ?? 0), Number.MAX_SAFE_INTEGER),
  };
}

/**
 * Counts what a team's entries take, and keeps it. What is added meanwhile waits, so that it is counted once: the row is
 * held before the entries are looked at.
 */
export async function countStorage(
  transaction: TenantTransaction,
  tenant: string,
): Promise<number> {
  await transaction
    .insertInto('usage_now')
    .values({ tenant_id: tenant, storage_bytes: '0' })
    .onConflict((conflict) => conflict.column('tenant_id').doNothing())
    .execute();
  await transaction
    .selectFrom('usage_now')
    .where('tenant_id', '=', tenant)
    .select('tenant_id')
    .forUpdate()
    .execute();
  const { rows } = await sql<{ storage_bytes: string }>`
    UPDATE usage_now SET storage_bytes = (
      SELECT coalesce(sum(octet_length(sealed)), 0) FROM case_entry WHERE tenant_id = ${tenant}
    ) WHERE tenant_id = ${tenant} RETURNING storage_bytes`.execute(transaction);
  return Number(rows[0]?.storage_bytes ?? 0);
}

/** Adds to what a team's entries take; gives the sum. */
export async function addStorage(
  transaction: TenantTransaction,
  tenant: string,
  bytes: number,
): Promise<number> {
  const added = (): Promise<{ storage_bytes: string } | undefined> =>
    transaction
      .updateTable('usage_now')
      .where('tenant_id', '=', tenant)
      .set(({ eb }) => ({ storage_bytes: eb('storage_bytes', '+', String(bytes)) }))
      .returning('storage_bytes')
      .executeTakeFirst();
  const first = await added();
  if (first !== undefined) return Number(first.storage_bytes);
  // A team that has never been counted.
  await countStorage(transaction, tenant);
  return Number((await added())?.storage_bytes ?? 0);
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
