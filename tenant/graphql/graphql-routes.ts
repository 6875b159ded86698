import type { IncomingHttpHeaders } from 'node:http';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { makeServer } from 'graphql-ws';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { createHeldSockets, problem, type HttpServer } from '../platform/index.ts';
import { liveView, type LivePlace } from './live-views.ts';
import { answerQuery, readQuery, type ReadableQuery } from './run-query.ts';
import { schema } from './schema.ts';

const tags = ['graphql'];
const refusals = { 400: problem, 401: problem, 403: problem };
const QUERY_CHARACTERS = 20_000;
/** Most connections of one member, and live views on each. */
const MOST_CONNECTIONS = 20;
const MOST_VIEWS = 20;

const asked = z.strictObject({
  query: z.string().min(1).max(QUERY_CHARACTERS),
  operationName: z.string().max(200).nullable().exactOptional(),
  variables: z.record(z.string(), z.unknown()).nullable().exactOptional(),
});

/** Adds reading by GraphQL: one look by POST, and live views over a WebSocket (graphql-transport-ws). Both for members only. */
export async function addGraphqlRoutes(server: HttpServer, place: LivePlace): Promise<void> {
  const { database, authenticate } = place;
  server.post(
    '/api/v1/graphql',
    {
      schema: {
        tags,
        summary: 'Reads by GraphQL, what REST gives; its schema is asked for by introspection',
        body: asked,
        response: {
          200: z.strictObject({ data: z.unknown(), errors: z.array(z.unknown()).exactOptional() }),
          ...refusals,
        },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      const { operationName = null, variables = null } = body;
      const document = readQuery(body);
      const read = { document, operationName, variables };
      const { data = null, errors } = await answerQuery(database, principal, read);
      return reply.status(200).send({
        data: plain(data),
        ...(errors && { errors: errors.map((error) => error.toJSON()) }),
      });
    },
  );
  await addLiveViews(server, place);
}

/** GraphQL answers with objects that have no prototype, which serialising by a schema does not take. */
const plain = (data: unknown): unknown => JSON.parse(JSON.stringify(data));

async function addLiveViews(server: HttpServer, place: LivePlace): Promise<void> {
  const { authenticate } = place;
  const held = createHeldSockets(MOST_CONNECTIONS);
  const admitted = new WeakMap<object, string>();
  const live = createLive(place);
  await server.register(async (scope) => {
    scope.get(
      '/api/v1/graphql/live',
      {
        websocket: true,
        schema: { hide: true },
        // Before the connection is made: one without a good token never becomes a WebSocket.
        preValidation: async ({ headers, raw }) => {
          const { tenant, memberId } = await authenticate(headers);
          admitted.set(raw, `${tenant} ${memberId}`);
        },
      },
      (socket, { raw, headers }) => {
        const owner = admitted.get(raw);
        if (owner === undefined) {
          socket.terminate();
          return;
        }
        const ended = new AbortController();
        let closed: (code?: number, reason?: string) => Promise<void> = async () => {};
        if (!held.hold(socket, owner, () => (ended.abort(), void closed()))) return;
        closed = live.opened(
          {
            protocol: socket.protocol,
            send: (data) => {
              if (socket.readyState === socket.OPEN) socket.send(data);
            },
            close: (code, reason) => socket.close(code, reason),
            onMessage: (heard) =>
              socket.on('message', (message) => {
                void heard(textOf(message)).catch(() => socket.close(1011, 'it could not go on'));
              }),
          },
          { headers, ended: ended.signal },
        );
      },
    );
  });
}

/** A message as text, however the socket has kept its parts. */
const textOf = (message: Buffer | ArrayBuffer | Buffer[]): string =>
  (Array.isArray(message)
    ? Buffer.concat(message)
    : Buffer.from(message as ArrayBuffer)
  ).toString();

/** A connection, as its live views know it. */
interface Extra {
  readonly headers: IncomingHttpHeaders;
  readonly ended: AbortSignal;
}

function createLive(place: LivePlace) {
  const { database, authenticate } = place;
  const extraOf = ({ contextValue }: ExecutionArgs): Extra => contextValue as Extra;
  return makeServer<Record<string, unknown>, Extra>({
    onSubscribe({ subscriptions, extra }, _id, { query, operationName, variables }) {
      if (Object.keys(subscriptions).length > MOST_VIEWS) {
        return [new GraphQLError(`A connection has ${MOST_VIEWS} live views at most.`)];
      }
      const asks = asked.safeParse(JSON.parse(JSON.stringify({ query, operationName, variables })));
      if (!asks.success) return [new GraphQLError('The query is not as it must be.')];
      try {
        return {
          schema,
          document: readQuery(asks.data),
          operationName: operationName ?? null,
          variableValues: variables ?? null,
          contextValue: extra,
        };
      } catch (error) {
        return [new GraphQLError(error instanceof Failure ? error.message : 'It cannot be read.')];
      }
    },
    execute: async (args) =>
      answerQuery(database, await authenticate(extraOf(args).headers), asksOf(args)),
    subscribe(args) {
      const { headers, ended } = extraOf(args);
      return liveView(place, headers, asksOf(args), ended);
    },
  });
}

const asksOf = ({ document, operationName, variableValues }: ExecutionArgs): ReadableQuery => ({
  document,
  operationName: operationName ?? null,
  variables: variableValues ?? null,
});
