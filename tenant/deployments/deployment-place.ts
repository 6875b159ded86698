import type { FastifyReply } from 'fastify';
import type { Policy } from '../../shared/deployments/deployment-model.ts';
import type { Role } from '../../shared/model/role.ts';
import { Failure } from '../../shared/model/failure.ts';
import { requireRole, requireScope, type Authenticate, type Principal } from '../identity/index.ts';
import { problem, type Database, type MasterKey } from '../platform/index.ts';
import type { Executors } from './executors/executor.ts';
import { requireFresh, STEP_UP_CHALLENGE } from './step-up.ts';

export interface DeploymentsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly master: MasterKey;
  readonly executors: Executors;
  /** Has what was asked for done at once. */
  readonly wake: () => void;
}

/** Who deploys, approves, pauses and rolls back. */
export const DEPLOYERS: readonly Role[] = ['deployer', 'lead', 'admin'];
/** What every route may answer with. */
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem };
export const tags = ['deployments'];

/** A person who may deploy; what she does may need her second factor, which `freshFor` asks for. */
export async function deployerOf(
  { authenticate }: Pick<DeploymentsPlace, 'authenticate'>,
  authorization: string | undefined,
): Promise<Principal> {
  const principal = await authenticate(authorization);
  requireScope(principal, null);
  requireRole(principal, DEPLOYERS);
  return principal;
}

/** Refuses who has shown no second factor lately, where the policy asks for one, and says how to come back (RFC 9470). */
export function freshFor(
  { stepUp }: Pick<Policy, 'stepUp'>,
  principal: Principal,
  authorization: string | undefined,
  reply: FastifyReply,
): void {
  if (!stepUp) return;
  try {
    requireFresh(principal, authorization);
  } catch (error) {
    const isStepUp = error instanceof Failure && error.code === 'STEP_UP_NEEDED';
    if (isStepUp) void reply.header('www-authenticate', STEP_UP_CHALLENGE);
    throw error;
  }
}
