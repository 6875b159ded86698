import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import {
  actingAsServer,
  problem,
  tellTeam,
  type Database,
  type HttpServer,
} from '../platform/index.ts';
import type { Billing, BillingEvent, Plans } from './billing.ts';
import { keepEvent, standingOf, type Standing } from './standing.ts';

interface EventPlace {
  readonly database: Database;
  readonly billing: (Plans & { readonly port: Billing }) | null;
}

/** Adds what takes messages of who takes the money. They are signed over their bytes, so it reads them as they come. */
export async function addEventRoute(server: HttpServer, place: EventPlace): Promise<void> {
  const { database, billing } = place;
  await server.register(async (scope) => {
    scope.removeContentTypeParser('application/json');
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
      done(null, body),
    );
    scope.post(
      '/api/v1/subscription/events',
      {
        schema: {
          tags: ['subscriptions'],
          summary: 'Takes signed messages of who takes the money',
          response: { 204: z.null(), 400: problem, 404: problem },
        },
      },
      async ({ headers, body }, reply) => {
        if (billing === null) {
          throw new Failure('NOT_FOUND', 'This server has no billing, and limits nothing.');
        }
        const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const event = billing.port.read(headers, bytes);
        if (event !== null) await takeEvent(database, billing, event);
        // What is not for us is done with too: it would come again and again.
        return reply.status(204).send(null);
      },
    );
  });
}

/** Takes what was told of a subscription: once, and told to the team if it changes anything. */
function takeEvent(database: Database, plans: Plans, event: BillingEvent): Promise<void> {
  const { tenant } = event;
  return actingAsServer('billing', () =>
    database.inTenant(tenant, async (transaction) => {
      const before = await standingOf(transaction, tenant, plans);
      if (!(await keepEvent(transaction, event))) return;
      const after = await standingOf(transaction, tenant, plans);
      if (isSame(before, after)) return;
      const { plan, standing, limits } = after;
      await tellTeam(transaction, tenant, {
        type: 'subscription.changed',
        data: { plan, standing, seats: limits.seats },
      });
    }),
  );
}

const isSame = (a: Standing, b: Standing): boolean =>
  a.plan === b.plan && a.standing === b.standing && a.limits.seats === b.limits.seats;
