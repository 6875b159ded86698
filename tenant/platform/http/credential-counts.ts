import type { FastifyRateLimitStore } from '@fastify/rate-limit';
import type { Count, Replicas } from '../replicas.ts';

type Told = Parameters<FastifyRateLimitStore['incr']>[1];

/**
 * Where `@fastify/rate-limit` counts what each credential asks: by counters that processes may share, one kind for the server
 * and one for each route that has a limit of its own. Every window of the server is a minute, as that of the counters is.
 */
export function credentialCounts(replicas: Pick<Replicas, 'counts'>) {
  return class CredentialCounts implements FastifyRateLimitStore {
    readonly #count: Count;

    constructor(options: object) {
      const { routeInfo } = options as { routeInfo?: { method?: unknown; url?: unknown } };
      const of =
        routeInfo === undefined ? 'all' : `${String(routeInfo.method)} ${String(routeInfo.url)}`;
      this.#count = replicas.counts(`credential ${of}`);
    }

    incr(name: string, tell: Told): void {
      this.#count(name).then(
        ({ count, leftMs }) => tell(null, { current: count, ttl: leftMs }),
        (error: unknown) => tell(error instanceof Error ? error : new Error(String(error))),
      );
    }

    child(options: object): CredentialCounts {
      return new CredentialCounts(options);
    }
  };
}
