import { setTimeout as after } from 'node:timers/promises';
import {
  actingAsServer,
  maintenance,
  newKey,
  noteEvent,
  openMasterKey,
  openSecrets,
  sealSecrets,
  whileNoFieldKeyIsMade,
  withClient,
} from '../platform/index.ts';
import { refuseUnfinished, type ChangePlace } from './change-master-key.ts';
import { destroyKeys, moveFields, READERS_S, type MovePlace } from './move-fields.ts';

const CHANGED = 'field-keys.changed';

export interface FieldKeysChange extends MovePlace, Omit<ChangePlace, 'keys' | 'tell'> {
  readonly maintUrl: string;
  readonly ownerUrl: string;
  readonly said: (what: string) => void;
  /** How long a key that nothing is under is kept for who just read, s. */
  readonly readersS?: number;
}

/**
 * Gives every team a new key for its fields, under a new root, seals all fields again while the server serves, and destroys
 * the keys before. Broken off anywhere, it goes on when it is said again; what is begun is also ended by the server's own
 * job. Gives how many teams and fields it were. Throws REKEY_UNFINISHED.
 */
export async function changeFieldKeys(
  place: FieldKeysChange,
): Promise<{ teams: number; fields: number }> {
  const { database, keys, maintUrl, said, readersS = READERS_S, step = () => {} } = place;
  refuseUnfinished(keys);
  if (await isOver(maintUrl, keys.fields.root)) await addRoot(place);
  const tenants = await tenantsIn(maintUrl);
  for (const tenant of tenants) {
    step('a team gets a new key');
    await actingAsServer('rekey', () =>
      database.inTenant(tenant, async (transaction) => {
        if (!(await keys.fields.renew(transaction, tenant))) return;
        noteEvent(transaction, { action: CHANGED, about: {} });
      }),
    );
  }
  let fields = 0;
  for (let left = tenants, waits = false; left.length > 0;) {
    if (waits) {
      said('Waiting until nobody reads with the keys before.');
      await after(Math.max(50, (readersS * 1000) / 10));
    }
    const still: string[] = [];
    for (const tenant of left) {
      step('fields are sealed again');
      fields += await actingAsServer('rekey', () => moveFields(place, tenant));
      step('keys that nothing is under are destroyed');
      const others = await actingAsServer('rekey', () => destroyKeys(place, tenant, readersS));
      if (others > 0) still.push(tenant);
    }
    left = still;
    waits = true;
  }
  return { teams: tenants.length, fields };
}

/** A new root, which the secrets have before anything is under it. */
async function addRoot({
  source,
  store,
  keys,
  beside,
  ownerUrl,
  step = () => {},
}: FieldKeysChange): Promise<void> {
  const master = openMasterKey(source);
  const secrets = await openSecrets(master, keys.sealed, store.where);
  const sealed = await sealSecrets(master, { ...secrets, roots: [newKey(), ...secrets.roots] });
  step('the secrets get a new root');
  await beside([sealed]);
  await whileNoFieldKeyIsMade(ownerUrl, () => store.replace([sealed], keys.sealed));
  await keys.refresh();
}

/** Whether every key is in force and under the newest root: then another change begins, else the one before goes on. */
function isOver(maintUrl: string, root: string): Promise<boolean> {
  return withClient(maintenance(maintUrl), async (client) => {
    const { rows } = await client.query(
      'SELECT 1 FROM field_key WHERE retired_at IS NOT NULL OR root_id <> $1 LIMIT 1',
      [root],
    );
    return rows.length === 0;
  });
}

/** All teams of the server. */
export function tenantsIn(maintUrl: string): Promise<string[]> {
  return withClient(maintenance(maintUrl), async (client) => {
    const { rows } = await client.query<{ id: string }>('SELECT tenant_id AS id FROM tenant');
    return rows.map(({ id }) => id);
  });
}
