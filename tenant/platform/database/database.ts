import {
  Kysely,
  PostgresDialect,
  sql,
  type CompiledQuery,
  type LogEvent,
  type Transaction,
} from 'kysely';
import { Pool } from 'pg';
import type { Role } from '../../../shared/model/role.ts';
import type { Acting } from '../acting.ts';
import { askedInATurn } from '../asked-in-a-turn.ts';
import { sealWrites, takeEvents, writesIn, type ToSeal } from './audit-log.ts';
import { takeTold, type Told } from './outbox.ts';
import { gatheredWrites } from './gathered-writes.ts';
import {
  beginRequestTransaction,
  requestTransaction,
  type RequestTransaction,
} from './request-transaction.ts';
import { asked, inPipeline, statementsOf, written, type Statements } from './statements.ts';
import type { Tables } from './tables.ts';
import { createTurns } from './turns.ts';

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
  /**
   * Reads one moment of a tenant in one transaction, whose statements are all given before the first is waited for (see
   * `inPipeline`).
   */
  reading<T>(tenant: string, work: (statements: Statements) => Promise<T>): Promise<T>;
  /**
   * Does what several requests ask for in one transaction, whose statements do not wait for each other: all of it is kept,
   * or nothing. It is no part of what one of the requests does besides.
   */
  together<T>(tenant: string, work: (shared: SharedTransaction) => Promise<T>): Promise<T>;
  /**
   * Makes all that the request which runs here does by `inTenant` from here on one transaction. Its end is waited for by
   * nobody but who holds it.
   */
  beginRequest(tenant: string): Promise<RequestTransaction>;
  /** Does something after what the request which runs here did is kept: at once, or when its transaction is. */
  afterKept(work: () => void): void;
  /** Calls somebody after each transaction that wrote something and was kept; gives what ends that. */
  onKept(heard: (kept: Kept) => void): () => void;
  /** Id of the tenant that an address means; null: there is none. */
  tenantOfSlug(slug: string): Promise<string | null>;
  /** Role of a member whose session goes on; null: it was ended, or the member is disabled or not there. */
  roleInSession(who: WhoAsks): Promise<Role | null>;
  /** How many tenants there are. */
  tenantCount(): Promise<number>;
  /** Tells whoever listens on a channel of the database, under no tenant. */
  notify(channel: string, said: string): Promise<void>;
  /** Throws when the database does not answer. */
  ping(): Promise<void>;
  /** How many connections there are, how many of them idle, and how many requests wait for one. */
  connections(): { total: number; idle: number; waiting: number };
  close(): Promise<void>;
}

/** A member who asks, by a session of hers. */
export interface WhoAsks {
  readonly tenant: string;
  readonly memberId: string;
  readonly session: string;
}

/** A transaction that does the work of several requests. */
export interface SharedTransaction extends Statements {
  /** Makes what was written since the last time an entry of its own in the audit log. */
  entryFor(acting: Acting): void;
}

/** Most connections of one server to its database. */
const MOST_CONNECTIONS = 20;
/** Most requests whose transactions last as long as they do: the other connections are for what they need beside. */
const MOST_REQUESTS = MOST_CONNECTIONS / 2;
/** A request that waits longer for a connection fails, and says so, rather than piling up. */
const CONNECT_MS = 5_000;

/** Most sessions that are looked up together. */
const MOST_ASKED = 64;

/** Roles in sessions, each under its own tenant; none: the session was ended, or the member is disabled or not there. */
const rolesInSessions = (
  all: readonly WhoAsks[],
): CompiledQuery<{ n: number; role: Role | null }> =>
  sql<{
    n: number;
    role: Role | null;
  }>`SELECT n::int AS n, role_in_session(tenant, member, session) AS role
    FROM unnest(${all.map(({ tenant }) => tenant)}::uuid[], ${all.map(({ memberId }) => memberId)}::uuid[],
      ${all.map(({ session }) => session)}::uuid[]) WITH ORDINALITY t (tenant, member, session, n)`.compile(
    written,
  );

/** Opens the database by the address of the role `app`. Whoever wants to hears each statement, when it is done. */
export function openDatabase(appUrl: string, heard?: (statement: LogEvent) => void): Database {
  const pool = new Pool({
    connectionString: appUrl,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: 30_000,
    idle_in_transaction_session_timeout: 60_000,
    application_name: 'error-iq-tenant',
    pipeline: true,
    stream: gatheredWrites,
  });
  // A connection that breaks is replaced; a request that works with it, or needs one then, says what is wrong.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  const kysely = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    ...(heard && { log: heard }),
  });
  const listeners = new Set<(kept: Kept) => void>();
  const tell = (kept: Kept): void => {
    for (const listener of listeners) listener(kept);
  };
  const choose = async (transaction: TenantTransaction, tenant: string): Promise<void> => {
    await sql`SELECT set_config('app.tenant', ${tenant}, true)`.execute(transaction);
  };
  const place = { pool, heard };
  // Before each request: prepared, as what a pipeline asks.
  const roleInSession = askedInATurn<WhoAsks, Role | null>(MOST_ASKED, (all) => {
    const rows = asked(pool, rolesInSessions(all), heard);
    return all.map(async (_, i) => (await rows).find(({ n }) => n === i + 1)?.role ?? null);
  });
  const requests = createTurns(MOST_REQUESTS);
  return {
    async inTenant(tenant, work) {
      const request = requestTransaction();
      if (request?.tenant === tenant) return request.part(work);
      const { result, wrote, told } = await kysely.transaction().execute(async (transaction) => {
        await choose(transaction, tenant);
        const done = await work(transaction);
        const events = takeEvents(transaction);
        const sealed = await sealWrites(statementsOf(transaction), tenant, { events });
        await sealed.kept;
        return { result: done, wrote: sealed.wrote, told: takeTold(transaction) };
      });
      if (wrote) tell({ tenant, told });
      return result;
    },
    reading: (tenant, work) => inPipeline(place, tenant, 'read', work),
    async together(tenant, work) {
      const { result, wrote } = await inPipeline(place, tenant, 'write', async ({ run }) => {
        const before: Promise<ToSeal>[] = [];
        const done = await work({
          run,
          entryFor({ actor, request }) {
            const taken = run(
              sql<{ writes: string | null }>`SELECT take_writes() AS writes`.compile(written),
            );
            const entry = taken.then(([row]): ToSeal => {
              return { actor, request, writes: writesIn(row?.writes ?? null), events: [] };
            });
            entry.catch(() => {});
            before.push(entry);
          },
        });
        return { result: done, wrote: (await sealWrites({ run }, tenant, { before })).wrote };
      });
      if (wrote) tell({ tenant, told: [] });
      return result;
    },
    async beginRequest(tenant) {
      await requests.take();
      try {
        return await beginRequestTransaction(kysely, tenant, {
          choose: (transaction) => choose(transaction, tenant),
          ended: requests.give,
          kept: (wrote, told) => wrote && tell({ tenant, told }),
        });
      } catch (error) {
        requests.give();
        throw error;
      }
    },
    afterKept(work) {
      const request = requestTransaction();
      if (request === null) work();
      else request.afterKept(work);
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
    roleInSession,
    async tenantCount() {
      const { rows } = await sql<{ n: string }>`SELECT tenant_count() AS n`.execute(kysely);
      return Number(rows[0]?.n ?? 0);
    },
    async notify(channel, said) {
      await sql`SELECT pg_notify(${channel}, ${said})`.execute(kysely);
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
