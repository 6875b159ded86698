import { Failure } from '../shared/model/failure.ts';
import { openServer } from './open-server.ts';
import { tellServers, type Configuration } from './platform/index.ts';

/**
 * Does the jobs of a server in a process of its own, which answers no request. Gives what ends it: jobs that run come to
 * their end first. Throws CONFIGURATION_BAD where the database belongs to the server's own process.
 */
export async function startWorker(configuration: Configuration): Promise<() => Promise<void>> {
  if (configuration.database.kind === 'own') {
    throw new Failure(
      'CONFIGURATION_BAD',
      'A worker needs an external PostgreSQL: the one that comes with the server is used by one process only. Set database to external for both, and jobs to elsewhere for the server.',
    );
  }
  const ends: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const { database } = await openServer(configuration, true, ends);
    tellServers(database);
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}
