/** Lets no more than so many be at something at once; who comes later waits, and comes in order. */
export interface Turns {
  /** Comes when it is one's turn. */
  take(): Promise<void>;
  /** Gives the turn to who waits longest. */
  give(): void;
}

/** Makes turns of which `most` are taken at once. */
export function createTurns(most: number): Turns {
  let free = most;
  const waiting: (() => void)[] = [];
  return {
    take: () =>
      new Promise((resolve) => {
        if (free > 0) {
          free--;
          resolve();
        } else waiting.push(resolve);
      }),
    give() {
      const next = waiting.shift();
      if (next === undefined) free++;
      else next();
    },
  };
}
