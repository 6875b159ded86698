import type { Deployment, Environment, Phase } from '../../shared/deployments/deployment-model.ts';
import type { TeamEventType } from '../../shared/webhooks/team-events.ts';
import { tellTeam, type TenantTransaction } from '../platform/index.ts';

/** What a deployment tells when it comes to a phase; of others it tells nothing. */
function eventAt(phase: Phase, kind: Deployment['kind']): TeamEventType | null {
  switch (phase) {
    case 'applying':
      return 'deployment.started';
    case 'succeeded':
      return kind === 'rollback' ? 'deployment.rolled_back' : 'deployment.promoted';
    case 'rolled-back':
      return 'deployment.rolled_back';
    case 'failed':
      return 'deployment.failed';
    case 'cancelled':
      return 'deployment.cancelled';
    default:
      return null;
  }
}

/** Tells that a deployment was asked for. */
export function tellRequest(
  transaction: TenantTransaction,
  tenant: string,
  deployment: Deployment,
  environment: Environment,
): Promise<void> {
  return tell(transaction, tenant, deployment, environment, 'deployment.requested');
}

/** Tells that a deployment came to a phase, where that is of use to others. */
export async function tellPhase(
  transaction: TenantTransaction,
  tenant: string,
  deployment: Deployment,
  environment: Environment,
): Promise<void> {
  const type = eventAt(deployment.phase, deployment.kind);
  if (type !== null) await tell(transaction, tenant, deployment, environment, type);
}

async function tell(
  transaction: TenantTransaction,
  tenant: string,
  { deploymentId, releaseId, kind, why }: Deployment,
  { environmentId, name }: Environment,
  type: TeamEventType,
): Promise<void> {
  const { version } = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .where('release_id', '=', releaseId)
    .select('version')
    .executeTakeFirstOrThrow();
  const data = { deploymentId, environmentId, environment: name, releaseId, version, kind, why };
  await tellTeam(transaction, tenant, { type, data });
}
