import type { TenantTransaction } from './database.ts';

/**
 * Holds a tenant to the end of the transaction, for what may be done in one at a time and has no row of its own that could be
 * held; false: there is none.
 */
export async function lockTenant(transaction: TenantTransaction, tenant: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('tenant')
    .where('tenant_id', '=', tenant)
    .select('tenant_id')
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}
