import { Failure } from '../../../shared/model/failure.ts';
import { aloneReplica, type Replicas } from '../replicas.ts';

/** Whose requests are counted, beside those of each credential. */
export type Counted = 'address' | 'member' | 'tenant';

/** Most requests in a minute, as so many times those of one credential. */
const TIMES: Readonly<Record<Counted, number>> = { address: 10, member: 2, tenant: 20 };

const SAID: Readonly<Record<Counted, string>> = {
  address: 'your address',
  member: 'you',
  tenant: 'your team',
};

/** Counts requests, of all processes that share counts. Throws RATE_LIMITED when there are too many of somebody. */
export type CountRequest = (of: Counted, key: string) => Promise<void>;

/** Makes the counters, from what one credential may ask in a minute. */
export function createRates(
  requestsPerMinute: number,
  replicas: Pick<Replicas, 'counts'> = aloneReplica(),
): CountRequest {
  const counts = {
    address: replicas.counts('address'),
    member: replicas.counts('member'),
    tenant: replicas.counts('tenant'),
  };
  return async (of, key) => {
    const { count, leftMs } = await counts[of](key);
    if (count <= requestsPerMinute * TIMES[of]) return;
    const after = Math.max(1, Math.ceil(leftMs / 1000));
    throw new Failure(
      'RATE_LIMITED',
      `More requests came of ${SAID[of]} than are answered in a minute. Try again after ${after} s.`,
      { retryAfter: after },
      { retryable: true },
    );
  };
}
