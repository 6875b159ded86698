import { Failure } from '#shared/model/failure.ts';
import type { PolicyInForce } from '#shared/model/team-policy.ts';
import type { Vault } from '../vault/index.ts';
import { readPackState } from './pack-state.ts';
import { readTeamPolicy } from './team-policy.ts';

/** The policy by which a server may be let read raw logs, and the environment whose release brings it. */
export interface ServerReads {
  readonly environmentId: string;
  readonly inForce: PolicyInForce;
}

/** That of this machine. Throws SERVER_MAY_NOT_READ: no policy of the team is in force here. */
export function serverReadsHere(vault: Pick<Vault, 'drawer'>): ServerReads {
  const { follows } = readPackState(vault);
  const inForce = readTeamPolicy(vault);
  if (follows !== null && inForce !== null) {
    return { environmentId: follows.environmentId, inForce };
  }
  throw new Failure(
    'SERVER_MAY_NOT_READ',
    'No policy of your team is in force on this machine, so the server gets nothing that it can read. Share them sealed.',
  );
}
