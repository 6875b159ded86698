import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type CompiledQuery,
  type LogEvent,
  type Transaction,
} from 'kysely';
import type { Pool, PoolClient, QueryResult } from 'pg';
import type { Tables } from './tables.ts';

/** The statements of one transaction, done in the order in which they are given. */
export interface Statements {
  /** Does one; gives its rows. */
  run<R>(query: CompiledQuery<R>): Promise<R[]>;
}

/** What statements are written with before there is a connection for them. */
export const written = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** The statements of a transaction of Kysely, which sends one when the one before was answered. */
export function statementsOf(transaction: Transaction<Tables>): Statements {
  return {
    run: async (query) => (await transaction.executeQuery(query)).rows,
  };
}

/** How a transaction is begun: a reader sees one moment from its first statement to its last. */
const BEGIN = {
  write: 'BEGIN',
  read: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
} as const;

export interface PipelinePlace {
  readonly pool: Pool;
  /** Hears each statement, when it is done. */
  readonly heard: ((statement: LogEvent) => void) | undefined;
}

/**
 * Does work in one transaction for a tenant, whose statements are sent without waiting for what the ones before gave: the
 * way to the database is gone once for all that do not need each other's answers. Each is prepared once a connection, so
 * their texts must be few and name the columns that they give. What `work` did not wait for is waited for at the end. A
 * reader gives all of them before it waits for the first: the end of its transaction goes out with them.
 */
export async function inPipeline<T>(
  { pool, heard }: PipelinePlace,
  tenant: string,
  mode: keyof typeof BEGIN,
  work: (statements: Statements) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken = false;
  const sent: Promise<unknown>[] = [client.query(BEGIN[mode]), chosen(client, tenant)];
  for (const one of sent) one.catch(() => {});
  let end: Promise<QueryResult> | null = null;
  const ended = (): Promise<QueryResult> => {
    if (end === null) {
      end = client.query('COMMIT');
      end.catch(() => {});
      sent.push(end);
    }
    return end;
  };
  try {
    const worked = work({
      run(query) {
        if (end !== null) throw new TypeError('the transaction has ended');
        const rows = asked(client, query, heard);
        sent.push(rows);
        return rows;
      },
    });
    if (mode === 'read') void ended();
    const result = await worked;
    const { command } = await ended();
    await Promise.all(sent);
    // What PostgreSQL answers when a statement before had failed.
    if (command !== 'COMMIT') throw new Error('the transaction was not kept');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {
      broken = true;
    });
    // Those after the first that failed say only that one before them did.
    const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
    throw failed?.status === 'rejected' ? failed.reason : error;
  } finally {
    client.release(broken);
  }
}

/**
 * Chooses the tenant of a transaction. Its statements are planned once a connection, because for some of them planning takes
 * longer than the rest; and by indexes, because such a plan may be older than most of the rows.
 */
export const CHOOSE = `SELECT set_config('app.tenant', $1, true), set_config('plan_cache_mode', 'force_generic_plan', true),
  set_config('enable_seqscan', 'off', true)`;

const chosen = (client: PoolClient, tenant: string): Promise<unknown> =>
  client.query({ name: 'choose tenant', text: CHOOSE, values: [tenant] });

const names = new Map<string, string>();

/** One name for each text. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = `statement ${names.size}`;
  names.set(text, name);
  return name;
}

/** Asks for what a prepared statement gives. A failure that nobody waits for is no fault of the process: the end of the transaction tells it. */
export function asked<R>(
  client: Pick<PoolClient, 'query'> | Pool,
  query: CompiledQuery<R>,
  heard: PipelinePlace['heard'],
): Promise<R[]> {
  const { sql: text, parameters } = query;
  const began = performance.now();
  const told = (error?: unknown): void => {
    const queryDurationMillis = performance.now() - began;
    if (error === undefined) heard?.({ level: 'query', query, queryDurationMillis });
    else heard?.({ level: 'error', query, queryDurationMillis, error });
  };
  const rows = client
    .query<R & object>({ name: nameOf(text), text, values: [...parameters] })
    .then((result) => {
      told();
      return result.rows;
    })
    .catch((error: unknown) => {
      told(error);
      throw error;
    });
  rows.catch(() => {});
  return rows;
}
