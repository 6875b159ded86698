import { createTeamListeners, type Replicas, type TeamListeners } from '../platform/index.ts';

/** Tells who listens that a tenant has something new. It carries no data: who is told pulls. */
export interface Pokes {
  /** Calls `told` with the last number of the tenant after each change; gives what ends it. */
  readonly listen: TeamListeners<[seq: number]>['listen'];
  poke(tenant: string, seq: number): void;
}

/** Pokes within this process, and in the others that it tells. */
export function createPokes(replicas: Pick<Replicas, 'tell' | 'hear'>): Pokes {
  const { listen, tell } = createTeamListeners<[seq: number]>();
  replicas.hear(({ tenant, seq }) => tell(tenant, seq));
  return {
    listen,
    poke(tenant, seq) {
      tell(tenant, seq);
      replicas.tell({ tenant, seq });
    },
  };
}
