import { Client, type ClientConfig } from 'pg';
import type { OwnPostgres } from './own-postgres.ts';

/** As the role that looks after the data of all tenants. A statement of it that goes on for a minute is given up. */
export const maintenance = (maintUrl: string): ClientConfig => ({
  connectionString: maintUrl,
  statement_timeout: 60_000,
});

/** As the superuser of the own cluster, whatever databases are in it. */
export const asSuperuser = ({
  host,
  port,
  superuser,
}: Pick<OwnPostgres, 'host' | 'port' | 'superuser'>): ClientConfig => ({
  host,
  port,
  database: 'postgres',
  ...superuser,
});

/** Does work on a connection of its own, which is ended after it. Throws what connecting and the work throw. */
export async function withClient<T>(
  where: ClientConfig,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const client = new Client(where);
  // One that breaks while nothing is asked of it ends no process: the next statement says so.
  client.on('error', () => {});
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
