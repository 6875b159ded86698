import type { Board, DeploymentEvent } from '../../shared/deployments/deployment-model.ts';
import { requireScope, type Principal } from '../identity/index.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { boardOf, eventsOf } from './board.ts';

/** Everything that the board shows. Throws NOT_ALLOWED. */
export function readBoard(transaction: TenantTransaction, principal: Principal): Promise<Board> {
  requireScope(principal, 'deployments:read');
  return boardOf(transaction, principal.tenant);
}

/** What happened to a deployment, step by step. Throws NOT_ALLOWED. */
export function readEvents(
  transaction: TenantTransaction,
  principal: Principal,
  deploymentId: string,
): Promise<DeploymentEvent[]> {
  requireScope(principal, 'deployments:read');
  return eventsOf(transaction, principal.tenant, deploymentId);
}
