import { sql } from 'kysely';
import type { Observation } from '../../shared/deployments/deployment-model.ts';
import type { Load, WatchFacts } from '../../shared/deployments/gates.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { Standing } from './advance.ts';

/** A health address that does not answer in this time is not well. */
const HEALTH_MS = 5_000;

/** Takes what somebody saw of a release that is watched; what the same source said before is replaced. */
export async function keepObservation(
  transaction: TenantTransaction,
  tenant: string,
  deploymentId: string,
  { source, requests, errors, newIssues }: Observation,
): Promise<void> {
  const seen = {
    requests: String(requests),
    errors: String(errors),
    new_issues: String(newIssues),
  };
  await transaction
    .insertInto('deployment_observation')
    .values({ tenant_id: tenant, deployment_id: deploymentId, source, ...seen })
    .onConflict((conflict) =>
      conflict
        .columns(['tenant_id', 'deployment_id', 'source'])
        .doUpdateSet(seen)
        .where(({ eb, ref }) =>
          eb.or([
            eb('deployment_observation.requests', '<>', ref('excluded.requests')),
            eb('deployment_observation.errors', '<>', ref('excluded.errors')),
            eb('deployment_observation.new_issues', '<>', ref('excluded.new_issues')),
          ]),
        ),
    )
    .execute();
}

/** What was seen of the release that is watched, and of the one before it. */
export async function seenOf(
  transaction: TenantTransaction,
  tenant: string,
  { deployment }: Pick<Standing, 'deployment'>,
): Promise<Omit<WatchFacts, 'health'>> {
  const { load, newIssues } = await totals(transaction, tenant, deployment.deploymentId);
  const before = await transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', deployment.environmentId)
    .where('release_id', '=', deployment.previousId)
    .where('deployment_id', '<>', deployment.deploymentId)
    .select('deployment_id')
    .orderBy('requested_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    load,
    newIssues,
    before: before ? (await totals(transaction, tenant, before.deployment_id)).load : null,
  };
}

async function totals(
  transaction: TenantTransaction,
  tenant: string,
  deploymentId: string,
): Promise<{ load: Load; newIssues: number }> {
  const sum = (column: string) => sql<string>`coalesce(sum(${sql.ref(column)}), 0)`;
  const { requests, errors, issues } = await transaction
    .selectFrom('deployment_observation')
    .where('tenant_id', '=', tenant)
    .where('deployment_id', '=', deploymentId)
    .select([
      sum('requests').as('requests'),
      sum('errors').as('errors'),
      sum('new_issues').as('issues'),
    ])
    .executeTakeFirstOrThrow();
  return {
    load: { requests: Number(requests), errors: Number(errors) },
    newIssues: Number(issues),
  };
}

/** Asks an address how it is; null: none is to be asked. */
export async function healthOf(
  url: string | null,
  signal: AbortSignal,
): Promise<WatchFacts['health']> {
  if (url === null) return null;
  const { host, pathname } = new URL(url);
  try {
    const within = AbortSignal.any([signal, AbortSignal.timeout(HEALTH_MS)]);
    const answer = await fetch(url, { signal: within, redirect: 'error' });
    await answer.body?.cancel();
    return { ok: answer.ok, said: `${host}${pathname} answered with status ${answer.status}.` };
  } catch {
    return { ok: false, said: `${host}${pathname} did not answer.` };
  }
}
