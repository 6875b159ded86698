import { sql } from 'kysely';
import { Failure } from '../../shared/model/failure.ts';
import type { Role } from '../../shared/model/role.ts';
import type { Principal } from '../identity/index.ts';
import { noteEvent, tellTeam, type LimitGuard, type TenantTransaction } from '../platform/index.ts';
import { requireNoHold } from './legal-hold.ts';
import { keepRoom, roomOf } from './storage-room.ts';

/** Who decides how cases are kept: she need not have them. */
export const KEEPERS: readonly Role[] = ['lead', 'admin'];

/**
 * Deletes a case from the server with all that is in it, and leaves a tombstone for those who had it. Throws CASE_NOT_FOUND,
 * CASE_ON_HOLD.
 */
export async function deleteCase(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  { caseId, reason }: { caseId: string; reason: string },
  limits: Pick<LimitGuard, 'storageRoom'>,
): Promise<void> {
  await requireNoHold(transaction, { tenant, caseId }, 'deleted');
  await sql`INSERT INTO deleted_case (tenant_id, case_id, reason, deleted_by, had_by)
    VALUES (${tenant}, ${caseId}, ${reason}, ${memberId}, ARRAY(
      SELECT member_id FROM case_grant WHERE tenant_id = ${tenant} AND case_id = ${caseId}))`.execute(
    transaction,
  );
  const { rows } = await sql<{ freed: string }>`SELECT delete_case(${caseId}) AS freed`.execute(
    transaction,
  );
  // Only now: a large case takes seconds, in which the others of the team push.
  const room = await roomOf(transaction, tenant, limits);
  room.give(Number(rows[0]?.freed ?? 0));
  await keepRoom(transaction, room);
  noteEvent(transaction, { action: 'case.deleted', about: { caseId, reason } });
  await tellTeam(transaction, tenant, { type: 'case.deleted', data: { caseId, memberId } });
}

/** Tells who had a case that it was deleted, as others are told that there is none. Throws CASE_DELETED. */
export async function refuseDeleted(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  caseId: string,
): Promise<void> {
  const found = await transaction
    .selectFrom('deleted_case')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'deleted_case.tenant_id')
        .onRef('member.member_id', '=', 'deleted_case.deleted_by'),
    )
    .where('deleted_case.tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where(sql<boolean>`${memberId} = ANY (had_by)`)
    .select(['member.name', 'deleted_at', 'reason'])
    .executeTakeFirst();
  if (found === undefined) return;
  const { name, deleted_at: at, reason } = found;
  throw caseDeleted(
    `${name} deleted this case from the team server (${reason}), so it is not shared any more. What you have of it stays on this machine.`,
    { by: name, at: at.toISOString(), reason },
  );
}

/**
 * Lets a case that was deleted be shared again, by those who may delete one and nobody else: a copy that comes back from its
 * leave undoes nothing. Gives whether it was deleted. Throws CASE_DELETED.
 */
export async function reviveDeleted(
  transaction: TenantTransaction,
  { tenant, role }: Principal,
  caseId: string,
): Promise<boolean> {
  const found = await transaction
    .selectFrom('deleted_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .select('case_id')
    .executeTakeFirst();
  if (found === undefined) return false;
  if (!KEEPERS.includes(role)) {
    throw caseDeleted(
      'This case was deleted from the team server. Only a lead or admin shares it again; what you have of it stays on this machine.',
    );
  }
  await transaction
    .deleteFrom('deleted_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .execute();
  return true;
}

const caseDeleted = (words: string, details: Record<string, string> = {}): Failure =>
  new Failure('CASE_DELETED', words, details);
