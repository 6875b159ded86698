/** Tells who listens that a tenant has something new. It carries no data: who is told pulls. */
export interface Pokes {
  /** Calls `told` with the last number of the tenant after each change; gives what ends it. */
  listen(tenant: string, told: (seq: number) => void): () => void;
  poke(tenant: string, seq: number): void;
}

/** Pokes within this process. */
export function createPokes(): Pokes {
  const listeners = new Map<string, Set<(seq: number) => void>>();
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
      for (const told of listeners.get(tenant) ?? []) told(seq);
    },
  };
}
