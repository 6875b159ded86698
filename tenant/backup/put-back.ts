import { randomUUID } from 'node:crypto';
import { SERVER_RESTORED } from '../../shared/audit/audit-wire.ts';
import { standStill } from '../deployments/index.ts';
import { endEverySession } from '../identity/index.ts';
import {
  actingAsServer,
  noteEvent,
  openDatabase,
  withClient,
  type DatabaseUrls,
  type TenantTransaction,
} from '../platform/index.ts';

/**
 * Notices that the database lives on another cluster or timeline than when it was last worked with, as after a recovery to
 * an earlier time by any tool, or after a copy took its place: then every tenant begins another life, by which desktops
 * notice and send again what the server has not. Gives how many tenants do.
 */
export async function noticeOtherLife(urls: DatabaseUrls): Promise<number> {
  return eachTenant(urls, async (transaction, tenant, here) => {
    const { lived_on: lived } = await transaction
      .selectFrom('tenant')
      .where('tenant_id', '=', tenant)
      .select('lived_on')
      .executeTakeFirstOrThrow();
    if (lived === here) return false;
    await beginLife(transaction, tenant, { here, restoredTo: null });
    return true;
  });
}

/**
 * Says to a database that it was put back to an earlier time: every tenant begins another life; everybody signs in anew,
 * because who was signed out or let go meanwhile would be in again; and nothing is deployed before a person has looked at
 * what is really in force. Gives how many tenants there are.
 */
export async function putBack(urls: DatabaseUrls, restoredTo: Date | null): Promise<number> {
  return eachTenant(urls, async (transaction, tenant, here) => {
    await beginLife(transaction, tenant, { here, restoredTo });
    await endEverySession(transaction, tenant);
    await standStill(
      transaction,
      tenant,
      'The server was put back to an earlier time. Look at what is really in force, then resume.',
    );
    return true;
  });
}

async function beginLife(
  transaction: TenantTransaction,
  tenant: string,
  { here, restoredTo }: { here: string; restoredTo: Date | null },
): Promise<void> {
  const epoch = randomUUID();
  const head = await transaction
    .selectFrom('audit_head')
    .where('tenant_id', '=', tenant)
    .select('size')
    .forUpdate()
    .executeTakeFirst();
  const logSize = head?.size ?? '0';
  await transaction
    .updateTable('tenant')
    .where('tenant_id', '=', tenant)
    .set({ epoch, lived_on: here })
    .execute();
  await transaction
    .insertInto('server_life')
    .values({ tenant_id: tenant, epoch, log_size: logSize, restored_to: restoredTo })
    .execute();
  noteEvent(transaction, {
    action: SERVER_RESTORED,
    about: { epoch, to: restoredTo?.toISOString() ?? null },
  });
}

async function eachTenant(
  urls: DatabaseUrls,
  work: (transaction: TenantTransaction, tenant: string, here: string) => Promise<boolean>,
): Promise<number> {
  const { tenants, here } = await factsOf(urls.maint);
  const database = openDatabase(urls.app);
  let count = 0;
  try {
    for (const tenant of tenants) {
      const did = await actingAsServer('restore', () =>
        database.inTenant(tenant, (transaction) => work(transaction, tenant, here)),
      );
      if (did) count++;
    }
  } finally {
    await database.close();
  }
  return count;
}

/** All tenants, and where the database lives: its cluster and timeline. */
function factsOf(maintUrl: string): Promise<{ tenants: string[]; here: string }> {
  return withClient({ connectionString: maintUrl }, async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT tenant_id AS id FROM tenant');
    const place = await client.query<{ here: string }>('SELECT database_life() AS here');
    return { tenants: rows.map(({ id }) => id), here: place.rows[0]?.here ?? '' };
  });
}
