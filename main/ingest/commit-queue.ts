/**
 * Runs steps one after the other while at most `capacity` are waiting, so that parsing can run ahead
 * of committing but not without bound. After a step failed no other runs, and the failure is thrown
 * from whatever is called next.
 */
export class CommitQueue {
  private readonly capacity: number;
  private tail: Promise<void> = Promise.resolve();
  private waiting = 0;
  private failure: { readonly reason: unknown } | null = null;
  private wake: (() => void) | null = null;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Takes a step, as soon as there is room for it. */
  async add(step: () => Promise<void>): Promise<void> {
    while (this.waiting >= this.capacity && this.failure === null) {
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
    this.throwFailure();
    this.waiting++;
    this.tail = this.tail.then(() => this.run(step));
  }

  /** Waits until all steps are done. */
  async drain(): Promise<void> {
    await this.tail;
    this.throwFailure();
  }

  private async run(step: () => Promise<void>): Promise<void> {
    try {
      if (this.failure === null) await step();
    } catch (reason) {
      this.failure ??= { reason };
    } finally {
      this.waiting--;
      this.wake?.();
      this.wake = null;
    }
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.reason;
  }
}
