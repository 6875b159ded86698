import { createHmac, randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it came to the stand-in. */
export interface Came {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly version: string | undefined;
  readonly form: Readonly<Record<string, string>>;
}

/** As much of Stripe as is spoken with: forms in, JSON out, errors as it documents them. */
export interface StripeStandIn {
  readonly url: string;
  readonly came: Came[];
  close(): Promise<void>;
}

export const STRIPE_KEY = 'sk_test_stand_in';
export const STRIPE_SECRET = 'whsec_of_the_stand_in';
export const PRICE = 'price_team_monthly';

/** Opens one on loopback. */
export async function openStripe(): Promise<StripeStandIn> {
  const came: Came[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      const form = Object.fromEntries(new URLSearchParams(body));
      const { authorization } = request.headers;
      const path = request.url ?? '';
      came.push({
        path,
        authorization,
        version: String(request.headers['stripe-version']),
        form,
      });
      const say = (status: number, json: object): void => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(JSON.stringify(json));
      };
      const error = (status: number, more: object): void =>
        say(status, { error: { type: 'invalid_request_error', ...more } });
      if (authorization !== `Bearer ${STRIPE_KEY}`) {
        error(401, { message: `Invalid API Key provided: ${authorization}` });
      } else if (request.headers['content-type']?.startsWith('application/x-www-form') !== true) {
        error(400, { message: 'Forms only.' });
      } else if (path === '/v1/checkout/sessions') {
        if (form['line_items[0][price]'] === PRICE) {
          const id = `cs_test_${came.length}`;
          say(200, { id, object: 'checkout.session', url: `https://checkout.stripe.com/c/${id}` });
        } else {
          error(400, { code: 'resource_missing', param: 'line_items[0][price]', message: 'No.' });
        }
      } else if (path === '/v1/billing_portal/sessions') {
        const id = `bps_${came.length}`;
        say(200, { id, url: `https://billing.stripe.com/p/${form['customer']}/${id}` });
      } else {
        error(404, { message: 'Unrecognized request URL.' });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    came,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** Header of a message as Stripe signs it. */
export function stripeSignature(body: string, seconds: number, secret = STRIPE_SECRET): string {
  const mac = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
  return `t=${seconds},v1=${mac}`;
}

export interface Told {
  readonly tenant: string;
  readonly kind: 'created' | 'updated' | 'deleted';
  readonly created: number;
  readonly id?: string;
  readonly subscription?: string;
  readonly status?: string;
  readonly seats?: number;
  readonly price?: string;
  readonly until?: number;
}

/** A message about a subscription, as Stripe writes it. */
export function stripeEvent({
  tenant,
  kind,
  created,
  id = `evt_${randomUUID()}`,
  subscription = 'sub_1',
  status = kind === 'deleted' ? 'canceled' : 'active',
  seats = 3,
  price = PRICE,
  until = created + 30 * 86_400,
}: Told): string {
  const item = {
    id: 'si_1',
    object: 'subscription_item',
    current_period_end: until,
    price: { id: price, object: 'price' },
    quantity: seats,
  };
  const object = {
    id: subscription,
    object: 'subscription',
    customer: 'cus_1',
    status,
    metadata: { tenant, plan: 'team' },
    items: { object: 'list', data: [item] },
  };
  const type = `customer.subscription.${kind}`;
  return JSON.stringify({ id, object: 'event', type, created, data: { object } }, null, 2);
}
