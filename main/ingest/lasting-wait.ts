/**
 * A promise that lasts, to be waited for together with many that do not. `Promise.race` leaves a handler in each
 * promise it is given, and that handler holds what the race came to: raced with every block of a log, one promise
 * for the end of the reading held what was told of each block until then.
 */
export class LastingWait<L> {
  private readonly lasting: Promise<L>;
  private readonly waiting = new Set<() => void>();
  private isSettled = false;

  constructor(lasting: Promise<L>) {
    this.lasting = lasting;
    const settle = (): void => {
      this.isSettled = true;
      for (const wake of this.waiting) wake();
    };
    lasting.then(settle, settle);
  }

  /** What comes first: what lasts, or this. Throws what the first of them throws. */
  async race<S>(other: Promise<S>): Promise<L | S> {
    if (this.isSettled) return Promise.race([this.lasting, other]);
    const turn = Promise.withResolvers<L>();
    const wake = (): void => turn.resolve(this.lasting);
    this.waiting.add(wake);
    try {
      return await Promise.race([turn.promise, other]);
    } finally {
      this.waiting.delete(wake);
    }
  }
}
