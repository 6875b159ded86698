/** Those who wait for something to change. */
export class Wakers {
  private waiting = Promise.withResolvers<void>();

  /** Resolves when something changes from now on. */
  next(): Promise<void> {
    return this.waiting.promise;
  }

  /** Something changed. */
  readonly wake = (): void => {
    this.waiting.resolve();
    this.waiting = Promise.withResolvers<void>();
  };
}
