import type { TenantTransaction } from '../platform/index.ts';

/** A member and a case. */
export interface CaseMember {
  readonly tenant: string;
  readonly caseId: string;
  readonly memberId: string;
}

/** What a member may do with a case now: what was granted, but no more than the member's role allows. */
export async function caseAccess(
  transaction: TenantTransaction,
  { tenant, caseId, memberId }: CaseMember,
): Promise<'none' | 'read' | 'write' | 'manage'> {
  const row = await transaction
    .selectFrom('case_grant')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'case_grant.tenant_id')
        .onRef('member.member_id', '=', 'case_grant.member_id'),
    )
    .where('case_grant.tenant_id', '=', tenant)
    .where('case_grant.case_id', '=', caseId)
    .where('case_grant.member_id', '=', memberId)
    .where('member.disabled_at', 'is', null)
    .select(['access', 'role'])
    .executeTakeFirst();
  if (row === undefined) return 'none';
  return row.role === 'viewer' || row.role === 'auditor' ? 'read' : row.access;
}
