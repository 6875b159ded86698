import type { NumberedStep, OtherStep, ReadStep } from './case-sink.ts';
import type { SourceNumber } from './source-number.ts';
import { Wakers } from './wakers.ts';

/** A step of reading as it waits: the source is named by what will have its number. */
export type WaitingStep = (NumberedStep & { readonly source: SourceNumber }) | OtherStep;

/** A step in its place. */
export interface QueuedStep {
  /** How much it holds until it is committed. */
  readonly bytes: number;
  /** What is to be done, asked in its turn; null: nothing any more. */
  make(): WaitingStep | null | Promise<WaitingStep | null>;
  /** Told when it is committed; `taken` is the number of the source that it took in. */
  committed?(taken: number | null): void;
}

/** Commits steps, in their order and all in one transaction; gives the numbers of the sources that they took in. */
export type CommitSteps = (steps: readonly ReadStep[]) => Promise<readonly number[]>;

interface Made {
  readonly step: WaitingStep;
  readonly committed: QueuedStep['committed'];
}

/** What is gathered is committed when it is so much, or so many steps: the case thread is held by none for long. */
const MOST_BYTES = 1024 * 1024;
const MOST_STEPS = 256;
/** Or when the first of it has waited so long. */
const LONGEST_MS = 100;
/** What a step weighs beside its bytes, so that steps without any do not wait in any number. */
const STEP_BYTES = 4 * 1024;

/**
 * Commits steps one after the other while at most so many bytes of them are waiting, so that parsing can run ahead
 * of committing but not without bound. Small ones go in one transaction: of thousands of small files each has
 * several, and a transaction costs as much as a small file itself. After a step failed no other is committed, and the failure is thrown
 * from whatever is called next.
 */
export class CommitQueue {
  private readonly mostWaiting: number;
  private readonly commit: CommitSteps;
  private readonly queue: QueuedStep[] = [];
  private making: Promise<WaitingStep | null> | null = null;
  private waiting = 0;
  private running: Promise<void> | null = null;
  private isHurried = false;
  private failure: { readonly reason: unknown } | null = null;
  private readonly changed = new Wakers();

  constructor(mostWaiting: number, commit: CommitSteps) {
    this.mostWaiting = mostWaiting;
    this.commit = commit;
  }

  /** Takes a step, as soon as there is room for it. */
  async add(step: QueuedStep): Promise<void> {
    while (this.waiting >= this.mostWaiting && this.failure === null) await this.changed.next();
    this.throwFailure();
    this.waiting += weightOf(step);
    this.queue.push(step);
    this.changed.wake();
    this.running ??= this.run();
  }

  /** Waits until all steps are committed. */
  async drain(): Promise<void> {
    this.isHurried = true;
    this.changed.wake();
    while (this.running !== null) await this.running;
    this.isHurried = false;
    this.throwFailure();
  }

  private async run(): Promise<void> {
    try {
      while (this.queue.length > 0) await this.commitNext();
    } catch (reason) {
      this.failure ??= { reason };
      this.queue.length = 0;
      this.waiting = 0;
    } finally {
      this.running = null;
      this.changed.wake();
    }
  }

  private async commitNext(): Promise<void> {
    const { made, weight } = await this.gather();
    if (made.length > 0) {
      const taken = await this.commit(made.map(({ step }) => numbered(step)));
      let next = 0;
      for (const { step, committed } of made) {
        committed?.(step.operation === 'addSource' ? (taken[next++] ?? null) : null);
      }
    }
    this.waiting -= weight;
    this.changed.wake();
  }

  /** Steps for one transaction; it ends early rather than that the first of them waits for long. */
  private async gather(): Promise<{ made: Made[]; weight: number }> {
    const made: Made[] = [];
    let weight = 0;
    const late = new Deadline(LONGEST_MS);
    try {
      while (weight < MOST_BYTES && made.length < MOST_STEPS) {
        const [first] = this.queue;
        if (first === undefined) {
          if (this.isHurried || made.length === 0 || late.isOver) break;
          await Promise.race([this.changed.next(), late.over]);
          continue;
        }
        this.making ??= Promise.resolve(first.make());
        const step = await (made.length === 0
          ? this.making
          : Promise.race([this.making, late.over]));
        if (step === undefined) break;
        this.making = null;
        this.queue.shift();
        weight += weightOf(first);
        if (step !== null) made.push({ step, committed: first.committed?.bind(first) });
        if (made.length > 0) late.begin();
      }
    } finally {
      late.stop();
    }
    return { made, weight };
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure.reason;
  }
}

function weightOf({ bytes }: QueuedStep): number {
  return bytes + STEP_BYTES;
}

function numbered(step: WaitingStep): ReadStep {
  if (!('source' in step)) return step;
  const { source, ...rest } = step;
  return { ...rest, sourceId: source.id };
}

/** A time that comes so long after it was begun. */
class Deadline {
  isOver = false;
  readonly over: Promise<undefined>;
  private readonly ms: number;
  private readonly end: () => void;
  private timer: NodeJS.Timeout | null = null;

  constructor(ms: number) {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.ms = ms;
    this.over = promise;
    this.end = () => {
      this.isOver = true;
      resolve(undefined);
    };
  }

  begin(): void {
    this.timer ??= setTimeout(this.end, this.ms);
  }

  stop(): void {
    if (this.timer !== null) clearTimeout(this.timer);
  }
}
