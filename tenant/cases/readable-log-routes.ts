import { z } from 'zod';
import { rawLogsPieces } from '../../shared/sync/raw-logs-api.ts';
import {
  MOST_READ,
  newReadable,
  readableLogs,
  readableRecords,
  storedRawLogs,
} from '../../shared/sync/readable-logs-api.ts';
import { requireFreshAuth, requireScope } from '../identity/index.ts';
import { problem, type HttpServer, type ServerKeys } from '../platform/index.ts';
import type { RawLogsPlace } from './raw-log-routes.ts';
import { allowReading, endReading, readableTo, readRecords, type Wanted } from './readable-logs.ts';
import { storedFor } from './stored-raw-logs.ts';

export type ReadablePlace = RawLogsPlace & { readonly keys: ServerKeys };

const tags = ['raw logs'];
const uuid = z.uuid().lowercase();
const params = z.strictObject({ caseId: uuid, uploadId: uuid });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem };
const ANNOUNCEMENT_BYTES = 8 * 1024 * 1024;
const FRESH = { maxAgeSeconds: 300 };
const part = {
  from: z.coerce.number().int().min(0).max(2_147_483_647).default(0),
  limit: z.coerce.number().int().min(1).max(MOST_READ).default(MOST_READ),
};

/** Adds how the server is let read raw logs where a policy of the team allows it, and how they are then read. */
export function addReadableLogRoutes(server: HttpServer, place: ReadablePlace): void {
  const { database, authenticate, limits, keys } = place;
  server.put(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/readable',
    {
      bodyLimit: ANNOUNCEMENT_BYTES,
      schema: {
        tags,
        summary: 'Lets the server read raw logs, where a policy of the team allows that',
        params,
        body: newReadable,
        response: { 200: rawLogsPieces, ...refusals, 402: problem, 413: problem },
      },
    },
    async ({ headers, params: asked, body }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      return database.inTenant(principal.tenant, (transaction) =>
        allowReading(transaction, keys, { principal, ...asked }, body, limits),
      );
    },
  );
  server.delete(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/readable',
    {
      schema: {
        tags,
        summary: 'Ends that the server may read raw logs; their sealed file stays',
        params,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, params: asked }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      await database.inTenant(principal.tenant, (transaction) =>
        endReading(transaction, { principal, ...asked }, limits),
      );
      return reply.status(204).send(null);
    },
  );
  server.get(
    '/api/v1/readable-logs',
    {
      schema: {
        tags,
        summary:
          'Raw logs that the server may read: of this member’s cases, of all for a lead or an admin',
        response: { 200: z.strictObject({ logs: z.array(readableLogs) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      return database.inTenant(principal.tenant, async (transaction) => ({
        logs: await readableTo(transaction, keys, principal),
      }));
    },
  );
  server.get(
    '/api/v1/raw-logs',
    {
      schema: {
        tags,
        summary:
          'Raw logs that lie here: of this member’s cases, of all for a lead or an admin, and which of them the server may read',
        response: { 200: z.strictObject({ rawLogs: z.array(storedRawLogs) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      return database.inTenant(principal.tenant, async (transaction) => ({
        rawLogs: await storedFor(transaction, keys, principal),
      }));
    },
  );
  addReadingRoutes(server, place);
}

function addReadingRoutes(
  server: HttpServer,
  { database, authenticate, keys }: ReadablePlace,
): void {
  const preHandler = requireFreshAuth(authenticate, FRESH);
  const read = async (
    headers: Parameters<ReadablePlace['authenticate']>[0],
    asked: z.output<typeof params>,
    wanted: Wanted,
  ) => {
    const principal = await authenticate(headers);
    return database.inTenant(principal.tenant, (transaction) =>
      readRecords(transaction, keys, { principal, ...asked }, wanted),
    );
  };
  server.get(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/records',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Records of raw logs that the server may read, in the order of their files',
        params,
        querystring: z.strictObject(part),
        response: { 200: readableRecords, ...refusals },
      },
    },
    async ({ headers, params: asked, query }) => read(headers, asked, { ...query, text: null }),
  );
  server.get(
    '/api/v1/cases/:caseId/raw-logs/:uploadId/search',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Those of them that a text stands in, as far as one request looks',
        params,
        querystring: z.strictObject({ ...part, text: z.string().min(1).max(500) }),
        response: { 200: readableRecords, ...refusals },
      },
    },
    async ({ headers, params: asked, query }) => read(headers, asked, query),
  );
}
