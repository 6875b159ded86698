import type { TenantTransaction } from '../platform/index.ts';

/** Number of the last change of a team, with which its devices are told to ask for news. */
export async function lastChange(transaction: TenantTransaction, tenant: string): Promise<number> {
  const { last_seq: seq } = await transaction
    .selectFrom('tenant')
    .where('tenant_id', '=', tenant)
    .select('last_seq')
    .executeTakeFirstOrThrow();
  return Number(seq);
}
