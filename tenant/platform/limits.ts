import type { TenantTransaction } from './database/database.ts';

/** What stops who adds at the limit of a plan, and nothing else. Each throws LIMIT_REACHED, with what to do. */
export interface LimitGuard {
  /** Before somebody is invited; from here on to the end of the transaction nobody else is. */
  beforeInviting(transaction: TenantTransaction, tenant: string): Promise<void>;
  /** Before so many bytes of entries are kept. */
  beforeStoring(transaction: TenantTransaction, tenant: string, bytes: number): Promise<void>;
}

/** Of a server without billing: nothing stops. */
export const NO_LIMITS: LimitGuard = {
  beforeInviting: () => Promise.resolve(),
  beforeStoring: () => Promise.resolve(),
};
