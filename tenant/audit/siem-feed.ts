import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { connect } from 'node:tls';
import { Failure } from '../../shared/model/failure.ts';
import {
  maintenance,
  PERIODIC,
  withClient,
  type Database,
  type JobKind,
} from '../platform/index.ts';
import { siemFrame, type SiemFormat, type SiemPlace } from './siem-message.ts';

export interface SiemFeed {
  readonly host: string;
  readonly port: number;
  readonly format: SiemFormat;
  /** File of the certificate, PEM, that the receiver's goes back to; undefined: one that this system trusts. */
  readonly authority?: string;
}

export interface SiemFeedPlace {
  readonly database: Database;
  readonly maintUrl: string;
  readonly feed: SiemFeed;
  readonly version: string;
}

/** So many entries go on one connection. */
const BATCH = 500;
const SILENT_MS = 30_000;

const BEHIND = `
  SELECT h.tenant_id FROM audit_head h LEFT JOIN audit_feed f ON f.tenant_id = h.tenant_id
  WHERE h.size > coalesce(f.sent, 0)`;

/**
 * Sends what is new in the audit logs of all tenants to a SIEM, each entry in its order. What was sent is noted after the
 * connection was ended by both sides without an error; a break before that sends again, under the same numbers. Syslog has
 * no acknowledgement: what a receiver took and lost is not known here.
 */
export function siemFeedJob(place: SiemFeedPlace): JobKind {
  return {
    name: 'audit-feed',
    schedule: '* * * * *',
    ...PERIODIC,
    async run(_ids, signal) {
      for (const tenant of await behind(place.maintUrl)) {
        while (!signal.aborted && (await sendSome(place, tenant))) continue;
      }
    },
  };
}

function behind(maintUrl: string): Promise<string[]> {
  return withClient(maintenance(maintUrl), async (client) => {
    const { rows } = await client.query<{ tenant_id: string }>(BEHIND);
    return rows.map(({ tenant_id: tenant }) => tenant);
  });
}

/** Sends the next entries of a tenant; gives whether there may be more. */
async function sendSome(
  { database, feed, version }: SiemFeedPlace,
  tenant: string,
): Promise<boolean> {
  const { after, bodies } = await database.inTenant(tenant, async (transaction) => {
    const row = await transaction
      .selectFrom('audit_feed')
      .where('tenant_id', '=', tenant)
      .select('sent')
      .executeTakeFirst();
    const sent = Number(row?.sent ?? 0);
    const rows = await transaction
      .selectFrom('audit_entry')
      .where('tenant_id', '=', tenant)
      .where('seq', '>=', String(sent))
      .select(['seq', 'body'])
      .orderBy('seq')
      .limit(BATCH)
      .execute();
    return {
      after: Number(rows.at(-1)?.seq ?? sent - 1) + 1,
      bodies: rows.map(({ body }) => body),
    };
  });
  if (bodies.length === 0) return false;
  const place: SiemPlace = { format: feed.format, tenant, host: hostname(), version };
  await send(feed, Buffer.concat(bodies.map((body) => siemFrame(body, place))));
  const noted = { sent: String(after), sent_at: new Date() };
  await database.inTenant(tenant, (transaction) =>
    transaction
      .insertInto('audit_feed')
      .values({ tenant_id: tenant, ...noted })
      .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet(noted))
      .execute(),
  );
  return bodies.length === BATCH;
}

/** Throws SIEM_UNREACHABLE. */
function send({ host, port, authority }: SiemFeed, frames: Buffer): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const socket = connect({
    host,
    port,
    minVersion: 'TLSv1.2',
    timeout: SILENT_MS,
    ...(authority === undefined ? {} : { ca: readFileSync(authority) }),
  });
  const failed = (cause: Error): void =>
    reject(
      new Failure(
        'SIEM_UNREACHABLE',
        `The audit log could not be sent to ${host}:${port}. What is new stays and is sent when it answers.`,
        {},
        { retryable: true, cause },
      ),
    );
  socket.once('error', failed);
  socket.once('timeout', () => socket.destroy(new Error('timeout')));
  socket.once('close', (hadError) => {
    if (!hadError) resolve();
  });
  // Nothing is expected back; reading on is how the end of the other side is heard.
  socket.resume();
  socket.once('secureConnect', () => socket.end(frames));
  return promise;
}
