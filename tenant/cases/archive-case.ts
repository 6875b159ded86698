import { sql } from 'kysely';
import { Failure } from '../../shared/model/failure.ts';
import type { Principal } from '../identity/index.ts';
import { noteEvent, tellTeam, type TenantTransaction } from '../platform/index.ts';
import { caseAccess } from './case-access.ts';
import { caseNotFound } from './case-not-found.ts';
import { KEEPERS } from './delete-case.ts';
import { lockCase, type TeamsCase } from './legal-hold.ts';

/**
 * Archives a case, or brings it back; as it is already, nothing is done. Who manages it may, and who decides how cases are
 * kept. Throws CASE_NOT_FOUND, NOT_ALLOWED.
 */
export async function setArchived(
  transaction: TenantTransaction,
  { tenant, memberId, role }: Principal,
  { caseId, archived }: { caseId: string; archived: boolean },
): Promise<void> {
  const access = await caseAccess(transaction, { tenant, caseId, memberId });
  if (access !== 'manage' && !KEEPERS.includes(role)) {
    if (access === 'none') throw caseNotFound();
    throw new Failure(
      'NOT_ALLOWED',
      'Who manages this case archives it and brings it back, or a lead or admin.',
    );
  }
  await lockCase(transaction, { tenant, caseId });
  const { numUpdatedRows } = await transaction
    .updateTable('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('archived_at', archived ? 'is' : 'is not', null)
    .set({ archived_at: archived ? sql`now()` : null, archived_by: archived ? memberId : null })
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  const type = archived ? 'case.archived' : 'case.brought_back';
  noteEvent(transaction, { action: type, about: { caseId } });
  await tellTeam(transaction, tenant, { type, data: { caseId, memberId } });
}

/** Refuses what an archived case does not take in or give up. Throws CASE_ARCHIVED. */
export async function requireLive(
  transaction: TenantTransaction,
  { tenant, caseId }: TeamsCase,
): Promise<void> {
  const archived = await transaction
    .selectFrom('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('archived_at', 'is not', null)
    .select('case_id')
    .executeTakeFirst();
  if (archived === undefined) return;
  throw new Failure(
    'CASE_ARCHIVED',
    'This case is archived: it is read only, and nothing was changed. Who manages it can bring it back.',
  );
}
