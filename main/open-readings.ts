/** The readings of an open case that are under way. */
export function createOpenReadings() {
  let count = 0;
  /** Those that are under way together. */
  let all = Promise.withResolvers<void>();
  let folded: Promise<void> = Promise.resolve();
  return {
    isAny: (): boolean => count > 0,
    /** Whether nothing else is read beside who asks. */
    isLast: (): boolean => count === 1,
    begin(): void {
      if (count === 0) all = Promise.withResolvers<void>();
      count++;
    },
    /** Nothing is left to be read; what was read is still to be folded. */
    atEnd(): void {
      if (count > 0) folded = all.promise;
    },
    /** One is over; `fold` folds what was read where nothing else is being read (`isLast`), or shows it. Rejects as that does. */
    async end(fold: (isLast: boolean) => Promise<void>): Promise<void> {
      const ending = all;
      count--;
      const isLast = count === 0;
      try {
        await fold(isLast);
      } finally {
        if (isLast) ending.resolve();
      }
    },
    /**
     * Resolves at once while something is read, and when nothing is left to be read as soon as all of it is folded: what is
     * made of folded records would be made of some of them, and anew a moment later.
     */
    folded: (): Promise<void> => folded,
  };
}
