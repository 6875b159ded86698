import { randomBytes, randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { forgetExpired } from '../../../../tenant/identity/index.ts';
import { openDatabase } from '../../../../tenant/platform/index.ts';
import { testDatabase } from '../test-database.ts';

const HOUR_MS = 3_600_000;

test('what ended long ago goes, of all tenants; what is in force or just ended stays', async () => {
  const place = await testDatabase();
  const database = openDatabase(place.app);
  const tenants = [randomUUID(), randomUUID()];
  for (const tenant of tenants) {
    await database.inTenant(tenant, async (transaction) => {
      await transaction
        .insertInto('tenant')
        .values({ tenant_id: tenant, slug: `t-${tenant}`, name: 'x' })
        .execute();
      const hours = [-100, -30, -1, 1, null];
      await transaction
        .insertInto('oidc_payload')
        .values(
          hours.map((ends) => ({
            tenant_id: tenant,
            model: 'RefreshToken',
            id_digest: randomBytes(32),
            payload: JSON.stringify({ ends }),
            grant_digest: null,
            uid_digest: null,
            account: null,
            expires_at: ends === null ? null : new Date(Date.now() + ends * HOUR_MS),
            consumed_at: null,
          })),
        )
        .execute();
    });
  }
  expect(await forgetExpired(place.maint)).toBe(4);
  for (const tenant of tenants) {
    const left = await database.inTenant(tenant, (transaction) =>
      transaction.selectFrom('oidc_payload').select('payload').execute(),
    );
    const ends = left.map(({ payload }) => (payload as { ends: number | null }).ends);
    expect(new Set(ends)).toEqual(new Set([-1, 1, null]));
  }
  expect(await forgetExpired(place.maint)).toBe(0);
  await database.close();
});
