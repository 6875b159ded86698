import type { CompiledQuery } from 'kysely';
import type { TenantTransaction } from './database/database.ts';
import type { Statements } from './database/statements.ts';

/** How much more a team may store, in a transaction that holds its numbers. */
export interface StorageRoom {
  /** Takes so many bytes of it; none of them if there are fewer. Throws LIMIT_REACHED, with what to do. */
  take(bytes: number): void;
  /** Gives so many bytes of it back. */
  give(bytes: number): void;
  /** The statement that keeps what was taken or given; null: nothing was, or nobody counts. */
  kept(): CompiledQuery | null;
}

/** What stops who adds at the limit of a plan, and nothing else. */
export interface LimitGuard {
  /**
   * Before somebody is invited; from here on to the end of the transaction nobody else is. Throws LIMIT_REACHED, with
   * what to do.
   */
  beforeInviting(transaction: TenantTransaction, tenant: string): Promise<void>;
  /** Reads how much more may be stored. The tenant's row is held by who asks. */
  storageRoom(statements: Statements, tenant: string): Promise<StorageRoom>;
}

/** Of a server without billing: nothing stops, and nothing is asked for. */
export const NO_LIMITS: LimitGuard = {
  beforeInviting: () => Promise.resolve(),
  storageRoom: () => Promise.resolve({ take: () => {}, give: () => {}, kept: () => null }),
};
