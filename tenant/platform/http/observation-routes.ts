import { timingSafeEqual, createHash } from 'node:crypto';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { z } from 'zod';
import { Failure } from '../../../shared/model/failure.ts';
import { isLoopback } from '../configuration.ts';
import type { Database } from '../database/database.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { HttpServer } from './typed-server.ts';
import { problem } from './problem.ts';

export interface Observed {
  readonly database: Database;
  readonly jobs: Pick<Jobs, 'figures'>;
  /** Whether the server takes requests: it does not while it ends. */
  readonly isServing: () => boolean;
  readonly metricsToken: string | undefined;
}

/**
 * Adds what a look from outside needs: `/healthz` (the process answers), `/readyz` (it can do its work), `/metrics`
 * (Prometheus), and the description of all routes.
 */
export function addObservationRoutes(
  server: HttpServer,
  { database, jobs, isServing, metricsToken }: Observed,
): void {
  const registry = metricsOf(server, database, jobs);
  server.get(
    '/healthz',
    {
      schema: {
        tags: ['platform'],
        summary: 'Whether the process answers',
        response: { 200: z.strictObject({ status: z.literal('alive') }) },
      },
    },
    () => ({ status: 'alive' as const }),
  );
  server.get(
    '/readyz',
    {
      schema: {
        tags: ['platform'],
        summary: 'Whether the server can do its work: its database answers, and it is not ending',
        response: { 200: z.strictObject({ status: z.literal('ready') }), 503: problem },
      },
    },
    async () => {
      if (!isServing()) throw notReady('The server is ending.', null);
      try {
        await database.ping();
      } catch (error) {
        throw notReady('The database does not answer.', error);
      }
      return { status: 'ready' as const };
    },
  );
  server.get(
    '/metrics',
    {
      schema: {
        tags: ['platform'],
        summary: 'Figures for Prometheus; from another machine with the token of the configuration',
        response: { 200: z.string(), 403: problem },
      },
    },
    async (request, reply) => {
      const { authorization } = request.headers;
      if (!isLoopback(request.ip) && !carries(authorization, metricsToken)) {
        throw new Failure('NOT_ALLOWED', 'Figures are given to this machine, or for the token.');
      }
      const text = await registry.metrics();
      return reply.header('content-type', registry.contentType).serializer(String).send(text);
    },
  );
  server.get('/api/v1/openapi.json', { schema: { hide: true } }, (_request, reply) =>
    reply.type('application/json; charset=utf-8').serializer(JSON.stringify).send(server.swagger()),
  );
}

function notReady(sentence: string, cause: unknown): Failure {
  return new Failure('NOT_READY', sentence, {}, { retryable: true, cause });
}

/** Compares in a time that does not tell how much of it was right. */
function carries(header: string | undefined, token: string | undefined): boolean {
  if (token === undefined || header === undefined) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header), digest(`Bearer ${token}`));
}

function metricsOf(server: HttpServer, database: Database, jobs: Observed['jobs']): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  // Sums under names that belong to counters, as promtool says; the gauges by kind are told beside them.
  for (const name of ['resources', 'handles', 'requests']) {
    registry.removeSingleMetric(`nodejs_active_${name}_total`);
  }
  const requests = new Histogram({
    name: 'error_iq_http_request_seconds',
    help: 'Time of requests, by route (not by address, which would be without end), method and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  });
  server.addHook('onResponse', async ({ method, routeOptions }, reply) => {
    const labels = { method, route: routeOptions.url ?? 'none', status: reply.statusCode };
    requests.observe(labels, reply.elapsedTime / 1000);
  });
  new Gauge({
    name: 'error_iq_database_connections',
    help: 'Connections of this process to its database.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      for (const [state, count] of Object.entries(database.connections())) {
        this.set({ state }, count);
      }
    },
  });
  new Gauge({
    name: 'error_iq_jobs',
    help: 'Jobs of the queue that are kept, by kind and state.',
    labelNames: ['kind', 'state'],
    registers: [registry],
    async collect() {
      // While the database is away the other figures are told.
      for (const { kind, waiting, running, failed } of await jobs.figures().catch(() => [])) {
        for (const [state, count] of Object.entries({ waiting, running, failed })) {
          this.set({ kind, state }, count);
        }
      }
    },
  });
  return registry;
}
