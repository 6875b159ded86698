import type { Client } from 'pg';
import { RETENTION, type RetainedKind } from '../../../shared/sync/retention-api.ts';

/** Rows that are forgotten by age, with the names of columns and with conditions on a row `old`, in SQL. */
export interface Forgotten {
  readonly table: string;
  readonly time: string;
  /** What else is to go. */
  readonly also?: string;
  /** What stays because a case is under a legal hold. */
  readonly held?: string;
}

/**
 * Deletes rows of all teams whose time is further back than each has their kind kept, as maintenance, but for those of cases
 * under a legal hold. Gives how many went.
 */
export async function forgetOld(
  client: Client,
  kind: RetainedKind,
  { table, time, also = 'false', held }: Forgotten,
): Promise<number> {
  await client.query('BEGIN');
  try {
    // Nobody places a hold between the look at what is held and the end of this.
    if (held !== undefined) await client.query('SELECT still_holds()');
    // Asked once a team, and not once a row.
    const { rowCount } = await client.query(
      `DELETE FROM ${table} old
        USING (SELECT tenant_id, kept_from(tenant_id, $1, $2) AS since FROM tenant OFFSET 0) team
        WHERE old.tenant_id = team.tenant_id AND (old.${time} < team.since OR ${also})
          AND NOT ${held ?? 'false'}`,
      [kind, RETENTION[kind].own],
    );
    await client.query('COMMIT');
    return rowCount ?? 0;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    throw error;
  }
}
