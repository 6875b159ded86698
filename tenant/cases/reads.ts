import { sql } from 'kysely';
import type { Role } from '../../shared/model/role.ts';
import type { KeptCase, LegalHold } from '../../shared/sync/case-keeping-api.ts';
import type { Grant, SharedCase } from '../../shared/sync/tenant-api.ts';
import { requireRole, requireScope, shownName, type Principal } from '../identity/index.ts';
import { pageOf, type PagePlace, type TenantTransaction } from '../platform/index.ts';
import { caseAccess } from './case-access.ts';
import { caseNotFound } from './case-not-found.ts';
import { refuseDeleted } from './delete-case.ts';
import { HOLD, readHold } from './legal-hold.ts';

/** When a case was shared, as cursors tell it: in milliseconds. */
const SHARED_AT = sql<Date>`date_trunc('milliseconds', shared_case.created_at)`;

/** Most cases that are given at once. */
export const MOST_CASES = 200;

/** Who sees all cases of the team by their ids. */
const OVERSEERS: readonly Role[] = ['auditor', 'lead', 'admin'];

/** When a case was archived, as the list tells it. */
const archivedSince = (at: Date | null): string | null => at?.toISOString() ?? null;

interface PageAsked {
  readonly before: PagePlace | null;
  readonly limit: number;
}

/** Rows of `shared_case` before a place in their list. */
const isBefore = (before: PagePlace | null) =>
  before === null
    ? sql<boolean>`true`
    : sql<boolean>`(${SHARED_AT}, shared_case.case_id) < (${before.at}::timestamptz, ${before.id}::uuid)`;

const casesOf = (transaction: TenantTransaction, { tenant, memberId }: Principal) =>
  transaction
    .selectFrom('case_grant')
    .innerJoin('shared_case', (join) =>
      join
        .onRef('shared_case.tenant_id', '=', 'case_grant.tenant_id')
        .onRef('shared_case.case_id', '=', 'case_grant.case_id'),
    )
    .where('case_grant.tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['case_grant.case_id', 'sealed_name', 'access', 'case_grant.generation', 'sealed_key'])
    .select('archived_at')
    .select([SHARED_AT.as('shared_at'), HOLD.as('hold')]);

type CaseRow = Awaited<ReturnType<ReturnType<typeof casesOf>['executeTakeFirstOrThrow']>>;

const shownCase = (row: CaseRow): SharedCase => ({
  caseId: row.case_id,
  sealedName: row.sealed_name,
  access: row.access,
  generation: row.generation,
  sealedKey: row.sealed_key,
  hold: row.hold,
  archivedAt: archivedSince(row.archived_at),
});

/** Cases that a member has, those that are archived or the others, latest first, before a place in their list. Throws NOT_ALLOWED. */
export async function readCases(
  transaction: TenantTransaction,
  principal: Principal,
  { before, limit, archived = false }: PageAsked & { archived?: boolean },
): Promise<{ cases: SharedCase[]; next: string | null }> {
  requireScope(principal, 'cases:read');
  const found = await casesOf(transaction, principal)
    .where('archived_at', archived ? 'is not' : 'is', null)
    .where(isBefore(before))
    .orderBy(SHARED_AT, 'desc')
    .orderBy('shared_case.case_id', 'desc')
    .limit(limit + 1)
    .execute();
  const { rows, next } = pageOf(found, limit, (row) => ({ at: row.shared_at, id: row.case_id }));
  return { cases: rows.map(shownCase), next };
}

/** A case that a member has. Throws NOT_ALLOWED, CASE_NOT_FOUND, CASE_DELETED for who had it. */
export async function readCase(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
): Promise<SharedCase> {
  requireScope(principal, 'cases:read');
  const row = await casesOf(transaction, principal)
    .where('case_grant.case_id', '=', caseId)
    .executeTakeFirst();
  if (row !== undefined) return shownCase(row);
  await refuseDeleted(transaction, principal, caseId);
  throw caseNotFound();
}

/**
 * All cases of the team, latest first, before a place in their list, for who need not have them: what they are called is
 * sealed. Throws NOT_ALLOWED.
 */
export async function readKept(
  transaction: TenantTransaction,
  principal: Principal,
  { before, limit }: PageAsked,
): Promise<{ cases: KeptCase[]; next: string | null }> {
  requireScope(principal, 'cases:read');
  requireRole(principal, OVERSEERS);
  const found = await transaction
    .selectFrom('shared_case')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'shared_case.tenant_id')
        .onRef('member.member_id', '=', 'shared_case.shared_by'),
    )
    .where('shared_case.tenant_id', '=', principal.tenant)
    .where(isBefore(before))
    .select(['case_id', 'member.name', 'member.kind', 'archived_at'])
    .select([SHARED_AT.as('shared_at'), HOLD.as('hold')])
    .orderBy(SHARED_AT, 'desc')
    .orderBy('case_id', 'desc')
    .limit(limit + 1)
    .execute();
  const { rows, next } = pageOf(found, limit, (row) => ({ at: row.shared_at, id: row.case_id }));
  const cases = rows.map(
    ({ case_id: caseId, name, kind, shared_at: at, hold, archived_at: archived }) => ({
      caseId,
      sharedBy: shownName({ name, kind }),
      sharedAt: at.toISOString(),
      hold,
      archivedAt: archivedSince(archived),
    }),
  );
  return { cases, next };
}

/** The hold on a case, for who has it or sees all. Throws NOT_ALLOWED, CASE_NOT_FOUND. */
export async function readHoldFor(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
): Promise<LegalHold | null> {
  requireScope(principal, 'cases:read');
  const { tenant, memberId, role } = principal;
  const sees =
    OVERSEERS.includes(role) ||
    (await caseAccess(transaction, { tenant, caseId, memberId })) !== 'none';
  if (!sees) throw caseNotFound();
  return readHold(transaction, { tenant, caseId });
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
    .select(['case_grant.member_id', 'name', 'kind', 'access', 'disabled_at'])
    .orderBy('name')
    .execute();
  return rows.map(({ member_id: id, name, kind, access: may, disabled_at: left }) => ({
    memberId: id,
    name: shownName({ name, kind }),
    access: may,
    left: left !== null,
  }));
}
