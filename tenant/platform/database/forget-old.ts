import { RETENTION, type RetainedKind } from '../../../shared/sync/retention-api.ts';
import type { Client } from 'pg';

/**
 * Deletes rows of all teams whose time is further back than each has their kind kept, as maintenance; `also` says what else
 * is to go. Gives how many went.
 */
export async function forgetOld(
  client: Client,
  kind: RetainedKind,
  { table, time, also = 'false' }: { table: string; time: string; also?: string },
): Promise<number> {
  // Asked once a team, and not once a row.
  const { rowCount } = await client.query(
    `DELETE FROM ${table} old
      USING (SELECT tenant_id, kept_from(tenant_id, $1, $2) AS since FROM tenant OFFSET 0) team
      WHERE old.tenant_id = team.tenant_id AND (old.${time} < team.since OR ${also})`,
    [kind, RETENTION[kind].own],
  );
  return rowCount ?? 0;
}
