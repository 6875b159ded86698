import { warningsOf } from '../../shared/subscriptions/subscription-api.ts';
import {
  maintenance,
  PERIODIC,
  tellTeam,
  withClient,
  type Database,
  type JobKind,
  type TenantTransaction,
} from '../platform/index.ts';
import type { Plans } from './billing.ts';
import { standingOf } from './standing.ts';
import { countStorage, keepDay, readUsage } from './usage.ts';

export interface UsageJobPlace {
  readonly database: Database;
  readonly maintUrl: string;
  readonly plans: Plans;
}

/** Counts what every team uses, keeps it as the figure of the day, and tells teams that come near a limit. */
export function usageJob({ database, maintUrl, plans }: UsageJobPlace): JobKind {
  return {
    name: 'usage',
    schedule: '*/15 * * * *',
    ...PERIODIC,
    async run(_ids, signal) {
      for (const tenant of await tenants(maintUrl)) {
        if (signal.aborted) return;
        await database.inTenant(tenant, (transaction) =>
          rollUpUsage(transaction, tenant, plans, new Date()),
        );
      }
    },
  };
}

function tenants(maintUrl: string): Promise<string[]> {
  return withClient(maintenance(maintUrl), async (client) => {
    const { rows } = await client.query<{ tenant_id: string }>('SELECT tenant_id FROM tenant');
    return rows.map(({ tenant_id: tenant }) => tenant);
  });
}

/** Does so for one team. Done twice it tells nothing twice. */
export async function rollUpUsage(
  transaction: TenantTransaction,
  tenant: string,
  plans: Plans,
  now: Date,
): Promise<void> {
  await countStorage(transaction, tenant);
  const used = await readUsage(transaction, tenant, now);
  await keepDay(transaction, tenant, used, now);
  const { limits } = await standingOf(transaction, tenant, plans);
  const warnings = warningsOf(used, limits);
  const before = await transaction
    .selectFrom('limit_warned')
    .where('tenant_id', '=', tenant)
    .select(['what', 'percent'])
    .execute();
  const warned = new Map(before.map(({ what, percent }) => [what, percent]));
  for (const { limit, percent, used: has, most } of warnings) {
    if (percent <= (warned.get(limit) ?? 0)) continue;
    const type = percent === 100 ? 'limit.reached' : 'limit.near';
    await tellTeam(transaction, tenant, { type, data: { limit, used: has, most } }, { now });
  }
  // What went down again is told anew when it comes back.
  const names = new Set([...warned.keys(), ...warnings.map(({ limit }) => limit)]);
  for (const what of names) {
    const percent = warnings.find(({ limit }) => limit === what)?.percent ?? 0;
    await transaction
      .insertInto('limit_warned')
      .values({ tenant_id: tenant, what, percent })
      .onConflict((conflict) => conflict.columns(['tenant_id', 'what']).doUpdateSet({ percent }))
      .execute();
  }
}
