import { PACK_ARTEFACT } from '../../../shared/deployments/team-pack.ts';
import { Failure } from '../../../shared/model/failure.ts';
import type { Database } from '../../platform/index.ts';
import { artefactOf, type Executor } from './executor.ts';

/**
 * Has nothing to put anywhere: desktops take the pack of what is in force. It sees to it that the pack is here for them.
 * Throws ARTEFACT_MISSING, PACK_MISSING.
 */
export function createDesktopsExecutor(database: Database): Executor<'desktops'> {
  return {
    async apply({ tenant, release }) {
      const { digest } = artefactOf({ release, settings: { artefact: PACK_ARTEFACT } });
      const kept = await database.inTenant(tenant, (transaction) =>
        transaction
          .selectFrom('team_pack')
          .where('tenant_id', '=', tenant)
          .where('digest', '=', digest)
          .select('digest')
          .executeTakeFirst(),
      );
      if (kept !== undefined) return;
      throw new Failure(
        'PACK_MISSING',
        `The pack of release ${release.version} is not on this server. Make the release from a desktop, which brings it here.`,
      );
    },
  };
}
