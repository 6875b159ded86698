import type { Me, Member } from '../../shared/sync/tenant-api.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { requireScope, type Principal } from './principal.ts';

/** Who asks. */
export async function readMe(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
): Promise<Me> {
  const row = await transaction
    .selectFrom('member')
    .innerJoin('tenant', 'tenant.tenant_id', 'member.tenant_id')
    .where('member.tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['member.name', 'email', 'role', 'sealing_key', 'tenant.name as team'])
    .executeTakeFirstOrThrow();
  const { name, email, role, team } = row;
  return { memberId, name, email: email ?? '', role, team, sealingKey: row.sealing_key };
}

/** The team, by name. Throws NOT_ALLOWED. */
export async function readMembers(
  transaction: TenantTransaction,
  principal: Principal,
): Promise<Member[]> {
  requireScope(principal, 'members:read');
  const rows = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', principal.tenant)
    .where('disabled_at', 'is', null)
    .where('kind', '=', 'person')
    .select(['member_id', 'name', 'email', 'role', 'sealing_key'])
    .orderBy('name')
    .execute();
  return rows.map(({ member_id: memberId, sealing_key: key, email, ...rest }) => ({
    memberId,
    email: email ?? '',
    ...rest,
    sealingKey: key,
  }));
}
