import { sql } from 'kysely';
import { Failure } from '../../shared/model/failure.ts';
import { onHold } from '../../shared/model/legal-hold.ts';
import type { LegalHold } from '../../shared/sync/case-keeping-api.ts';
import type { Principal } from '../identity/index.ts';
import { noteEvent, tellTeam, type TenantTransaction } from '../platform/index.ts';
import { caseNotFound } from './case-not-found.ts';

/** A case of a team. */
export interface TeamsCase {
  readonly tenant: string;
  readonly caseId: string;
}

/** The hold on the `shared_case` of a row, as JSON; null: none. */
export const HOLD = sql<LegalHold | null>`(
  SELECT json_build_object('reason', hold.reason, 'by', holder.name, 'at', to_char(
      hold.placed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
    FROM case_hold hold JOIN member holder ON holder.tenant_id = hold.tenant_id AND holder.member_id = hold.placed_by
   WHERE hold.tenant_id = shared_case.tenant_id AND hold.case_id = shared_case.case_id AND hold.lifted_at IS NULL)`;

/** The hold that stands on a case; null: none. */
export async function readHold(
  transaction: TenantTransaction,
  { tenant, caseId }: TeamsCase,
): Promise<LegalHold | null> {
  const { hold } = await transaction
    .selectFrom('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .select(HOLD.as('hold'))
    .executeTakeFirstOrThrow(caseNotFound);
  return hold;
}

/** Lets nobody else decide about a case, or add to it, until the transaction ends. Throws CASE_NOT_FOUND. */
export async function lockCase(
  transaction: TenantTransaction,
  { tenant, caseId }: TeamsCase,
): Promise<void> {
  const found = await transaction
    .selectFrom('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .select('case_id')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (found === undefined) throw caseNotFound();
}

/**
 * Refuses what a legal hold on the case forbids ("deleted"), and lets nobody place one until the transaction ends. Throws
 * CASE_ON_HOLD, CASE_NOT_FOUND.
 */
export async function requireNoHold(
  transaction: TenantTransaction,
  of: TeamsCase,
  what: string,
): Promise<void> {
  await lockCase(transaction, of);
  const hold = await readHold(transaction, of);
  if (hold !== null) throw onHold(hold.reason, what);
}

/** Places a hold, or gives the one that stands another reason; with the same one it does nothing. The case is locked. */
export async function placeHold(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  { caseId, before, reason }: { caseId: string; before: LegalHold | null; reason: string },
): Promise<void> {
  if (before?.reason === reason) return;
  if (before !== null) await endHold(transaction, { tenant, caseId, memberId, because: reason });
  await transaction
    .insertInto('case_hold')
    .values({ tenant_id: tenant, case_id: caseId, reason, placed_by: memberId })
    .execute();
  noteEvent(transaction, { action: 'case.held', about: { caseId, reason } });
  await tellTeam(transaction, tenant, { type: 'case.held', data: { caseId, memberId } });
}

/** Lifts the hold that stands. The case is locked. Throws NOT_FOUND when none does. */
export async function liftHold(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  { caseId, reason }: { caseId: string; reason: string },
): Promise<void> {
  const lifted = await endHold(transaction, { tenant, caseId, memberId, because: reason });
  if (!lifted) throw new Failure('NOT_FOUND', 'No legal hold stands on this case.');
  noteEvent(transaction, { action: 'case.hold_lifted', about: { caseId, reason } });
  await tellTeam(transaction, tenant, { type: 'case.hold_lifted', data: { caseId, memberId } });
}

async function endHold(
  transaction: TenantTransaction,
  { tenant, caseId, memberId, because }: TeamsCase & { memberId: string; because: string },
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('case_hold')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('lifted_at', 'is', null)
    .set({ lifted_by: memberId, lifted_at: sql`now()`, lifted_because: because })
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
