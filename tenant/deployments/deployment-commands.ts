import { randomUUID } from 'node:crypto';
import type { Environment } from '../../shared/deployments/deployment-model.ts';
import { begun } from '../../shared/deployments/machine.ts';
import { releaseBefore } from '../../shared/deployments/way-back.ts';
import { Failure } from '../../shared/model/failure.ts';
import type { Principal } from '../identity/index.ts';
import { noteEvent, tellTeam, type TenantTransaction } from '../platform/index.ts';
import { hold, holdEnvironment, keepEvent, keepHappening, nameOfMember } from './keep-course.ts';
import { deploymentOf } from './rows.ts';
import { tellRequest } from './tell-deployment.ts';

type Asks = Pick<Principal, 'tenant' | 'memberId'>;

/** Why something is done, and, for production, the name of what it is done to. */
export interface Confirmed {
  readonly reason: string;
  readonly confirm?: string | undefined;
}

/** Refuses what is done to production without its name. Throws CONFIRM_NEEDED. */
function requireName({ name, policy }: Environment, confirm: string | undefined): void {
  if (!policy.production || confirm === name) return;
  throw new Failure(
    'CONFIRM_NEEDED',
    `${name} is production. Type its name to confirm that you mean it.`,
    { name },
  );
}

const moved = (): Failure =>
  new Failure(
    'DEPLOYMENT_MOVED_ON',
    'The deployment has moved on meanwhile, so nothing was done. Look at it again.',
  );

/** Refuses to change what a deployment goes on in. Throws ENVIRONMENT_BUSY. */
export function requireIdle({ name, active }: Environment): void {
  if (active === null) return;
  throw new Failure('ENVIRONMENT_BUSY', `A deployment goes on in ${name}. Wait for its end.`);
}

/** Asks for a release to be put in force; its gates decide when. Gives its id. Throws ENVIRONMENT_BUSY, CONFIRM_NEEDED, ALREADY_IN_FORCE, NOT_FOUND. */
export async function requestDeployment(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  environmentId: string,
  releaseId: string,
  { reason, confirm }: Confirmed,
): Promise<string> {
  const environment = await holdEnvironment(transaction, tenant, environmentId);
  requireName(environment, confirm);
  requireIdle(environment);
  if (environment.currentId === releaseId) {
    throw new Failure(
      'ALREADY_IN_FORCE',
      `This release is in force in ${environment.name} already.`,
    );
  }
  const asked = { kind: 'forward', releaseId, reason } as const;
  return begin(transaction, { tenant, memberId }, environment, asked);
}

async function begin(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  environment: Environment,
  asked: { kind: 'forward' | 'rollback'; releaseId: string; reason: string },
): Promise<string> {
  const { environmentId, currentId } = environment;
  const { kind, releaseId, reason } = asked;
  const known = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .where('release_id', '=', releaseId)
    .select('release_id')
    .executeTakeFirst();
  if (known === undefined) throw new Failure('NOT_FOUND', 'There is no such release in your team.');
  const deploymentId = randomUUID();
  const course = begun(kind, memberId, currentId, kind === 'rollback' ? reason : null);
  await transaction
    .insertInto('deployment')
    .values({
      tenant_id: tenant,
      deployment_id: deploymentId,
      environment_id: environmentId,
      release_id: releaseId,
      phase: course.phase,
      course: JSON.stringify(course),
    })
    .execute();
  const { deployment } = await hold(transaction, tenant, deploymentId);
  const what = `${kind === 'rollback' ? 'rollback asked for' : 'asked for'}: ${reason}`;
  await keepEvent(transaction, tenant, deployment, { by: memberId, what });
  await tellRequest(transaction, tenant, deployment, environment);
  return deploymentId;
}

