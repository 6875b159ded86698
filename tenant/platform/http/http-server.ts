import { createHash } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import rateLimit from '@fastify/rate-limit';
import swagger from '@fastify/swagger';
import { fastify, LogController, type FastifyBaseLogger, type FastifyReply } from 'fastify';
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransformObject,
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import { Failure } from '../../../shared/model/failure.ts';
import { actingFor } from '../acting.ts';
import type { Certificate } from '../certificate.ts';
import { addEntityTags } from './entity-tags.ts';
import { addJsonBodies } from './json-bodies.ts';
import type { HttpServer } from './typed-server.ts';
import { statusOf, type Problem } from './problem.ts';
import type { Replicas } from '../replicas.ts';
import { credentialCounts } from './credential-counts.ts';
import { describeRoute } from './describe-route.ts';
import { createRates } from './rates.ts';
import { addRouteRules } from './route-rules.ts';

export interface HttpServerOptions {
  readonly certificate: Pick<Certificate, 'certificate' | 'key'> | null;
  readonly log: FastifyBaseLogger;
  readonly version: string;
  /** Most requests in a minute of one credential, or of one address that sends none. */
  readonly requestsPerMinute: number;
  /** What counts are shared with; null: nobody. */
  readonly replicas?: Pick<Replicas, 'counts'> | null;
}

/** Largest body of a request, bytes; routes that take more say so. */
const BODY_LIMIT = 1024 * 1024;
/** A request whose head does not come is given up. */
const REQUEST_MS = 30_000;

const WATCHERS: ReadonlySet<string> = new Set(['/healthz', '/readyz', '/metrics']);

/** What every answer says to a browser that comes by: nothing here is to be framed, guessed at or kept. */
const HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/**
 * Makes the server without listening: TLS 1.3 only, one zod schema a route for validation, types and OpenAPI 3.1, every
 * refusal as a problem.
 */
export async function createHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const server = bare(options).withTypeProvider<ZodTypeProvider>() as unknown as HttpServer;
  server.setValidatorCompiler(validatorCompiler);
  server.setSerializerCompiler(serializerCompiler);
  server.addHook('onSend', async (_request, reply) => {
    for (const [name, value] of Object.entries(HEADERS)) {
      if (!reply.hasHeader(name)) void reply.header(name, value);
    }
  });
  // After the body was read: what runs then runs in another context than what came before.
  server.addHook('preValidation', ({ id, method, routeOptions }, _reply, done) =>
    actingFor({ id, method, route: routeOptions.url ?? '' }, done),
  );
  addJsonBodies(server);
  addRouteRules(server);
  server.setErrorHandler((error, request, reply) => {
    const found = problemOf(error, request.id);
    if (found.status >= 500) request.log.error({ code: found.code, err: nameOf(error) }, 'failed');
    const { retryAfter } = found.details;
    if (typeof retryAfter === 'number') void reply.header('retry-after', retryAfter);
    return send(reply, found);
  });
  server.setNotFoundHandler((request, reply) =>
    send(reply, problemOf(new Failure('NOT_FOUND', 'There is nothing here.'), request.id)),
  );
  addEntityTags(server);
  const { replicas = null } = options;
  const count = createRates(options.requestsPerMinute, replicas ?? undefined);
  server.addHook('onRequest', async ({ ip, routeOptions }) => {
    if (!WATCHERS.has(routeOptions.url ?? '')) await count('address', ip);
  });
  await server.register(rateLimit, {
    max: options.requestsPerMinute,
    timeWindow: '1 minute',
    allowList: ({ routeOptions }) => WATCHERS.has(routeOptions.url ?? ''),
    keyGenerator: ({ headers: { authorization }, ip }) =>
      authorization === undefined
        ? ip
        : createHash('sha256').update(authorization).digest('base64url'),
    enableDraftSpec: true,
    ...(replicas === null ? {} : { store: credentialCounts(replicas) }),
    errorResponseBuilder: (_request, { after }) =>
      new Failure(
        'RATE_LIMITED',
        `More requests came than are answered in a minute. Try again after ${after}.`,
        {},
        { retryable: true },
      ),
  });
  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Auterity Error-IQ tenant',
        description: 'The team server: shared cases, sync and deployments.',
        version: options.version,
      },
    },
    transform: describeRoute,
    transformObject: jsonSchemaTransformObject,
  });
  return server;
}

function bare({ certificate, log }: HttpServerOptions) {
  const shared = {
    loggerInstance: log,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_MS,
    // Ids of passkeys and sealed links are longer than ids of ours.
    routerOptions: { maxParamLength: 1500 },
    // Open connections end with the request that they carry.
    forceCloseConnections: 'idle' as const,
    logController: new LogController({ disableRequestLogging: true }),
  };
  if (certificate === null) return fastify(shared);
  return fastify({
    ...shared,
    https: {
      cert: certificate.certificate,
      key: certificate.key,
      minVersion: 'TLSv1.3' as const,
    },
  });
}

function send(reply: FastifyReply, found: Problem): FastifyReply {
  return reply
    .status(found.status)
    .header('content-type', 'application/problem+json')
    .serializer(JSON.stringify)
    .send(found);
}

/** What a person is told. Of what was not foreseen only that it happened: its text may carry data. */
function problemOf(error: unknown, request: string): Problem {
  if (error instanceof Failure) {
    return filled(statusOf(error.code), error.code, error.message, request, error.details);
  }
  if (hasZodFastifySchemaValidationErrors(error)) {
    const faults = error.validation.map(
      ({ instancePath, message }) =>
        `${instancePath === '' ? 'the whole' : instancePath}: ${message}`,
    );
    const where = error.validationContext ?? 'request';
    return filled(400, 'REQUEST_INVALID', `The ${where} is not as it must be.`, request, {
      faults: faults.slice(0, 10).join('; '),
    });
  }
  if (isUnkeepable(error)) {
    const said = 'Something in the request is no text or number that can be kept.';
    return filled(400, 'REQUEST_INVALID', said, request, {});
  }
  const status = statusCodeOf(error);
  if (status >= 400 && status < 500) {
    const code = status === 413 ? 'REQUEST_TOO_LARGE' : 'REQUEST_INVALID';
    return filled(status, code, `${STATUS_CODES[status] ?? 'Refused'}.`, request, {});
  }
  return filled(
    500,
    'INTERNAL',
    'Something failed on the server. Nothing of the request was kept; its log says more under the number of the request.',
    request,
    {},
  );
}

/** What PostgreSQL says of values that it has no place for: U+0000 in text, a number out of its range. */
const UNKEEPABLE: ReadonlySet<string> = new Set(['22021', '22P05', '22003']);

function isUnkeepable(error: unknown): boolean {
  return error instanceof Error && 'code' in error && UNKEEPABLE.has(String(error.code));
}

function filled(
  status: number,
  code: string,
  title: string,
  request: string,
  details: Problem['details'],
): Problem {
  const type = `urn:error-iq:problem:${code.toLowerCase().replaceAll('_', '-')}`;
  return { type, title, status, code, request, details };
}

function statusCodeOf(error: unknown): number {
  return typeof error === 'object' && error !== null && 'statusCode' in error
    ? Number(error.statusCode)
    : 500;
}

/** Enough of an error to look for it: neither its text nor what it was about. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const at = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '));
  return `${error.name} ${'code' in error ? String(error.code) : ''} ${at?.trim() ?? ''}`;
}
