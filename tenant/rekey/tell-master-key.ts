import {
  actingAsServer,
  maintenance,
  noteEvent,
  withClient,
  type Database,
} from '../platform/index.ts';

/** What the audit log calls it. */
const CHANGED = 'master-key.changed';

/** Tells the audit log of every team that another master key opens the server from now on; one that was told is not told again. */
export async function tellMasterKey(
  database: Database,
  maintUrl: string,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { rows } = await withClient(maintenance(maintUrl), (client) =>
    client.query<{ id: string }>(
      'SELECT tenant_id AS id FROM tenant WHERE master_key IS DISTINCT FROM $1',
      [to],
    ),
  );
  for (const { id: tenant } of rows) {
    await actingAsServer('rekey', () =>
      database.inTenant(tenant, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('tenant')
          .where('tenant_id', '=', tenant)
          .where('master_key', 'is distinct from', to)
          .set({ master_key: to })
          .executeTakeFirst();
        if (numUpdatedRows === 1n) {
          noteEvent(transaction, { action: CHANGED, about: { from, to } });
        }
      }),
    );
  }
}
