import { cancelled, Failure } from '#shared/model/failure.ts';

/** What a call is tried with: one of several ways, the wanted one first. */
export interface Way<T> {
  /** Name of the provider: its failures are counted together. */
  readonly provider: string;
  /** Calls a minute; null: as many as there are. */
  readonly callsPerMinute: number | null;
  run(): Promise<T>;
}

export interface Clock {
  now(): number;
  /** Resolves after so long, or rejects with CANCELLED when the signal aborts. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** 0 to 1. */
  random(): number;
}

const TRIES = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 20_000;
/** Failures in a row after which a provider is left alone, and for how long. */
const BREAKS_AFTER = 4;
const BROKEN_FOR_MS = 30_000;
const MINUTE_MS = 60_000;

export type Steadfast = ReturnType<typeof createSteadfast>;

/**
 * Gets a call done: tries again what may be tried again, waiting longer each time with a jitter (never less than the
 * provider asks for); leaves a provider alone that failed several times in a row; goes on to the next way; keeps to the
 * calls a minute. A call that has begun to answer is not tried again: `run` must throw a Failure that is not retryable.
 */
export function createSteadfast(clock: Clock = systemClock) {
  const states = new Map<string, { failures: number; openUntil: number; calls: number[] }>();
  const stateOf = (provider: string) => {
    const known = states.get(provider) ?? { failures: 0, openUntil: 0, calls: [] };
    states.set(provider, known);
    return known;
  };

  /** Waits for a place among the calls of a minute. */
  async function place({ provider, callsPerMinute }: Way<unknown>, signal: AbortSignal) {
    if (callsPerMinute === null) return;
    const state = stateOf(provider);
    for (;;) {
      state.calls = state.calls.filter((at) => at > clock.now() - MINUTE_MS);
      const [oldest] = state.calls;
      if (oldest === undefined || state.calls.length < callsPerMinute) break;
      await clock.wait(oldest + MINUTE_MS - clock.now(), signal);
    }
    state.calls.push(clock.now());
  }

  async function oneWay<T>(way: Way<T>, signal: AbortSignal): Promise<T> {
    const state = stateOf(way.provider);
    if (state.openUntil > clock.now()) {
      const seconds = Math.ceil((state.openUntil - clock.now()) / 1000);
      throw new Failure(
        'PROVIDER_LEFT_ALONE',
        `The provider "${way.provider}" failed ${state.failures} times in a row and is left alone for ${seconds} s more.`,
        { provider: way.provider },
        { retryable: true },
      );
    }
    for (let attempt = 1; ; attempt++) {
      if (signal.aborted) throw cancelled();
      await place(way, signal);
      try {
        const done = await way.run();
        state.failures = 0;
        return done;
      } catch (error) {
        if (signal.aborted) throw cancelled();
        if (!(error instanceof Failure) || !COUNTED.has(error.code)) throw error;
        state.failures++;
        if (state.failures >= BREAKS_AFTER) {
          state.openUntil = clock.now() + BROKEN_FOR_MS;
          throw error;
        }
        if (!error.retryable || attempt >= TRIES) throw error;
        await clock.wait(waitAfter(error, attempt, clock.random()), signal);
      }
    }
  }

  return {
    /** Runs the first way that succeeds. Throws the failure of the first when none does, CANCELLED. */
    async run<T>(ways: readonly Way<T>[], signal: AbortSignal): Promise<T> {
      let first: unknown = null;
      for (const way of ways) {
        try {
          return await oneWay(way, signal);
        } catch (error) {
          if (signal.aborted) throw cancelled();
          // What the budget, the policy or the analyst forbids is not got round by asking somebody else.
          if (!(error instanceof Failure) || !PASSED_ON.has(error.code)) throw error;
          first ??= error;
        }
      }
      throw (
        first ?? new Failure('PROVIDER_NONE', 'No provider is set up for this. Nothing was sent.')
      );
    },
  };
}

/** Failures of a provider, as opposed to ours. */
const COUNTED = new Set([
  'PROVIDER_RATE_LIMITED',
  'PROVIDER_OVERLOADED',
  'PROVIDER_UNREACHABLE',
  'PROVIDER_ANSWER_BROKEN',
  'PROVIDER_TIMED_OUT',
]);
const PASSED_ON = new Set([
  ...COUNTED,
  'PROVIDER_LEFT_ALONE',
  'PROVIDER_KEY_REFUSED',
  'PROVIDER_KEY_MISSING',
  'PROVIDER_MODEL_UNKNOWN',
  'PROVIDER_REFUSED_CALL',
  'PROVIDER_REDIRECTS',
]);

function waitAfter({ details }: Failure, attempt: number, random: number): number {
  const asked = Number(details['retryAfterMs'] ?? 0);
  const grown = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (attempt - 1));
  return Math.max(Math.min(asked, MINUTE_MS), grown * (0.5 + random / 2));
}

const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(done, Math.max(0, ms));
      function stop(): void {
        clearTimeout(timer);
        reject(cancelled());
      }
      function done(): void {
        signal.removeEventListener('abort', stop);
        resolve();
      }
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop, { once: true });
    }),
  random: () => Math.random(),
};
