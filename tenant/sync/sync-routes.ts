import websocket from '@fastify/websocket';
import { z } from 'zod';
import {
  LONGEST_SEALED,
  MOST_ENTRIES,
  MOST_SEALED,
  pullPage,
  pushDone,
  pushRequest,
  syncStop,
} from '../../shared/sync/sync-wire.ts';
import { requireScope, type Authenticate, type Principal } from '../identity/index.ts';
import {
  createHeldSockets,
  problem,
  type Database,
  type HttpServer,
  type LimitGuard,
} from '../platform/index.ts';
import type { Pokes } from './pokes.ts';
import { createPulls } from './pulls-together.ts';
import { createPushes } from './push-together.ts';

export interface SyncPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly pokes: Pokes;
  readonly limits: Pick<LimitGuard, 'storageRoom'>;
}

const tags = ['sync'];
const caseParams = z.strictObject({ caseId: z.uuid().lowercase() });
const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 413: problem };
const pushRefusals = { ...refusals, 402: problem };
/** A push of its most, or of one entry of the longest, with what JSON adds. */
const PUSH_BYTES = LONGEST_SEALED + MOST_SEALED + MOST_ENTRIES * 512;
/** Most connections for pokes of one member. */
const MOST_LISTENING = 20;
/** Largest message that a WebSocket of the server takes, bytes: a query of GraphQL. */
const LARGEST_MESSAGE = 32 * 1024;

/** Adds what copies of cases sync by: push, pull, and pokes over a WebSocket. */
export async function addSyncRoutes(server: HttpServer, place: SyncPlace): Promise<void> {
  const { database, authenticate, pokes, limits } = place;
  const takePush = createPushes(database, pokes, limits);
  const takePull = createPulls(database);
  server.post(
    '/api/v1/cases/:caseId/push',
    {
      bodyLimit: PUSH_BYTES,
      schema: {
        tags,
        summary: "Takes sealed entries of a copy of a case, under the copy's own numbers",
        params: caseParams,
        body: pushRequest,
        response: { 200: pushDone, 409: syncStop, ...pushRefusals },
      },
    },
    async ({ headers, params: { caseId }, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:write');
      const { tenant, memberId } = principal;
      const answer = await takePush({ member: { tenant, caseId, memberId }, request: body });
      return answer.is === 'done' ? reply.status(200).send(answer) : reply.status(409).send(answer);
    },
  );
  server.get(
    '/api/v1/cases/:caseId/pull',
    {
      schema: {
        tags,
        summary: 'Gives sealed entries of a case after a cursor, in their order',
        params: caseParams,
        querystring: z.strictObject({
          cursor: z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
          limit: z.coerce.number().int().min(1).max(MOST_ENTRIES).default(MOST_ENTRIES),
          epoch: z.uuid().lowercase().optional(),
        }),
        response: { 200: pullPage, 409: syncStop, ...refusals },
      },
    },
    async ({ headers, params: { caseId }, query: { cursor, limit, epoch = null } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, 'cases:read');
      const { tenant, memberId } = principal;
      const member = { tenant, caseId, memberId };
      const answer = await takePull({ member, request: { epoch, cursor, limit } });
      return answer.is === 'page' ? reply.status(200).send(answer) : reply.status(409).send(answer);
    },
  );
  await addPokes(server, place);
}

async function addPokes(server: HttpServer, { authenticate, pokes }: SyncPlace): Promise<void> {
  await server.register(websocket, {
    options: { maxPayload: LARGEST_MESSAGE, perMessageDeflate: false },
  });
  const held = createHeldSockets(MOST_LISTENING);
  const admitted = new WeakMap<object, Principal>();
  await server.register(async (scope) => {
    scope.get(
      '/api/v1/pokes',
      {
        websocket: true,
        schema: { hide: true },
        // Before the connection is made: one without a good token never becomes a WebSocket.
        preValidation: async ({ headers, raw }) => {
          const principal = await authenticate(headers);
          requireScope(principal, 'cases:read');
          admitted.set(raw, principal);
        },
      },
      // Nothing is awaited here: what comes on an open connection is heard from its first moment.
      (socket, { raw }) => {
        const principal = admitted.get(raw);
        if (principal === undefined) {
          socket.terminate();
          return;
        }
        const { tenant, memberId } = principal;
        const end = pokes.listen(tenant, (seq) => socket.send(JSON.stringify({ seq })));
        if (!held.hold(socket, `${tenant} ${memberId}`, end)) {
          end();
          return;
        }
        // Nothing is expected from the other side.
        socket.on('message', () => socket.close(1008, 'nothing is expected here'));
      },
    );
  });
}
