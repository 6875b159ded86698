import type { BlockList } from 'node:net';
import type { Selectable } from 'kysely';
import { Failure } from '../../shared/model/failure.ts';
import {
  forgetOld,
  maintenance,
  PERIODIC,
  signedHeaders,
  withClient,
  type Database,
  type JobKind,
  type ServerKeys,
  type Tables,
} from '../platform/index.ts';
import { postOut } from './post-out.ts';
import { secretsOf } from './webhooks.ts';

export interface DeliverPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  /** Networks inside that webhooks may go to. */
  readonly allowed: BlockList;
}

/** Name of the job that sends one message to one address. */
export const WEBHOOK_JOB = 'webhook';

/** Tries of a message: over about a day and a half, with pauses of 10 s, 20 s, … up to 4 hours. */
const RETRIES = 18;

interface Due {
  readonly delivery: Selectable<Tables['webhook_delivery']>;
  readonly url: string;
  /** What it is signed with. */
  readonly secrets: readonly string[];
  readonly body: string;
}

/** Sends a message to an address, signed anew at each try; one that never arrives is kept as dead, to be sent again. */
export function webhookJob({ database, keys, allowed }: DeliverPlace): JobKind {
  return {
    name: WEBHOOK_JOB,
    retries: RETRIES,
    pauseSeconds: 10,
    longestPauseSeconds: 14_400,
    trySeconds: 60,
    atOnce: 4,
    async run({ tenant = '', delivery = '' }, signal) {
      const due = await dueOf({ database, keys }, tenant, delivery);
      if (due === null) return;
      const said = await tried(due, { allowed, signal });
      await keepTry(database, due, said);
      if (said !== null) throw new Failure('WEBHOOK_FAILED', said);
    },
  };
}

/** What is to be sent; null: it arrived, or its webhook is gone or paused. */
function dueOf(
  { database, keys }: Pick<DeliverPlace, 'database' | 'keys'>,
  tenant: string,
  deliveryId: string,
): Promise<Due | null> {
  return database.inTenant(tenant, async (transaction) => {
    const delivery = await transaction
      .selectFrom('webhook_delivery')
      .where('tenant_id', '=', tenant)
      .where('delivery_id', '=', deliveryId)
      .where('state', '<>', 'delivered')
      .selectAll()
      .executeTakeFirst();
    if (delivery === undefined) return null;
    const webhook = await transaction
      .selectFrom('webhook')
      .where('tenant_id', '=', tenant)
      .where('webhook_id', '=', delivery.webhook_id)
      .selectAll()
      .executeTakeFirstOrThrow();
    const { body } = await transaction
      .selectFrom('webhook_message')
      .where('tenant_id', '=', tenant)
      .where('message_id', '=', delivery.message_id)
      .select('body')
      .executeTakeFirstOrThrow();
    const secrets = await secretsOf(transaction, keys, webhook, Date.now());
    return { delivery, url: webhook.url, secrets, body };
  });
}

/** Sends it once; gives why it did not arrive, null: it did. */
async function tried(
  { delivery, url, secrets, body }: Due,
  { allowed, signal }: Pick<DeliverPlace, 'allowed'> & { signal: AbortSignal },
): Promise<string | null> {
  const now = Date.now();
  // The message, and not the delivery: two webhooks of one receiver get the same event under one id.
  const message = { id: delivery.message_id, seconds: Math.floor(now / 1000), body };
  const headers = signedHeaders(message, secrets);
  try {
    const status = await postOut({ url, headers, body, signal }, allowed);
    return status >= 200 && status < 300 ? null : `It was answered with status ${status}.`;
  } catch (error) {
    if (error instanceof Failure) return error.message;
    throw error;
  }
}

async function keepTry(database: Database, { delivery }: Due, said: string | null): Promise<void> {
  const { tenant_id: tenant, delivery_id: id } = delivery;
  // What was dead and is done anew begins to count again.
  const tries = delivery.state === 'dead' ? 1 : delivery.tries + 1;
  const gone = tries > RETRIES ? 'dead' : 'waiting';
  await database.inTenant(tenant, (transaction) =>
    transaction
      .updateTable('webhook_delivery')
      .where('tenant_id', '=', tenant)
      .where('delivery_id', '=', id)
      .set({
        state: said === null ? 'delivered' : gone,
        tries,
        tried_at: new Date(),
        said: said ?? 'It arrived.',
      })
      .execute(),
  );
}

export interface SweepPlace {
  readonly maintUrl: string;
  readonly send: (tenant: string, delivery: string) => Promise<void>;
}

/** What no job was made for; read without a tenant, of all of them. */
export const UNTRIED = `
  SELECT tenant_id, delivery_id FROM webhook_delivery
  WHERE state = 'waiting' AND tries = 0 AND at < now() - interval '1 minute' LIMIT 1000`;

/** What tells of a case under a legal hold stays: the message, and what became of it. */
const FORGOTTEN = [
  {
    table: 'webhook_delivery',
    held: `EXISTS (SELECT FROM webhook_message told WHERE told.tenant_id = old.tenant_id
      AND told.message_id = old.message_id AND names_held(told.tenant_id, told.body))`,
  },
  { table: 'webhook_message', held: 'names_held(old.tenant_id, old.body)' },
] as const;

/** Sends what no job was made for, because the server ended just after its transaction; forgets messages when the team wants it. */
export function webhookSweepJob({ maintUrl, send }: SweepPlace): JobKind {
  return {
    name: 'webhook-sweep',
    schedule: '*/2 * * * *',
    ...PERIODIC,
    async run() {
      await withClient(maintenance(maintUrl), async (client) => {
        for (const one of FORGOTTEN) await forgetOld(client, 'deliveries', { ...one, time: 'at' });
        const { rows } = await client.query<{ tenant_id: string; delivery_id: string }>(UNTRIED);
        for (const row of rows) await send(row.tenant_id, row.delivery_id);
      });
    },
  };
}
