import { sql, type Selectable } from 'kysely';
import type {
  Deployment,
  Environment,
  Freeze,
  Incident,
  Release,
} from '../../shared/deployments/deployment-model.ts';
import { ACTIVE_PHASES, type Course } from '../../shared/deployments/machine.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { Tables } from '../platform/index.ts';

type Row<T extends keyof Tables> = Selectable<Tables[T]>;

/** What the rows of the database say, as the model has it. */
const environmentOf = (row: EnvironmentRow): Environment => ({
  environmentId: row.environment_id,
  name: row.name,
  position: row.position,
  policy: row.policy as Environment['policy'],
  executor: row.executor as Environment['executor'],
  currentId: row.current_id,
  since: row.since?.toISOString() ?? null,
  pinned: row.pinned as Environment['pinned'],
  paused: row.paused as Environment['paused'],
  active: activeOf(row),
});

/** Null: nothing goes on. */
function activeOf({
  deployment_id: deploymentId,
  release_id: releaseId,
  phase,
  course,
  requested_at: at,
}: EnvironmentRow): Environment['active'] {
  if (deploymentId === null || releaseId === null || phase === null || at === null) return null;
  const { kind, requestedBy, previousId } = course as Course;
  const requestedAt = at.toISOString();
  return { deploymentId, releaseId, previousId, kind, phase, requestedBy, requestedAt };
}

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

type EnvironmentRow = Awaited<ReturnType<typeof environmentRows>>[number];

/** One statement, so that what goes on is of the moment of the environment. */
function environmentRows(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string | null,
) {
  return transaction
    .selectFrom('environment')
    .leftJoin('deployment', (join) =>
      join
        .onRef('deployment.tenant_id', '=', 'environment.tenant_id')
        .onRef('deployment.environment_id', '=', 'environment.environment_id')
        // Written out, as the index of those that go on has it.
        .on('deployment.phase', 'in', sql`(${sql.join(ACTIVE_PHASES.map(sql.lit))})`),
    )
    .where('environment.tenant_id', '=', tenant)
    .$if(environmentId !== null, (rows) =>
      rows.where('environment.environment_id', '=', environmentId),
    )
    .selectAll('environment')
    .select(['deployment_id', 'release_id', 'phase', 'course', 'requested_at'])
    .orderBy('environment.position')
    .execute();
}

/** The environments of a tenant, in their order, each with what goes on in it. */
export async function environmentsOf(
  transaction: TenantTransaction,
  tenant: string,
): Promise<Environment[]> {
  return (await environmentRows(transaction, tenant, null)).map(environmentOf);
}

/** An environment, with what goes on in it; undefined: there is none. */
export async function environmentBy(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string,
): Promise<Environment | undefined> {
  const [row] = await environmentRows(transaction, tenant, environmentId);
  return row && environmentOf(row);
}
