import type { Database } from './database/database.ts';
import type { Replicas } from './replicas.ts';
import { createTeamListeners } from './team-listeners.ts';

/** Tells who listens that something of a team has changed. It does not say what: who is told looks. */
export interface TeamChanges {
  /** Calls `told` after each change, in this process or another; gives what ends it. */
  listen(tenant: string, told: () => void): () => void;
}

/** What this process changes, which it tells the others, and what they and workers tell, who are heard by `hearWorkers`. */
export function createTeamChanges(
  database: Pick<Database, 'onKept'>,
  replicas: Pick<Replicas, 'tellChange' | 'hearChanges'>,
  hearWorkers: (heard: (tenant: string) => void) => void,
): TeamChanges {
  const { listen, tell } = createTeamListeners<[]>();
  database.onKept(({ tenant }) => {
    tell(tenant);
    replicas.tellChange(tenant);
  });
  replicas.hearChanges(tell);
  hearWorkers(tell);
  return { listen };
}
