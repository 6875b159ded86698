import { randomBytes, randomUUID } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import { Failure } from '../../shared/model/failure.ts';
import type { Delivery, NewWebhook, Webhook } from '../../shared/webhooks/webhook-api.ts';
import {
  pageOf,
  type PagePlace,
  type SealedField,
  type ServerKeys,
  type Tables,
  type TenantTransaction,
} from '../platform/index.ts';
import { refuseOddUrl } from './post-out.ts';

/** A team has so many at most: each costs a message whenever something happens. */
const MOST_WEBHOOKS = 50;
const SECRET_BYTES = 32;
const HOUR_MS = 3_600_000;
/** So many deliveries are listed at once. */
const PAGE = 50;

const purposeOf = (tenant: string, webhookId: string): string => `webhook ${tenant} ${webhookId}`;

/** The secrets of webhooks, those in force and those before them. */
export const webhookSecrets: readonly SealedField[] = ['sealed_secret', 'sealed_previous'].map(
  (column) => ({
    table: 'webhook',
    column,
    key: ['webhook_id'],
    purposeOf: (tenant, row) => purposeOf(tenant, String(row['webhook_id'])),
  }),
);

const newSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;

const unknown = (): Failure => new Failure('NOT_FOUND', 'There is no such webhook in your team.');

/** The webhooks of a tenant, oldest first. */
export async function listWebhooks(
  transaction: TenantTransaction,
  tenant: string,
): Promise<Webhook[]> {
  const rows = await transaction
    .selectFrom('webhook')
    .where('tenant_id', '=', tenant)
    .selectAll()
    .orderBy('created_at')
    .execute();
  return rows.map(webhookOf);
}

function webhookOf(row: Selectable<Tables['webhook']>): Webhook {
  return {
    webhookId: row.webhook_id,
    url: row.url,
    events: row.events,
    paused: row.paused,
    createdAt: row.created_at.toISOString(),
    previousUntil: row.previous_until?.toISOString() ?? null,
  };
}

/** Adds a webhook; gives its secret, which is told this once. Throws URL_REFUSED, TOO_MANY_WEBHOOKS. */
export async function addWebhook(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
  { url, events }: NewWebhook,
): Promise<{ webhookId: string; secret: string }> {
  refuseOddUrl(new URL(url));
  const before = await listWebhooks(transaction, tenant);
  if (before.length >= MOST_WEBHOOKS) {
    throw new Failure('TOO_MANY_WEBHOOKS', `A team has ${MOST_WEBHOOKS} webhooks at most.`);
  }
  const [webhookId, secret] = [randomUUID(), newSecret()];
  await transaction
    .insertInto('webhook')
    .values({
      tenant_id: tenant,
      webhook_id: webhookId,
      url,
      events,
      sealed_secret: await keys.fields.seal(
        transaction,
        tenant,
        purposeOf(tenant, webhookId),
        secret,
      ),
      sealed_previous: null,
      previous_until: null,
    })
    .execute();
  return { webhookId, secret };
}

/** A webhook, which nobody else changes until the transaction ends. Throws NOT_FOUND. */
export async function holdWebhook(
  transaction: TenantTransaction,
  tenant: string,
  webhookId: string,
): Promise<Webhook> {
  const row = await transaction
    .selectFrom('webhook')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .selectAll()
    .forUpdate()
    .executeTakeFirst();
  if (row !== undefined) return webhookOf(row);
  throw unknown();
}

/** Changes where a webhook goes and of what it tells. Throws NOT_FOUND, URL_REFUSED. */
export async function changeWebhook(
  transaction: TenantTransaction,
  tenant: string,
  webhookId: string,
  { url, events, paused }: NewWebhook & { paused: boolean },
): Promise<void> {
  refuseOddUrl(new URL(url));
  const { numUpdatedRows } = await transaction
    .updateTable('webhook')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .set({ url, events, paused })
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw unknown();
}

/**
 * Takes a webhook away, with what was sent and still to be sent to it. Throws NOT_FOUND, CASE_ON_HOLD when some of that tells
 * of a case under a legal hold.
 */
export async function removeWebhook(
  transaction: TenantTransaction,
  tenant: string,
  webhookId: string,
): Promise<void> {
  const { rows } =
    await sql`SELECT FROM webhook_delivery sent JOIN webhook_message told USING (tenant_id, message_id)
    WHERE tenant_id = ${tenant} AND sent.webhook_id = ${webhookId} AND names_held(tenant_id, told.body) LIMIT 1`.execute(
      transaction,
    );
  if (rows.length > 0) {
    throw new Failure(
      'CASE_ON_HOLD',
      'This webhook was told of a case that is under a legal hold, so what was sent to it is kept. Pause it instead.',
    );
  }
  const { numDeletedRows } = await transaction
    .deleteFrom('webhook')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst();
  if (numDeletedRows !== 1n) throw unknown();
}

