import type { Selectable } from 'kysely';
import type {
  Deployment,
  Environment,
  Freeze,
  Incident,
  Release,
} from '../../shared/deployments/deployment-model.ts';
import type { Course } from '../../shared/deployments/machine.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { Tables } from '../platform/index.ts';

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** What the rows of the database say, as the model has it. */
export const environmentOf = (row: Row<'environment'>): Environment => ({
  environmentId: row.environment_id,
  name: row.name,
  position: row.position,
  policy: row.policy as Environment['policy'],
  executor: row.executor as Environment['executor'],
  currentId: row.current_id,
  since: row.since?.toISOString() ?? null,
  pinned: row.pinned as Environment['pinned'],
  paused: row.paused as Environment['paused'],
});

export const releaseOf = (row: Row<'release'>): Release => ({
  releaseId: row.release_id,
  version: row.version,
  artefacts: row.artefacts as Release['artefacts'],
  commits: row.commits as Release['commits'],
  madeAt: row.made_at.toISOString(),
});

export const deploymentOf = (row: Row<'deployment'>): Deployment => ({
  ...(row.course as Course),
  phase: row.phase,
  deploymentId: row.deployment_id,
  environmentId: row.environment_id,
  releaseId: row.release_id,
  requestedAt: row.requested_at.toISOString(),
});

export const freezeOf = (row: Row<'freeze_window'>): Freeze => ({
  freezeId: row.freeze_id,
  environmentId: row.environment_id,
  from: row.begins.toISOString(),
  until: row.ends.toISOString(),
  reason: row.reason,
});

export const incidentOf = (row: Row<'incident'>): Incident => ({
  incidentId: row.incident_id,
  environmentId: row.environment_id,
  title: row.title,
  openedAt: row.opened_at.toISOString(),
});

/** Freezes that are not over. */
export async function freezesOf(transaction: TenantTransaction, tenant: string): Promise<Freeze[]> {
  const rows = await transaction
    .selectFrom('freeze_window')
    .where('tenant_id', '=', tenant)
    .where('ends', '>', new Date())
    .selectAll()
    .orderBy('begins')
    .execute();
  return rows.map(freezeOf);
}

/** Incidents that are open. */
export async function incidentsOf(
  transaction: TenantTransaction,
  tenant: string,
): Promise<Incident[]> {
  const rows = await transaction
    .selectFrom('incident')
    .where('tenant_id', '=', tenant)
    .where('closed_at', 'is', null)
    .selectAll()
    .orderBy('opened_at')
    .execute();
  return rows.map(incidentOf);
}

/** The environments of a tenant, in their order. */
export async function environmentsOf(
  transaction: TenantTransaction,
  tenant: string,
): Promise<Environment[]> {
  const rows = await transaction
    .selectFrom('environment')
    .where('tenant_id', '=', tenant)
    .selectAll()
    .orderBy('position')
    .execute();
  return rows.map(environmentOf);
}