/** Approves or declines a deployment that waits. Throws NOT_FOUND, NOT_ALLOWED, DEPLOYMENT_MOVED_ON. */
export async function judgeDeployment(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  deploymentId: string,
  approves: boolean,
): Promise<void> {
  const held = await hold(transaction, tenant, deploymentId);
  if (held.deployment.requestedBy === memberId) {
    throw new Failure('NOT_ALLOWED', 'You asked for this deployment; somebody else must judge it.');
  }
  const happening = { is: 'judged', memberId, approves } as const;
  const phase = await keepHappening(transaction, tenant, held, happening, memberId);
  if (phase === null) throw moved();
}

/** Ends a deployment that waits, or a way back that cannot be gone. Throws NOT_FOUND, DEPLOYMENT_MOVED_ON. */
export async function cancelDeployment(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  deploymentId: string,
  why: string,
): Promise<void> {
  const held = await hold(transaction, tenant, deploymentId);
  const happening = { is: 'cancelled', why } as const;
  const phase = await keepHappening(transaction, tenant, held, happening, memberId);
  if (phase === null) throw moved();
}

/**
 * Goes back to what was in force before: a deployment that goes on is taken back; else a rollback of what is in force is
 * begun, which waits for no gate. Gives the id of what goes on now. Throws NOT_FOUND, CONFIRM_NEEDED, NOTHING_BEFORE,
 * ENVIRONMENT_BUSY.
 */
export async function rollBack(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  environmentId: string,
  { reason, confirm }: Confirmed,
): Promise<string> {
  const environment = await holdEnvironment(transaction, tenant, environmentId);
  requireName(environment, confirm);
  const { active } = environment;
  if (active !== null) {
    const held = await hold(transaction, tenant, active.deploymentId);
    const happening = { is: 'taken-back', why: reason } as const;
    const phase = await keepHappening(transaction, tenant, held, happening, memberId);
    if (phase === null) {
      throw new Failure('ENVIRONMENT_BUSY', `${environment.name} is being rolled back already.`);
    }
    if (active.phase !== 'waiting') return active.deploymentId;
  }
  const before = await readBefore(transaction, tenant, environment);
  if (before === null) {
    throw new Failure(
      'NOTHING_BEFORE',
      `Nothing was in force in ${environment.name} before, so there is nothing to go back to.`,
    );
  }
  const asked = { kind: 'rollback', releaseId: before, reason } as const;
  return begin(transaction, { tenant, memberId }, environment, asked);
}

/** What was in force before what is; null: nothing. */
async function readBefore(
  transaction: TenantTransaction,
  tenant: string,
  { environmentId, currentId }: Environment,
): Promise<string | null> {
  if (currentId === null) return null;
  const rows = await transaction
    .selectFrom('deployment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', environmentId)
    .where('release_id', '=', currentId)
    .selectAll()
    .orderBy('requested_at', 'desc')
    .execute();
  return releaseBefore(currentId, rows.map(deploymentOf));
}

/** Stops promotion to an environment, or lets it go on (null). */
export async function holdPromotion(
  transaction: TenantTransaction,
  { tenant, memberId }: Asks,
  environmentId: string,
  reason: string | null,
): Promise<void> {
  const environment = await holdEnvironment(transaction, tenant, environmentId);
  const by = await nameOfMember(transaction, tenant, memberId);
  const paused = JSON.stringify({ reason, by, at: new Date().toISOString() });
  await transaction
    .updateTable('environment')
    .where('tenant_id', '=', tenant)
    .where('environment_id', '=', environmentId)
    .set(reason === null ? { paused: null, pinned: null } : { paused })
    .execute();
  const what = reason === null ? 'promotion resumed' : `promotion paused: ${reason}`;
  noteEvent(transaction, {
    action: 'environment',
    about: { environmentId, name: environment.name, what },
  });
  await tellTeam(transaction, tenant, {
    type: reason === null ? 'promotion.resumed' : 'promotion.paused',
    data: { environmentId, environment: environment.name, memberId, reason },
  });
}