/** Gives a webhook another secret, beside which the one before signs for so long. Throws NOT_FOUND. */
export async function rotateSecret(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { tenant, webhookId }: { tenant: string; webhookId: string },
  overlapHours: number,
  now: () => number = Date.now,
): Promise<{ webhookId: string; secret: string }> {
  const secret = newSecret();
  const purpose = purposeOf(tenant, webhookId);
  const sealed = await keys.fields.seal(transaction, tenant, purpose, secret);
  const { numUpdatedRows } = await transaction
    .updateTable('webhook')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .set(({ ref }) => ({
      sealed_previous: ref('sealed_secret'),
      previous_until: new Date(now() + overlapHours * HOUR_MS),
      sealed_secret: sealed,
    }))
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) throw unknown();
  return { webhookId, secret };
}

/** What a webhook is signed with now, the secret in force first. */
export async function secretsOf(
  transaction: TenantTransaction,
  keys: ServerKeys,
  row: Selectable<Tables['webhook']>,
  now: number,
): Promise<string[]> {
  const purpose = purposeOf(row.tenant_id, row.webhook_id);
  const isOld = (row.previous_until?.getTime() ?? 0) > now;
  const sealed = [row.sealed_secret, ...(isOld ? [row.sealed_previous ?? ''] : [])];
  const secrets: string[] = [];
  for (const secret of sealed) {
    secrets.push(await keys.fields.open(transaction, row.tenant_id, purpose, secret));
  }
  return secrets;
}

/** What was sent to a webhook, or is to be, before a place in the list. Throws NOT_FOUND. */
export async function listDeliveries(
  transaction: TenantTransaction,
  { tenant, webhookId }: { tenant: string; webhookId: string },
  before: PagePlace | null,
): Promise<{ deliveries: Delivery[]; next: string | null }> {
  await requireWebhook(transaction, tenant, webhookId);
  const found = await transaction
    .selectFrom('webhook_delivery as d')
    .innerJoin('webhook_message as m', (join) =>
      join.onRef('m.tenant_id', '=', 'd.tenant_id').onRef('m.message_id', '=', 'd.message_id'),
    )
    .where('d.tenant_id', '=', tenant)
    .where('d.webhook_id', '=', webhookId)
    .$if(before !== null, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('d.at', 'd.delivery_id'),
          '<',
          tuple(before?.at ?? new Date(), before?.id ?? ''),
        ),
      ),
    )
    .select(['d.delivery_id', 'm.type', 'd.at', 'd.state', 'd.tries', 'd.tried_at', 'd.said'])
    .orderBy('d.at', 'desc')
    .orderBy('d.delivery_id', 'desc')
    .limit(PAGE + 1)
    .execute();
  const { rows, next } = pageOf(found, PAGE, ({ at, delivery_id: id }) => ({ at, id }));
  const deliveries = rows.map(({ delivery_id: deliveryId, at, tried_at: tried, ...row }) => ({
    ...row,
    deliveryId,
    at: at.toISOString(),
    triedAt: tried?.toISOString() ?? null,
  }));
  return { deliveries, next };
}

/** Throws NOT_FOUND. */
export async function requireWebhook(
  transaction: TenantTransaction,
  tenant: string,
  webhookId: string,
): Promise<void> {
  const row = await transaction
    .selectFrom('webhook')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .select('webhook_id')
    .executeTakeFirst();
  if (row === undefined) throw unknown();
}

/** Has a message sent once more, as if it never was. Throws NOT_FOUND. */
export async function sendAgain(
  transaction: TenantTransaction,
  { tenant, webhookId }: { tenant: string; webhookId: string },
  deliveryId: string,
): Promise<void> {
  const { numUpdatedRows } = await transaction
    .updateTable('webhook_delivery')
    .where('tenant_id', '=', tenant)
    .where('webhook_id', '=', webhookId)
    .where('delivery_id', '=', deliveryId)
    .set({ state: 'waiting', tries: 0 })
    .executeTakeFirst();
  if (numUpdatedRows !== 1n) {
    throw new Failure('NOT_FOUND', 'There is no such message to this webhook.');
  }
}
