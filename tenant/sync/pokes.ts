import type { Replicas } from '../platform/index.ts';

/** Tells who listens that a tenant has something new. It carries no data: who is told pulls. */
export interface Pokes {
  /** Calls `told` with the last number of the tenant after each change; gives what ends it. */
  listen(tenant: string, told: (seq: number) => void): () => void;
  poke(tenant: string, seq: number): void;
}

/** Pokes within this process, and in the others that it tells. */
export function createPokes(replicas: Pick<Replicas, 'tell' | 'hear'>): Pokes {
  const listeners = new Map<string, Set<(seq: number) => void>>();
  const pokeHere = (tenant: string, seq: number): void => {
    for (const told of listeners.get(tenant) ?? []) told(seq);
  };
  replicas.hear(({ tenant, seq }) => pokeHere(tenant, seq));
  return {
    listen(tenant, told) {
      const ofTenant = listeners.get(tenant) ?? new Set();
      listeners.set(tenant, ofTenant.add(told));
      return () => {
        ofTenant.delete(told);
        if (ofTenant.size === 0) listeners.delete(tenant);
      };
    },
    poke(tenant, seq) {
      pokeHere(tenant, seq);
      replicas.tell({ tenant, seq });
    },
  };
}
