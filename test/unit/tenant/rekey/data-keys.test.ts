import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import {
  openDatabase,
  openServerKeys,
  secretsInDatabase,
  type Database,
  type KeySource,
  type ServerKeys,
} from '../../../../tenant/platform/index.ts';
import { changeFieldKeys, moveFields } from '../../../../tenant/rekey/index.ts';
import { SEALED_FIELDS } from '../../../../tenant/rekey/sealed-fields.ts';
import {
  asSuperuser,
  connected,
  isLockAwaited,
  testDatabase,
  type TestDatabase,
} from '../test-database.ts';

const MASTER = inject('tenantCluster').key;
const source: KeySource = { dataFolder: '', masterKey: MASTER };
let place: TestDatabase;
let database: Database;
beforeAll(async () => {
  place = await testDatabase();
  database = openDatabase(place.app);
});
afterAll(() => database.close());

const openNow = (isOlder = false): Promise<ServerKeys> =>
  openServerKeys(source, secretsInDatabase(place.owner), () => Promise.resolve(isOlder));

async function team(slug: string, tenant: string = randomUUID()): Promise<string> {
  await asSuperuser(place.name, (client) =>
    client.query('INSERT INTO tenant (tenant_id, slug, name) VALUES ($1, $2, $2)', [tenant, slug]),
  );
  return tenant;
}

const change = (keys: ServerKeys, step: (name: string) => void = () => {}) =>
  changeFieldKeys({
    source,
    store: secretsInDatabase(place.owner),
    keys,
    database,
    maintUrl: place.maint,
    ownerUrl: place.owner,
    beside: () => Promise.resolve(),
    said: () => {},
    readersS: 0,
    step,
  });

/** Roots that keys of teams are under. */
const rootsInUse = (): Promise<string[]> =>
  asSuperuser(place.name, async (client) => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT DISTINCT root_id AS id FROM field_key',
    );
    return rows.map(({ id }) => id);
  });

test('fields as servers sealed them before fields had keys are read and moved', async () => {
  // Sealed by such a server, under this master key.
  const tenant = await team('older', '00000000-0000-4000-8000-000000000001');
  const member = '00000000-0000-4000-8000-000000000002';
  await asSuperuser(place.name, async (client) => {
    await client.query(
      `INSERT INTO member (tenant_id, member_id, email, email_key, name, role, passphrase_hash)
       VALUES ($1, $2, 'a@x', 'a@x', 'a', 'analyst', '-')`,
      [tenant, member],
    );
    await client.query(`INSERT INTO audit_key (tenant_id, sealed_key) VALUES ($1, $2)`, [
      tenant,
      '4j-Qpzu8w0ejZFEO3y4I91-xRAiKKkTlkBsnzhaM7xinABWWDUVq',
    ]);
    await client.query(`INSERT INTO token_key (tenant_id, kid, sealed_key) VALUES ($1, 'k', $2)`, [
      tenant,
      'CgkXKD5ZANnTCei5X_VL6T54jGJwwUl8anXfhRgcl2VQJkgWx4ap',
    ]);
    await client.query(
      `INSERT INTO code_app (tenant_id, member_id, sealed_secret, last_step) VALUES ($1, $2, $3, 0)`,
      [tenant, member, 'Cjsl3mmsa5tBoYNVs6YLHwHBffzsV4f_8oxBwzI3C_Pi9_ceHw'],
    );
  });
  const words = async (keys: ServerKeys): Promise<string[]> => {
    const found: string[] = [];
    for (const field of SEALED_FIELDS) {
      const key = field.key.map((name) => `, ${name}`).join('');
      const { rows } = await asSuperuser(place.name, (client) =>
        client.query(
          `SELECT ${field.column} AS sealed${key} FROM ${field.table} WHERE tenant_id = $1 AND ${field.column} IS NOT NULL`,
          [tenant],
        ),
      );
      for (const row of rows) {
        const purpose = field.purposeOf(tenant, row);
        found.push(
          await database.inTenant(tenant, (t) => keys.fields.open(t, tenant, purpose, row.sealed)),
        );
      }
    }
    return found.toSorted();
  };
  const all = ['app words', 'audit words', 'token words'];
  const keys = await openNow(true);
  expect(await words(keys)).toEqual(all);
  expect(await moveFields({ database, keys }, tenant)).toBe(3);
  expect(await moveFields({ database, keys }, tenant)).toBe(0);
  expect(await words(keys)).toEqual(all);
  const { fields } = await change(keys);
  expect(fields).toBe(3);
  expect(await words(await openNow())).toEqual(all);
});

test('a key that a server makes while a root is added, or after, does not stay under the one before', async () => {
  const [during, later] = [await team('during'), await team('later')];
  // Of a server that knows nothing of the command.
  const server = await openNow();
  const old = server.fields.root;
  const made = Promise.withResolvers<void>();
  const goesOn = Promise.withResolvers<void>();
  const sealing = database.inTenant(during, async (transaction) => {
    await server.fields.seal(transaction, during, 'x', 'secret');
    made.resolve();
    await goesOn.promise;
  });
  await made.promise;
  const changing = change(await openNow());
  await connected(place.owner, isLockAwaited);
  goesOn.resolve();
  await Promise.all([sealing, changing]);
  await database.inTenant(later, (transaction) =>
    server.fields.seal(transaction, later, 'x', 'secret'),
  );
  expect(server.fields.root).not.toBe(old);
  expect(await rootsInUse()).toEqual([server.fields.root]);
});

test('a change that is broken off anywhere goes on, and leaves one root and no key before', async () => {
  const tenant = await team('broken');
  for (const last of [
    'the secrets get a new root',
    'a team gets a new key',
    'fields are sealed again',
    'keys that nothing is under are destroyed',
  ]) {
    const before = await openNow();
    const sealed = await database.inTenant(tenant, (transaction) =>
      before.fields.seal(transaction, tenant, 'x', 'secret'),
    );
    const stops = change(await openNow(), (step) => {
      if (step === last) throw new Error(step);
    });
    await expect(stops).rejects.toThrow(last);
    await change(await openNow());
    const keys = await openNow();
    expect(keys.fields.root).not.toBe(before.fields.root);
    expect(await rootsInUse()).toEqual([keys.fields.root]);
    // It lies in no table that is sealed again, so its key is gone for ever.
    const opened = database.inTenant(tenant, (transaction) =>
      keys.fields.open(transaction, tenant, 'x', sealed),
    );
    await expect(opened).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' });
  }
});
