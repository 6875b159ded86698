import { maintenance, PERIODIC, withClient, type JobKind } from '../platform/index.ts';
import { destroyKeys, moveFields, READERS_S, type MovePlace } from './move-fields.ts';

/**
 * Ends changes of the keys of fields that were broken off; the first time after a start also moves what is from before fields
 * had keys.
 */
export function moveFieldsJob({
  database,
  keys,
  maintUrl,
}: MovePlace & { readonly maintUrl: string }): JobKind {
  let looksAtAll = keys.former !== null;
  return {
    name: 'move-fields',
    schedule: '*/10 * * * *',
    ...PERIODIC,
    async run(_ids, signal) {
      const tenants = await withClient(maintenance(maintUrl), async (client) => {
        const { rows } = await client.query<{ id: string }>(
          looksAtAll
            ? 'SELECT tenant_id AS id FROM tenant'
            : 'SELECT DISTINCT tenant_id AS id FROM field_key WHERE retired_at IS NOT NULL',
        );
        return rows.map(({ id }) => id);
      });
      for (const tenant of tenants) {
        if (signal.aborted) return;
        await moveFields({ database, keys }, tenant, () => signal.aborted);
        await destroyKeys({ database }, tenant, READERS_S);
      }
      looksAtAll = false;
    },
  };
}
