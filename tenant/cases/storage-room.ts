import {
  lockTenant,
  statementsOf,
  type LimitGuard,
  type StorageRoom,
  type TenantTransaction,
} from '../platform/index.ts';

/** How much more the team may store, from here on for nobody else to the end of the transaction. */
export async function roomOf(
  transaction: TenantTransaction,
  tenant: string,
  limits: Pick<LimitGuard, 'storageRoom'>,
): Promise<StorageRoom> {
  await lockTenant(transaction, tenant);
  return limits.storageRoom(statementsOf(transaction), tenant);
}

/** Keeps what was taken of it or given back. */
export async function keepRoom(transaction: TenantTransaction, room: StorageRoom): Promise<void> {
  const counted = room.kept();
  if (counted !== null) await transaction.executeQuery(counted);
}
