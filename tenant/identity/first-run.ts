import { randomUUID } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import type { Database } from '../platform/index.ts';
import { addMember, type NewMember } from './members.ts';
import { isToken, makeToken, tokenHash } from './one-time-token.ts';

/** The team that a new server is for, and its first admin. */
export interface FirstTeam extends Omit<NewMember, 'role'> {
  readonly team: string;
  readonly slug: string;
}

export interface FirstRun {
  /** What opens the page, while there is no team; null: there is one. It is another one at each start. */
  readonly token: string | null;
  /** Throws LINK_OVER for a token that does not open, or no longer. */
  check(token: string): void;
  /** Makes the team and its admin, once. Throws LINK_OVER. */
  use(token: string, team: FirstTeam): Promise<void>;
}

/** The one-time way into a server that has no team yet. Its token is kept nowhere. */
export async function createFirstRun(database: Database): Promise<FirstRun> {
  const token = (await database.tenantCount()) === 0 ? makeToken() : null;
  let open = token === null ? null : tokenHash(token);
  const check = (sent: string): void => {
    if (open === null || !isToken(sent, open)) throw linkOver();
  };
  return {
    token,
    check,
    async use(sent, { team, slug, ...admin }) {
      check(sent);
      const hash = open;
      // Closed before anything is awaited: two who send it at once make one team.
      open = null;
      const tenant = randomUUID();
      try {
        await database.inTenant(tenant, async (transaction) => {
          await transaction
            .insertInto('tenant')
            .values({ tenant_id: tenant, slug, name: team.trim() })
            .execute();
          await addMember(transaction, tenant, { ...admin, role: 'admin' });
        });
      } catch (error) {
        open = hash;
        throw error;
      }
    },
  };
}

/** A link that was used, has ended, or never was. */
export function linkOver(): Failure {
  return new Failure(
    'LINK_OVER',
    'This link is not good any more. Ask for a new one; of the first, restart the server.',
  );
}
