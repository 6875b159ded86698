import type { Board, DeploymentEvent } from '../../shared/deployments/deployment-model.ts';
import { shownName } from '../identity/index.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { deploymentOf, environmentsOf, freezesOf, incidentsOf, releaseOf } from './rows.ts';

const MOST_RELEASES = 100;
const MOST_DEPLOYMENTS = 200;

/** Everything that the board shows. */
export async function boardOf(transaction: TenantTransaction, tenant: string): Promise<Board> {
  // First: of what begins meanwhile an environment may know less than the list does, and what is done in it then is refused.
  const environments = await environmentsOf(transaction, tenant);
  const releases = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .selectAll()
    .orderBy('made_at', 'desc')
    .limit(MOST_RELEASES)
    .execute();
  const deployments = await transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .selectAll()
    .orderBy('requested_at', 'desc')
    .limit(MOST_DEPLOYMENTS)
    .execute();
  const members = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .select(['member_id', 'name', 'kind'])
    .execute();
  return {
    environments,
    releases: releases.map(releaseOf),
    deployments: deployments.map(deploymentOf),
    freezes: await freezesOf(transaction, tenant),
    incidents: await incidentsOf(transaction, tenant),
    people: Object.fromEntries(members.map((member) => [member.member_id, shownName(member)])),
  };
}

/** What happened to a deployment, step by step. */
export async function eventsOf(
  transaction: TenantTransaction,
  tenant: string,
  deploymentId: string,
): Promise<DeploymentEvent[]> {
  const rows = await transaction
    .selectFrom('deployment_event')
    .where('tenant_id', '=', tenant)
    .where('deployment_id', '=', deploymentId)
    .select(['seq', 'at', 'by', 'what'])
    .orderBy('seq')
    .execute();
  return rows.map(({ at, ...event }) => ({ ...event, at: at.toISOString() }));
}
