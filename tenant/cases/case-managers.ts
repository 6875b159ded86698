import { Failure } from '../../shared/model/failure.ts';
import type { Principal } from '../identity/index.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { caseAccess } from './case-access.ts';
import { caseNotFound } from './case-not-found.ts';

/** Refuses who does not manage the case. Throws CASE_NOT_FOUND, NOT_ALLOWED. */
export async function requireManage(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  caseId: string,
): Promise<void> {
  const access = await caseAccess(transaction, { tenant, caseId, memberId });
  if (access === 'none') throw caseNotFound();
  if (access !== 'manage') {
    throw new Failure('NOT_ALLOWED', 'Only who manages this case gives and takes access to it.');
  }
}

/** A case that nobody manages could never be shared further or closed. The row of the case lets one at a time decide. */
export async function refuseUnmanaged(
  transaction: TenantTransaction,
  tenant: string,
  caseId: string,
): Promise<void> {
  await transaction
    .selectFrom('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .select('case_id')
    .forNoKeyUpdate()
    .execute();
  const manager = await transaction
    .selectFrom('case_grant')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('access', '=', 'manage')
    .select('member_id')
    .executeTakeFirst();
  if (manager !== undefined) return;
  throw new Failure(
    'NOT_ALLOWED',
    'Somebody must manage the case. Let another member manage it first.',
  );
}

/**
 * Refuses keys of another generation than the case's: they would open nothing, or too much. Locks the case, so that its
 * key is not changed meanwhile. Throws CASE_KEY_CHANGED.
 */
export async function requireGeneration(
  transaction: TenantTransaction,
  { tenant, caseId, generation }: { tenant: string; caseId: string; generation: number },
): Promise<void> {
  const { generation: inForce } = await transaction
    .selectFrom('shared_case')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .select('generation')
    .forNoKeyUpdate()
    .executeTakeFirstOrThrow();
  if (inForce === generation) return;
  throw new Failure(
    'CASE_KEY_CHANGED',
    'The key of this case was changed meanwhile. Nothing was changed by this; try again.',
    { generation: inForce },
    { retryable: true },
  );
}
