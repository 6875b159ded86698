import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { StripeConfiguration } from '../platform/index.ts';
import type { Billing } from './billing.ts';
import { readStripeEvent } from './stripe-events.ts';
import { requireStripeSignature } from './stripe-signature.ts';

/** Version of Stripe's API that is spoken. */
const VERSION = '2025-03-31.basil';
const TIMEOUT_MS = 20_000;

const page = z.object({ url: z.url() });
const refusal = z.object({
  error: z.object({ type: z.string(), code: z.string().optional(), param: z.string().optional() }),
});

/** Stripe, over its REST interface; `now`: the present, milliseconds. */
export function createStripe(
  { apiUrl, secretKey, webhookSecret }: Omit<StripeConfiguration, 'kind' | 'free' | 'plans'>,
  now: () => number = Date.now,
): Billing {
  async function asked(path: string, form: Record<string, string>): Promise<string> {
    const answer = await fetch(new URL(path, apiUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${secretKey}`,
        'stripe-version': VERSION,
        'idempotency-key': randomUUID(),
      },
      body: new URLSearchParams(form),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      throw unreachable(error);
    });
    const json: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw refused(answer.status, json);
    const read = page.safeParse(json);
    if (!read.success) throw refused(answer.status, json);
    return read.data.url;
  }

  return {
    checkout: ({ tenant, price, seats, plan, customer, back }) =>
      asked('/v1/checkout/sessions', {
        mode: 'subscription',
        'line_items[0][price]': price,
        'line_items[0][quantity]': String(seats),
        client_reference_id: tenant,
        'metadata[tenant]': tenant,
        'subscription_data[metadata][tenant]': tenant,
        'subscription_data[metadata][plan]': plan,
        success_url: back,
        cancel_url: back,
        ...(customer === null ? {} : { customer }),
      }),
    portal: (customer, back) =>
      asked('/v1/billing_portal/sessions', { customer, return_url: back }),
    read(headers, body) {
      const header = headers['stripe-signature'];
      requireStripeSignature(
        typeof header === 'string' ? header : undefined,
        body,
        webhookSecret,
        now(),
      );
      return readStripeEvent(body);
    },
  };
}

/** What Stripe says to people may hold names and amounts; its codes do not. */
function refused(status: number, json: unknown): Failure {
  const { error } = refusal.safeParse(json).data ?? {};
  const why = error === undefined ? `status ${status}` : (error.code ?? error.type);
  const at = error?.param === undefined ? '' : ` (${error.param})`;
  return new Failure(
    'BILLING_REFUSED',
    `Stripe refused: ${why}${at}. Nothing was bought or changed. Whoever runs this server looks at its key and prices.`,
    { status },
    { retryable: status === 429 || status >= 500 },
  );
}

function unreachable(cause: unknown): Failure {
  return new Failure(
    'BILLING_UNREACHABLE',
    'Stripe does not answer, so nothing was bought or changed. Try again in a while.',
    {},
    { cause, retryable: true },
  );
}
