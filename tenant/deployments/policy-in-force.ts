import { readPack, PACK_ARTEFACT } from '../../shared/deployments/team-pack.ts';
import { readPolicy } from '../../shared/model/team-policy-schemas.ts';
import type { PolicyInForce } from '../../shared/model/team-policy.ts';
import type { TenantTransaction } from '../platform/index.ts';
import { environmentsOf, releaseOf } from './rows.ts';

/** The policy that is in force for desktops that follow an environment, and the release that brings it; null: none is. */
export async function policyInForce(
  transaction: TenantTransaction,
  tenant: string,
  environmentId: string,
): Promise<PolicyInForce | null> {
  const found = (await environmentsOf(transaction, tenant)).find(
    (one) => one.environmentId === environmentId,
  );
  if (found?.executor.kind !== 'desktops' || found.currentId === null) return null;
  const row = await transaction
    .selectFrom('release')
    .where('tenant_id', '=', tenant)
    .where('release_id', '=', found.currentId)
    .selectAll()
    .executeTakeFirstOrThrow();
  const { version, artefacts } = releaseOf(row);
  const digest = artefacts.find(({ name }) => name === PACK_ARTEFACT)?.digest;
  if (digest === undefined) return null;
  const pack = await transaction
    .selectFrom('team_pack')
    .where('tenant_id', '=', tenant)
    .where('digest', '=', digest)
    .select('body')
    .executeTakeFirst();
  const file = pack && readPack(pack.body)?.policies[0];
  const policy = file ? readPolicy(file.text) : null;
  return policy && { version, policy };
}
