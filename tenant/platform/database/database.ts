import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { Pool } from 'pg';
import type { Role } from '../../../shared/model/role.ts';
import { sealWrites } from './audit-log.ts';
import { takeTold, type Told } from './outbox.ts';
import type { Tables } from './tables.ts';

/** A transaction that sees one tenant and nothing of others. */
export type TenantTransaction = Transaction<Tables>;

/** What a transaction leaves to others when it is kept. */
export interface Kept {
  readonly tenant: string;
  /** Messages that wait to be sent. */
  readonly told: readonly Told[];
}

/** The database as requests use it: under row-level security, by the role that cannot pass it. */
export interface Database {
  /**
   * Runs work in one transaction for a tenant: what it did is kept when it ends, with the entry of the audit log that says
   * so, and none of it when it throws.
   */
  inTenant<T>(tenant: string, work: (transaction: TenantTransaction) => Promise<T>): Promise<T>;
  /** Calls somebody after each transaction that wrote something and was kept; gives what ends that. */
  onKept(heard: (kept: Kept) => void): () => void;
  /** Id of the tenant that an address means; null: there is none. */
  tenantOfSlug(slug: string): Promise<string | null>;
  /** Role of a member whose session goes on; null: it was ended, or the member is disabled or not there. */
  roleInSession(who: { tenant: string; memberId: string; session: string }): Promise<Role | null>;
  /** How many tenants there are. */
  tenantCount(): Promise<number>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** How many connections there are, how many of them idle, and how many requests wait for one. */
  connections(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** Most connections of one server to its database. */
const MOST_CONNECTIONS = 20;
/** A request that waits longer for a connection fails, and says so, rather than piling up. */
const CONNECT_MS = 5_000;

/** Opens the database by the address of the role `app`. */
export function openDatabase(appUrl: string): Database {
  const pool = new Pool({
    connectionString: appUrl,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'error-iq-tenant',
  });
  // A connection that breaks while idle is replaced; a request that needs one then says what is wrong.
  pool.on('error', () => {});
  const kysely = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const listeners = new Set<(kept: Kept) => void>();
  return {
    async inTenant(tenant, work) {
      const { result, wrote, told } = await kysely.transaction().execute(async (transaction) => {
        await sql`SELECT set_config('app.tenant', ${tenant}, true)`.execute(transaction);
        const done = await work(transaction);
        const isWritten = await sealWrites(transaction, tenant);
        return { result: done, wrote: isWritten, told: takeTold(transaction) };
      });
      if (wrote) for (const heard of listeners) heard({ tenant, told });
      return result;
    },
    onKept(heard) {
      listeners.add(heard);
      return () => listeners.delete(heard);
    },
    async tenantOfSlug(slug) {
      const { rows } = await sql<{
        id: string | null;
      }>`SELECT tenant_of_slug(${slug}) AS id`.execute(kysely);
      return rows[0]?.id ?? null;
    },
    async roleInSession({ tenant, memberId, session }) {
      const { rows } = await sql<{
        role: Role | null;
      }>`SELECT role_in_session(${tenant}, ${memberId}, ${session}) AS role`.execute(kysely);
      return rows[0]?.role ?? null;
    },
    async tenantCount() {
      const { rows } = await sql<{ n: string }>`SELECT tenant_count() AS n`.execute(kysely);
      return Number(rows[0]?.n ?? 0);
    },
    async ping() {
      await sql`SELECT 1`.execute(kysely);
    },
    connections: () => ({
      total: pool.totalCount,
      idle: pool.idleCount,
      waiting: pool.waitingCount,
    }),
    close: () => kysely.destroy(),
  };
}
