import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { listedSession } from '../../shared/sync/tenant-api.ts';
import { problem, type Database, type HttpServer } from '../platform/index.ts';
import type { Authenticate } from './authenticate.ts';
import { requireScope } from './principal.ts';
import { endSessionOf, listSessions } from './sessions.ts';

export interface SessionsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
}

const refusals = { 400: problem, 401: problem, 403: problem };
const tags = ['identity'];

/** Adds where a member sees the devices that she is signed in on, and signs them out from afar. */
export function addSessionRoutes(
  server: HttpServer,
  { database, authenticate }: SessionsPlace,
): void {
  server.get(
    '/api/v1/sessions',
    {
      schema: {
        tags,
        summary: 'Devices that this member is signed in on',
        response: { 200: z.strictObject({ sessions: z.array(listedSession) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const sessions = await database.inTenant(principal.tenant, (transaction) =>
        listSessions(transaction, principal),
      );
      const { by } = principal;
      const isThis = (id: string): boolean => by.is === 'person' && by.session === id;
      return { sessions: sessions.map((one) => ({ ...one, isThis: isThis(one.sessionId) })) };
    },
  );
  server.delete(
    '/api/v1/sessions/:sessionId',
    {
      schema: {
        tags,
        summary: 'Signs a device out at once',
        params: z.strictObject({ sessionId: z.uuid().lowercase() }),
        response: { 204: z.null(), 404: problem, ...refusals },
      },
    },
    async ({ headers, params: { sessionId } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const ended = await database.inTenant(principal.tenant, (transaction) =>
        endSessionOf(transaction, principal, sessionId),
      );
      if (!ended) throw new Failure('NOT_FOUND', 'No such device of yours is signed in.');
      return reply.status(204).send(null);
    },
  );
}
