import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Policy } from '../../shared/deployments/deployment-model.ts';
import type { Role } from '../../shared/model/role.ts';
import {
  requireFresh,
  requireRole,
  requireScope,
  type Authenticate,
  type Principal,
} from '../identity/index.ts';
import { problem, type Database, type ServerKeys } from '../platform/index.ts';
import type { Executors } from './executors/executor.ts';

export interface DeploymentsPlace {
  readonly database: Database;
  readonly authenticate: Authenticate;
  readonly keys: ServerKeys;
  readonly executors: Executors;
  /** Has what was asked for done at once. */
  readonly wake: () => void;
}

/** Who deploys, approves, pauses and rolls back. */
export const DEPLOYERS: readonly Role[] = ['deployer', 'lead', 'admin'];
/** What every route may answer with. */
export const refusals = { 400: problem, 401: problem, 403: problem, 404: problem, 409: problem };
export const tags = ['deployments'];
export const uuid = z.uuid().lowercase();
/** Parameters of a route of one environment. */
export const ofEnvironment = z.strictObject({ environmentId: uuid });

/** A person who may deploy; what she does may need her second factor, which `freshFor` asks for. */
export async function deployerOf(
  { authenticate }: Pick<DeploymentsPlace, 'authenticate'>,
  headers: IncomingHttpHeaders,
): Promise<Principal> {
  const principal = await authenticate(headers);
  requireScope(principal, null);
  requireRole(principal, DEPLOYERS);
  return principal;
}

/** How old a second factor may be. */
const MAX_AGE = { maxAgeSeconds: 300 };

/** Refuses who has shown no second factor lately, where the policy asks for one, and says how to come back (RFC 9470). */
export function freshFor(
  { stepUp }: Pick<Policy, 'stepUp'>,
  principal: Principal,
  reply: FastifyReply,
): void {
  if (stepUp) requireFresh(principal, reply, MAX_AGE);
}
