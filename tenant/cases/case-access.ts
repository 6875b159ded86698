import { sql, type Expression } from 'kysely';
import type { Access } from '../../shared/sync/tenant-api.ts';
import type { TenantTransaction } from '../platform/index.ts';

/** A member and a case. */
export interface CaseMember {
  readonly tenant: string;
  readonly caseId: string;
  readonly memberId: string;
}

/**
 * What a member may do with a case now, as a query of one value: what was granted, but no more than her role allows. Who it is
 * about are values, or what stands for them in the query around.
 */
export function caseAccessQuery(
  transaction: Pick<TenantTransaction, 'selectFrom'>,
  { tenant, caseId, memberId }: Readonly<Record<keyof CaseMember, string | Expression<string>>>,
) {
  return transaction
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
    .select(
      sql<Access>`CASE WHEN role IN ('viewer', 'auditor') THEN 'read' ELSE access END`.as('access'),
    );
}

/** What a member may do with a case now. */
export async function caseAccess(
  transaction: TenantTransaction,
  member: CaseMember,
): Promise<'none' | Access> {
  return (await caseAccessQuery(transaction, member).executeTakeFirst())?.access ?? 'none';
}
