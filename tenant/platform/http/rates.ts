import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Failure } from '../../../shared/model/failure.ts';

/** Whose requests are counted, beside those of each credential. */
export type Counted = 'address' | 'member' | 'tenant';

/** Most requests in a minute, as so many times those of one credential. */
const TIMES: Readonly<Record<Counted, number>> = { address: 10, member: 2, tenant: 20 };
const MINUTE_S = 60;

const SAID: Readonly<Record<Counted, string>> = {
  address: 'your address',
  member: 'you',
  tenant: 'your team',
};

/** Counts requests of this process. Throws RATE_LIMITED when there are too many of somebody. */
export type CountRequest = (of: Counted, key: string) => Promise<void>;

/** Makes the counters, from what one credential may ask in a minute. */
export function createRates(requestsPerMinute: number): CountRequest {
  const limiters = Object.fromEntries(
    Object.entries(TIMES).map(([of, times]) => [
      of,
      new RateLimiterMemory({ points: requestsPerMinute * times, duration: MINUTE_S }),
    ]),
  );
  return async (of, key) => {
    try {
      await limiters[of]?.consume(key);
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused;
      const after = Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
      throw new Failure(
        'RATE_LIMITED',
        `More requests came of ${SAID[of]} than are answered in a minute. Try again after ${after} s.`,
        { retryAfter: after },
        { retryable: true },
      );
    }
  };
}
