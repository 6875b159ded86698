import type { PullAnswer } from '../../shared/sync/sync-wire.ts';
import { askedInATurn, type Database, type Statements } from '../platform/index.ts';
import { caseLife } from './case-life.ts';
import { accessOf } from './granted-access.ts';
import { pagesOf, pullStandings, type MemberPull } from './pull-rows.ts';
import { givePull } from './pull.ts';
import type { LoggedEntry, PullLog } from './sync-log.ts';

/** Gives what a pull asks for. Throws CASE_NOT_FOUND, and what the database throws. */
export type TakePull = (pull: MemberPull) => Promise<PullAnswer>;

/** Most pulls of one transaction: their pages are in memory at once. */
const MOST_TOGETHER = 16;

/**
 * Gives pulls of a tenant that come in one turn in one transaction, which all of them see at one moment after they were asked
 * for: its way to the database is gone once for all. Each is judged as if it were alone.
 */
export function createPulls(database: Pick<Database, 'reading'>): TakePull {
  const logOf = askedInATurn<MemberPull, PullLog>(MOST_TOGETHER, (pulls) => {
    const logs = new Map<MemberPull, Promise<PullLog>>();
    for (const [tenant, own] of Map.groupBy(pulls, ({ member }) => member.tenant)) {
      const read = database.reading(tenant, (statements) => readLogs(statements, tenant, own));
      for (const [i, pull] of own.entries()) {
        logs.set(
          pull,
          read.then((all) => all[i] ?? missing(i)),
        );
      }
    }
    return pulls.map((pull, i) => logs.get(pull) ?? missing(i));
  });
  return async (pull) => givePull(await logOf(pull), pull.request);
}

/** The logs of cases as pulls see them at one moment. */
async function readLogs(
  { run }: Statements,
  tenant: string,
  pulls: readonly MemberPull[],
): Promise<PullLog[]> {
  const [standings, rows] = await Promise.all([
    run(pullStandings(tenant, pulls)),
    run(pagesOf(tenant, pulls)),
  ]);
  const standing = new Map(standings.map((row) => [row.n, row]));
  const pages = Map.groupBy(rows, ({ n }) => n);
  return pulls.map((_, i) => {
    const row = standing.get(i + 1);
    const page = pages.get(i + 1) ?? [];
    return {
      async standing() {
        // A tenant that is not there is one to which nobody has access.
        if (row === undefined)
          return { epoch: '', access: 'none', archived: false, last: 0, used: 0 };
        const epoch = caseLife(row.epoch, row.life);
        // What is archived is read as ever.
        const standing = { archived: false, last: Number(row.last_seq), used: 0 };
        return { epoch, access: accessOf(row.access), ...standing };
      },
      read: async () =>
        page.map(({ seq, entry_id: id, generation, digest, before, sealed }): LoggedEntry => ({
          seq: Number(seq),
          entry: { id, generation, digest, before, sealed },
        })),
    };
  });
}

function missing(n: number): never {
  throw new TypeError(`there is no pull ${n}`);
}
