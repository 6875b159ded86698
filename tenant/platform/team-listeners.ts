/** Who is to be told of something that happens in a team. */
export interface TeamListeners<Said extends unknown[]> {
  /** Calls `told` each time; gives what ends it. */
  listen(tenant: string, told: (...said: Said) => void): () => void;
  tell(tenant: string, ...said: Said): void;
}

/** Listeners of this process, by team. */
export function createTeamListeners<Said extends unknown[]>(): TeamListeners<Said> {
  const listeners = new Map<string, Set<(...said: Said) => void>>();
  return {
    listen(tenant, told) {
      const ofTenant = listeners.get(tenant) ?? new Set();
      listeners.set(tenant, ofTenant.add(told));
      return () => {
        ofTenant.delete(told);
        if (ofTenant.size === 0) listeners.delete(tenant);
      };
    },
    tell(tenant, ...said) {
      for (const told of listeners.get(tenant) ?? []) told(...said);
    },
  };
}
