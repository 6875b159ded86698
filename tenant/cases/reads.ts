import { sql } from 'kysely';
import type { Grant, SharedCase } from '../../shared/sync/tenant-api.ts';
import { requireScope, type Principal } from '../identity/index.ts';
import { pageOf, type PagePlace, type TenantTransaction } from '../platform/index.ts';
import { caseAccess } from './case-access.ts';
import { caseNotFound } from './case-not-found.ts';

/** When a case was shared, as cursors tell it: in milliseconds. */
const SHARED_AT = sql<Date>`date_trunc('milliseconds', shared_case.created_at)`;

/** Most cases that are given at once. */
export const MOST_CASES = 200;

/** Cases that a member has, latest first, before a place in their list. Throws NOT_ALLOWED. */
export async function readCases(
  transaction: TenantTransaction,
  principal: Principal,
  { before, limit }: { before: PagePlace | null; limit: number },
): Promise<{ cases: SharedCase[]; next: string | null }> {
  requireScope(principal, 'cases:read');
  const found = await transaction
    .selectFrom('case_grant')
    .innerJoin('shared_case', (join) =>
      join
        .onRef('shared_case.tenant_id', '=', 'case_grant.tenant_id')
        .onRef('shared_case.case_id', '=', 'case_grant.case_id'),
    )
    .where('case_grant.tenant_id', '=', principal.tenant)
    .where('member_id', '=', principal.memberId)
    .$if(before !== null, (query) =>
      query.where(
        sql<boolean>`(${SHARED_AT}, shared_case.case_id) < (${before?.at}::timestamptz, ${before?.id}::uuid)`,
      ),
    )
    .select(['case_grant.case_id', 'sealed_name', 'access', 'case_grant.generation', 'sealed_key'])
    .select(SHARED_AT.as('shared_at'))
    .orderBy(SHARED_AT, 'desc')
    .orderBy('shared_case.case_id', 'desc')
    .limit(limit + 1)
    .execute();
  const { rows, next } = pageOf(found, limit, (row) => ({ at: row.shared_at, id: row.case_id }));
  const cases = rows.map((row) => ({
    caseId: row.case_id,
    sealedName: row.sealed_name,
    access: row.access,
    generation: row.generation,
    sealedKey: row.sealed_key,
  }));
  return { cases, next };
}

/** Who has a case that the member has. Throws NOT_ALLOWED, CASE_NOT_FOUND. */
export async function readGrants(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
): Promise<Grant[]> {
  requireScope(principal, 'cases:read');
  const { tenant, memberId } = principal;
  const access = await caseAccess(transaction, { tenant, caseId, memberId });
  if (access === 'none') throw caseNotFound();
  const rows = await transaction
    .selectFrom('case_grant')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'case_grant.tenant_id')
        .onRef('member.member_id', '=', 'case_grant.member_id'),
    )
    .where('case_grant.tenant_id', '=', tenant)
    .where('case_grant.case_id', '=', caseId)
    .select(['case_grant.member_id', 'name', 'access', 'disabled_at'])
    .orderBy('name')
    .execute();
  return rows.map(({ member_id: id, name, access: may, disabled_at: left }) => ({
    memberId: id,
    name,
    access: may,
    left: left !== null,
  }));
}
