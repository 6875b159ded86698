import { PERIODIC, type JobKind } from '../jobs/job-kind.ts';
import { maintenance, withClient } from './with-client.ts';

/** So many months lie ready after this one: a server that is off for less finds the partitions that it needs. */
const MONTHS_AHEAD = 3;
/** Whoever works with a table is not kept waiting behind one that waits for it: rather it is tried again later. */
const LOCK_WAIT = '500ms';

/** Makes the partitions of the months ahead, and drops those of past months of which no row is left. */
export async function keepPartitions(maintUrl: string): Promise<{ dropped: number }> {
  return withClient(maintenance(maintUrl), async (client) => {
    await client.query(`SET lock_timeout = '${LOCK_WAIT}'`);
    await client.query('SELECT make_partitions($1)', [MONTHS_AHEAD]);
    const { rows } = await client.query<{ dropped: number }>(
      'SELECT drop_empty_partitions() AS dropped',
    );
    return { dropped: rows[0]?.dropped ?? 0 };
  });
}

/** Does so every day. */
export function partitionsJob(maintUrl: string): JobKind {
  return {
    name: 'partitions',
    schedule: '23 2 * * *',
    ...PERIODIC,
    async run() {
      await keepPartitions(maintUrl);
    },
  };
}
