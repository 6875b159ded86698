import { sql } from 'kysely';
import type { JobBoard } from '../../shared/sync/jobs-api.ts';
import {
  DEAD_QUEUE,
  pageOf,
  type Jobs,
  type PagePlace,
  type TenantTransaction,
} from '../platform/index.ts';

/** So many dead jobs are shown at once. */
const PAGE = 50;

interface DeadRow {
  readonly id: string;
  readonly kind: string;
  readonly about: Record<string, string>;
  readonly tries: number;
  readonly died: Date;
  readonly why: string | null;
}

/**
 * The jobs of a tenant, by the role that sees no other's; and how those stand that are for all. Dead ones before a
 * place in their list.
 */
export async function jobBoard(
  transaction: TenantTransaction,
  jobs: Jobs,
  before: PagePlace | null,
): Promise<JobBoard> {
  const counts = await sql<{ kind: string; waiting: number; running: number; done: Date | null }>`
    SELECT name AS kind, count(*) FILTER (WHERE state IN ('created', 'retry'))::int AS waiting,
      count(*) FILTER (WHERE state = 'active')::int AS running,
      max(completed_on) FILTER (WHERE state = 'completed') AS done
    FROM job.job WHERE name <> ${DEAD_QUEUE} GROUP BY name`.execute(transaction);
  const own = new Map(counts.rows.map((row) => [row.kind, row]));
  const forAll = new Map((await jobs.figures('server')).map((row) => [row.kind, row]));
  const dead = pageOf(await deadJobs(transaction, before), PAGE, ({ died: at, id }) => ({
    at,
    id,
  }));
  return {
    kinds: jobs.kinds.map(({ name, schedule = null }) => {
      const [mine, all] = [own.get(name), forAll.get(name)];
      return {
        kind: name,
        schedule,
        waiting: (mine?.waiting ?? 0) + (all?.waiting ?? 0),
        running: (mine?.running ?? 0) + (all?.running ?? 0),
        doneAt: mine?.done?.toISOString() ?? all?.doneAt ?? null,
      };
    }),
    dead: dead.rows.map(({ id, kind, about, tries, died, why }) => {
      const { tenant: _own, ...rest } = about;
      return { jobId: id, kind, about: rest, tries, diedAt: died.toISOString(), why };
    }),
    next: dead.next,
  };
}

async function deadJobs(
  transaction: TenantTransaction,
  before: PagePlace | null,
): Promise<readonly DeadRow[]> {
  // Times are told in milliseconds, and compared so.
  const older =
    before === null
      ? sql`true`
      : sql`(date_trunc('milliseconds', created_on), id) < (${before.at}::timestamptz, ${before.id}::uuid)`;
  const { rows } = await sql<DeadRow>`
    SELECT id, coalesce(source_name, name) AS kind, data AS about, coalesce(source_retry_count, 0) + 1 AS tries,
      created_on AS died, source_output ->> 'message' AS why
    FROM job.job WHERE name = ${DEAD_QUEUE} AND state = 'created' AND ${older}
    ORDER BY date_trunc('milliseconds', created_on) DESC, id DESC LIMIT ${PAGE + 1}`.execute(
    transaction,
  );
  return rows;
}
