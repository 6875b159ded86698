import { z } from 'zod';
import { teamDevice, wipeAnswer, wipeReason, wipeReceipt } from '../../shared/sync/wipe-api.ts';
import {
  notSignedIn,
  requireFreshAuth,
  requireScope,
  type Authenticate,
  type Proofs,
} from '../identity/index.ts';
import {
  problem,
  type Database,
  type HttpServer,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { lastChange } from './last-change.ts';
import { addSignOutRoutes } from './sign-out-routes.ts';
import { listDevices } from './team-devices.ts';
import { keepReceipt, orderWipe, wipeOf, withdrawWipe } from './wipes.ts';

export interface DevicesPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly authenticate: Authenticate;
  readonly proofs: Pick<Proofs, 'keyWithoutToken'>;
  /** Tells the devices of a team that there is something new, after a number of its changes. */
  readonly poke: (tenant: string, seq: number) => void;
}

const tags = ['devices'];
const params = z.strictObject({ sessionId: z.uuid().lowercase() });
const refusals = { 400: problem, 401: problem, 403: problem };
const FRESH = { maxAgeSeconds: 300 };
const team = z.string().regex(/^[a-z0-9-]{1,63}$/);

/** Adds the devices of a team, and how what it shares is taken off one of them from afar. */
export function addDeviceRoutes(server: HttpServer, place: DevicesPlace): void {
  addListRoute(server, place);
  addSignOutRoutes(server, place);
  addOrderRoutes(server, place);
  addAnswerRoutes(server, place);
}

function addListRoute(server: HttpServer, { database, authenticate }: DevicesPlace): void {
  server.get(
    '/api/v1/devices',
    {
      schema: {
        tags,
        summary: 'Devices that members signed in on: all of the team for an admin, else her own',
        response: { 200: z.strictObject({ devices: z.array(teamDevice) }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const { by, role, memberId, tenant } = principal;
      const devices = await database.inTenant(tenant, (transaction) =>
        listDevices(transaction, tenant, role === 'admin' ? null : memberId),
      );
      const isThis = (id: string): boolean => by.is === 'person' && by.session === id;
      return { devices: devices.map((one) => ({ ...one, isThis: isThis(one.sessionId) })) };
    },
  );
}

function addOrderRoutes(server: HttpServer, place: DevicesPlace): void {
  const { database, authenticate, poke } = place;
  const preHandler = requireFreshAuth(authenticate, FRESH);
  const response = { 204: z.null(), 404: problem, 409: problem, ...refusals };
  server.post(
    '/api/v1/devices/:sessionId/wipe',
    {
      preHandler,
      schema: {
        tags,
        summary:
          'Signs a device out, and orders that it removes the cases and credentials of the team',
        params,
        body: z.strictObject({ reason: wipeReason }),
        response,
      },
    },
    async ({ headers, params: { sessionId }, body: { reason } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      const { tenant } = principal;
      const seq = await database.inTenant(tenant, async (transaction) => {
        await orderWipe(transaction, principal, { sessionId, reason });
        return lastChange(transaction, tenant);
      });
      // The device hears that its sign-in is over when it asks for news.
      database.afterKept(() => poke(tenant, seq));
      return reply.status(204).send(null);
    },
  );
  server.delete(
    '/api/v1/devices/:sessionId/wipe',
    {
      preHandler,
      schema: {
        tags,
        summary: 'Withdraws the order that a device is wiped, if it has not been wiped yet',
        params,
        response,
      },
    },
    async ({ headers, params: { sessionId } }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      await database.inTenant(principal.tenant, (transaction) =>
        withdrawWipe(transaction, principal, sessionId),
      );
      return reply.status(204).send(null);
    },
  );
}

/** A device that is to be wiped is signed out: it shows who it is by its key alone. */
function addAnswerRoutes(server: HttpServer, place: DevicesPlace): void {
  const { database, keys, proofs } = place;

  /** Works for a device in its team. Throws NOT_SIGNED_IN, also when there is no such team. */
  async function asDevice<T>(
    { slug, deviceKey }: { slug: string; deviceKey: string },
    work: (
      transaction: TenantTransaction,
      who: { tenant: string; deviceKey: string },
    ) => Promise<T>,
  ): Promise<T> {
    const tenant = await database.tenantOfSlug(slug);
    if (tenant === null) throw notSignedIn();
    return database.inTenant(tenant, (transaction) => work(transaction, { tenant, deviceKey }));
  }

  server.post(
    '/api/v1/device/wipe',
    {
      schema: {
        tags,
        summary: 'Whether the device of the key that signs the proof is to be wiped',
        body: z.strictObject({ team }),
        response: { 200: wipeAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const deviceKey = await proofs.keyWithoutToken(request, reply);
      const order = await asDevice({ slug: request.body.team, deviceKey }, (transaction, who) =>
        wipeOf(transaction, keys, who),
      );
      return { order };
    },
  );
  server.post(
    '/api/v1/device/wiped',
    {
      schema: {
        tags,
        summary: 'What the device of the key that signs the proof has removed',
        body: z.strictObject({ team, receipt: wipeReceipt }),
        response: { 204: z.null(), 404: problem, ...refusals },
      },
    },
    async (request, reply) => {
      const deviceKey = await proofs.keyWithoutToken(request, reply);
      const { team: slug, receipt } = request.body;
      await asDevice({ slug, deviceKey }, (transaction, who) =>
        keepReceipt(transaction, who, receipt),
      );
      return reply.status(204).send(null);
    },
  );
}
