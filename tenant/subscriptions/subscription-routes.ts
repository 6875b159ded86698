import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { signedLicence } from '../../shared/subscriptions/licence.ts';
import {
  aiUsage,
  billingPage,
  order,
  subscription,
  warningsOf,
  type Order,
} from '../../shared/subscriptions/subscription-api.ts';
import { requireRole, requireScope, type Authenticate, type Principal } from '../identity/index.ts';
import {
  problem,
  type Database,
  type HttpServer,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import type { Billing, Plan, Plans } from './billing.ts';
import { addEventRoute } from './event-route.ts';
import { signLicence } from './licence.ts';
import { standingOf } from './standing.ts';
import { keepAiUsage, readDays, readUsage } from './usage.ts';

export interface SubscriptionsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly keys: ServerKeys;
  readonly publicUrl: () => string;
  /** Null: the server has no billing. */
  readonly billing: (Plans & { readonly port: Billing }) | null;
}

const tags = ['subscriptions'];
const refusals = { 400: problem, 401: problem, 403: problem };
const payRefusals = { ...refusals, 404: problem, 409: problem, 502: problem, 503: problem };

/** Adds what a team asks about its plan, and what who takes the money tells. */
export async function addSubscriptionRoutes(
  server: HttpServer,
  place: SubscriptionsPlace,
): Promise<void> {
  addTeamRoutes(server, place);
  addPayRoutes(server, place);
  await addEventRoute(server, place);
}

function addTeamRoutes(server: HttpServer, place: SubscriptionsPlace): void {
  const { database, authenticate, keys, billing } = place;
  server.get(
    '/api/v1/subscription',
    {
      schema: {
        tags,
        summary: 'The plan of the team, what it uses of it, and what it is warned of',
        response: { 200: z.strictObject({ subscription }), ...refusals },
      },
    },
    async ({ headers }) => {
      const principal = admin(await authenticate(headers));
      if (billing === null) return { subscription: null };
      return database.inTenant(principal.tenant, async (transaction) => ({
        subscription: await readSubscription(transaction, principal.tenant, billing),
      }));
    },
  );
  server.get(
    '/api/v1/subscription/licence',
    {
      schema: {
        tags,
        summary: 'What the team may use, signed, for desktops to check while they are offline',
        response: { 200: signedLicence, ...refusals },
      },
    },
    async ({ headers }) => {
      const { tenant } = await authenticate(headers);
      return database.inTenant(tenant, async (transaction) => {
        const slug = await slugOf(transaction, tenant);
        const standing = billing && (await standingOf(transaction, tenant, billing));
        return signLicence(transaction, keys, { tenant, slug }, standing, new Date());
      });
    },
  );
  server.put(
    '/api/v1/subscription/ai-usage',
    {
      schema: {
        tags,
        summary: 'Tells how many AI tokens a profile of this member used by day',
        body: aiUsage,
        response: { 204: z.null(), ...refusals },
      },
    },
    async ({ headers, body }, reply) => {
      const principal = await authenticate(headers);
      requireScope(principal, null);
      // Where nobody pays for them, nobody counts them.
      if (billing !== null) {
        await database.inTenant(principal.tenant, (transaction) =>
          keepAiUsage(transaction, principal, body),
        );
      }
      return reply.status(204).send(null);
    },
  );
}

function addPayRoutes(server: HttpServer, place: SubscriptionsPlace): void {
  const { database, authenticate, billing, publicUrl } = place;
  server.post(
    '/api/v1/subscription/checkout',
    {
      schema: {
        tags,
        summary: 'Makes a page on which a plan is bought',
        body: order,
        response: { 201: billingPage, ...payRefusals },
      },
    },
    async ({ headers, body }, reply) => {
      const { tenant } = admin(await authenticate(headers));
      if (billing === null) throw noBilling();
      const plan = offered(billing, body);
      const [{ customer, standing }, slug] = await database.inTenant(
        tenant,
        async (transaction) => [
          await standingOf(transaction, tenant, billing),
          await slugOf(transaction, tenant),
        ],
      );
      if (standing === 'live' || standing === 'late') {
        throw new Failure(
          'SUBSCRIPTION_LIVE',
          'The team has a subscription already. Change its plan or seats where it is looked after.',
        );
      }
      const back = `${publicUrl()}/t/${slug}`;
      const page = await billing.port.checkout({
        ...body,
        tenant,
        price: plan.price,
        customer,
        back,
      });
      return reply.status(201).send({ page });
    },
  );
  server.post(
    '/api/v1/subscription/portal',
    {
      schema: {
        tags,
        summary: 'Makes a page on which the subscription, its seats and bills are looked after',
        response: { 201: billingPage, ...payRefusals },
      },
    },
    async ({ headers }, reply) => {
      const { tenant } = admin(await authenticate(headers));
      if (billing === null) throw noBilling();
      const [{ customer }, slug] = await database.inTenant(tenant, async (transaction) => [
        await standingOf(transaction, tenant, billing),
        await slugOf(transaction, tenant),
      ]);
      if (customer === null) {
        throw new Failure(
          'NO_SUBSCRIPTION',
          'The team has bought nothing yet. Choose a plan first.',
        );
      }
      const page = await billing.port.portal(customer, `${publicUrl()}/t/${slug}`);
      return reply.status(201).send({ page });
    },
  );
}

function admin(principal: Principal): Principal {
  requireScope(principal, null);
  requireRole(principal, ['admin']);
  return principal;
}

/** The plan that is ordered, with as many seats as it may have. Throws NOT_FOUND, REQUEST_INVALID. */
function offered({ plans }: Plans, { plan, seats }: Order): Plan {
  const found = plans.find((one) => one.plan === plan);
  if (found === undefined) throw new Failure('NOT_FOUND', 'There is no such plan.');
  const most = found.limits.seats;
  if (most === null || seats <= most) return found;
  throw new Failure('REQUEST_INVALID', `The plan ${found.title} has ${most} seats at most.`);
}

const noBilling = (): Failure =>
  new Failure('NOT_FOUND', 'This server has no billing, and limits nothing.');

async function readSubscription(transaction: TenantTransaction, tenant: string, plans: Plans) {
  const { customer: _customer, paidUntil, ...team } = await standingOf(transaction, tenant, plans);
  const usage = await readUsage(transaction, tenant, new Date());
  return {
    ...team,
    paidUntil: paidUntil?.toISOString() ?? null,
    usage,
    warnings: warningsOf(usage, team.limits),
    offers: plans.plans.map(({ price: _price, ...offer }) => offer),
    days: await readDays(transaction, tenant),
  };
}

async function slugOf(transaction: TenantTransaction, tenant: string): Promise<string> {
  const { slug } = await transaction
    .selectFrom('tenant')
    .where('tenant_id', '=', tenant)
    .select('slug')
    .executeTakeFirstOrThrow();
  return slug;
}
