import type { Deployment, Environment, Phase } from '../../shared/deployments/deployment-model.ts';
import { environmentBefore } from '../../shared/deployments/environment-before.ts';
import { entryGates } from '../../shared/deployments/gates.ts';
import {
  follow,
  type Course,
  type Happening,
  type Outcome,
} from '../../shared/deployments/machine.ts';
import { Failure } from '../../shared/model/failure.ts';
import { shownName } from '../identity/index.ts';
import { noteEvent, type TenantTransaction } from '../platform/index.ts';
import { tellPhase } from './tell-deployment.ts';
import { deploymentOf, environmentBy, environmentsOf, freezesOf, incidentsOf } from './rows.ts';

/** A deployment and its environment, which nobody else changes until the transaction ends. */
export interface Held {
  readonly deployment: Deployment;
  readonly environment: Environment;
}

/** The server itself, where a name is shown. */
const SERVER = 'the server';

/** Holds a deployment, its environment first, as everybody does, so that nobody waits for one another. Throws NOT_FOUND. */
export async function hold(
  transaction: TenantTransaction,
  tenant: string,
  deploymentId: string,
): Promise<Held> {
  const found = transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .where('deployment_id', '=', deploymentId);
  const of = await found.select('environment_id').executeTakeFirst();
  if (of === undefined) throw new Failure('NOT_FOUND', 'There is no such deployment in your team.');
  const environment = await holdEnvironment(transaction, tenant, of.environment_id);
  const row = await found.selectAll().forUpdate().executeTakeFirstOrThrow();
  return { deployment: deploymentOf(row), environment };
}

/** Holds an environment: nobody changes it, and no deployment begins there or moves on. Throws NOT_FOUND. */
export async function holdEnvironment(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string,
): Promise<Environment> {
  const row = await transaction
    .selectFrom('environment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', environmentId)
    .select('environment_id')
    .forUpdate()
    .executeTakeFirst();
  // Read once it is held: what goes on there is found by the statement that comes after.
  const environment = row && (await environmentBy(transaction, tenant, environmentId));
  if (environment !== undefined) return environment;
  throw new Failure('NOT_FOUND', 'There is no such environment in your team.');
}

/** Keeps what happened to a deployment, by a member or by the server itself (null); gives its phase then, null: it cannot happen now. */
export async function keepHappening(
  transaction: TenantTransaction,
  tenant: string,
  { deployment, environment }: Held,
  happening: Happening,
  by: string | null,
  now = new Date(),
): Promise<Phase | null> {
  const outcome = follow(deployment, happening, environment.policy, now);
  if (outcome === null) return null;
  const { phase } = outcome.course;
  if (isSame(outcome.course, deployment)) return phase;
  const holder = by ?? (deployment.kind === 'rollback' ? deployment.requestedBy : null);
  const holds = holder === null ? SERVER : await nameOfMember(transaction, tenant, holder);
  await keepOutcome(transaction, tenant, { deployment, environment }, outcome, { by: holds, now });
  await keepEvent(transaction, tenant, deployment, { by, what: told(happening, outcome.course) });
  if (phase !== deployment.phase) {
    await tellPhase(transaction, tenant, { ...deployment, ...outcome.course }, environment);
  }
  return phase;
}

/** Name of a member. */
export async function nameOfMember(
  transaction: TenantTransaction,
  tenant: string,
  memberId: string,
): Promise<string> {
  const member = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['name', 'kind'])
    .executeTakeFirstOrThrow();
  return shownName(member);
}

const isSame = (course: Course, before: Deployment): boolean =>
  Object.entries(course).every(
    ([key, value]) => JSON.stringify(value) === JSON.stringify(before[key as keyof Course]),
  );

async function keepOutcome(
  transaction: TenantTransaction,
  tenant: string,
  { deployment, environment }: Held,
  { course, inForce, hold: reason }: Outcome,
  { by, now }: { by: string; now: Date },
): Promise<void> {
  await transaction
    .updateTable('deployment')
    .where('tenant_id', '=', tenant)
    .where('deployment_id', '=', deployment.deploymentId)
    .set({ phase: course.phase, course: JSON.stringify(course) })
    .execute();
  if (inForce === null && reason === null) return;
  const currentId = inForce === 'release' ? deployment.releaseId : deployment.previousId;
  const held = JSON.stringify({ reason, by, at: now.toISOString() });
  await transaction
    .updateTable('environment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', environment.environmentId)
    .set({
      ...(inForce === null ? {} : { current_id: currentId, since: now }),
      ...(reason === null ? {} : { paused: held, pinned: held }),
    })
    .execute();
}

function told(happening: Happening, { phase, gates, why }: Course): string {
  switch (happening.is) {
    case 'judged':
      return happening.approves ? 'approved' : 'declined';
    case 'looked':
    case 'watched': {
      const shut = gates.filter(({ is }) => is !== 'open').map(({ said }) => said);
      return `${phase}: ${shut.length === 0 ? 'every gate is open' : shut.join(' ')}`;
    }
    case 'applied':
      return phase === 'observing' ? 'in force, and watched' : 'in force';
    case 'back':
      return 'rolled back; promotion is paused';
    default:
      return `${happening.is}: ${why ?? ''}`;
  }
}

/** Writes what happened beside the deployment, and by its name into the audit log. */
export async function keepEvent(
  transaction: TenantTransaction,
  tenant: string,
  { deploymentId, environmentId, releaseId }: Deployment,
  { by, what }: { by: string | null; what: string },
): Promise<void> {
  const { last } = await transaction
    .selectFrom('deployment_event')
    .where('tenant_id', '=', tenant)
    .where('deployment_id', '=', deploymentId)
    .select(({ fn }) => fn.max('seq').as('last'))
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('deployment_event')
    .values({ tenant_id: tenant, deployment_id: deploymentId, seq: (last ?? 0) + 1, by, what })
    .execute();
  const about = { deploymentId, environmentId, releaseId, what };
  noteEvent(transaction, { action: 'deployment', about });
}

/** Looks at what must hold before a deployment goes in force, and lets it go when it does. */
export async function lookAtGates(
  transaction: TenantTransaction,
  tenant: string,
  held: Held,
): Promise<Phase> {
  const { deployment, environment } = held;
  if (deployment.phase !== 'waiting') return deployment.phase;
  const all = await environmentsOf(transaction, tenant);
  const before = environmentBefore(all, environment);
  const gates = entryGates({
    now: Date.now(),
    environment,
    deployment,
    earlier: before && {
      name: before.name,
      succeeded: await hasSucceeded(
        transaction,
        tenant,
        before.environmentId,
        deployment.releaseId,
      ),
    },
    freezes: await freezesOf(transaction, tenant),
    incidents: await incidentsOf(transaction, tenant),
  });
  const phase = await keepHappening(transaction, tenant, held, { is: 'looked', gates }, null);
  return phase ?? deployment.phase;
}

async function hasSucceeded(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string,
  releaseId: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', environmentId)
    .where('release_id', '=', releaseId)
    .select('phase')
    .orderBy('requested_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.phase === 'succeeded';
}
