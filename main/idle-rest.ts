/** A thread rests after so long without work: what it has opened it keeps until then, in case the next question is about the same. */
export const REST_AFTER_MS = 10_000;

/** Runs something once whenever nothing was done for a while. */
export interface IdleRest {
  /** Around everything that is done. */
  during<T>(work: () => Promise<T>): Promise<T>;
  stop(): void;
}

/** `rest` runs when no work is under way and none was for `afterMs`. The wait alone keeps no process running. */
export function createIdleRest(afterMs: number, rest: () => void): IdleRest {
  let working = 0;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  return {
    async during(work) {
      clearTimeout(timer);
      working++;
      try {
        return await work();
      } finally {
        working--;
        if (working === 0 && !stopped) timer = setTimeout(rest, afterMs).unref();
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
