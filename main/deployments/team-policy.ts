import type { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { policyInForce, readPolicy, teamPolicy } from '#shared/model/team-policy-schemas.ts';
import type { PolicyInForce, TeamPolicy } from '#shared/model/team-policy.ts';
import type { Vault } from '../vault/index.ts';
import type { PackShelf } from './pack-desk.ts';

const TEAM_DRAWER = 'team-policy';
const OWN_DRAWER = 'own-policy';

type Drawers = Pick<Vault, 'drawer'>;

/**
 * The policy of the team that is in force here; null: there is none. Throws POLICY_UNREADABLE, so that nothing leaves by a
 * policy that nobody can read.
 */
export function readTeamPolicy(vault: Drawers): PolicyInForce | null {
  return readDrawer(vault, TEAM_DRAWER, policyInForce.nullable());
}

/** The policy that the analyst has written to be released; null: none. Throws POLICY_UNREADABLE. */
export function ownPolicy(vault: Drawers): TeamPolicy | null {
  return readDrawer(vault, OWN_DRAWER, teamPolicy.nullable());
}

/** Keeps what the analyst has written; null: nothing any more. */
export function keepOwnPolicy(vault: Drawers, policy: TeamPolicy | null): void {
  vault.drawer(OWN_DRAWER).write(JSON.stringify(policy));
}

/** The policy of a profile as a pack takes and brings it. */
export function policyShelf(vault: Drawers): PackShelf {
  return {
    own() {
      const policy = ownPolicy(vault);
      const text = JSON.stringify(policy, null, 2);
      return Promise.resolve(policy === null ? [] : [{ name: 'policy.json', text }]);
    },
    putTeam(files, version) {
      const [file] = files;
      const policy = file === undefined ? null : readPolicy(file.text);
      if (file !== undefined && policy === null) throw unreadable(file.name);
      const inForce = policy && { version: version ?? '', policy };
      vault.drawer(TEAM_DRAWER).write(JSON.stringify(inForce));
      return Promise.resolve();
    },
  };
}

function readDrawer<T>(vault: Drawers, name: string, shape: z.ZodType<T | null>): T | null {
  const text = vault.drawer(name).read();
  if (text === null) return null;
  const read = shape.safeParse(JSON.parse(text));
  if (read.success) return read.data;
  throw unreadable(name);
}

function unreadable(what: string): Failure {
  return new Failure(
    'POLICY_UNREADABLE',
    `The policy (${what}) was written by another version of Error-IQ and cannot be read. It was left as it is, and nothing was let out by it.`,
    { what },
  );
}
