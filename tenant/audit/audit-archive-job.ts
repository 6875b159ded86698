import {
  maintenance,
  PERIODIC,
  withClient,
  type Database,
  type JobKind,
  type ServerKeys,
} from '../platform/index.ts';
import { archiveEntries, type Archiving } from './archive-entries.ts';

export interface AuditArchivePlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly maintUrl: string;
  /** Entries are sent to a SIEM: those that were not yet stay. */
  readonly fed: boolean;
}

/**
 * Whole months (UTC) that are over for so many days as the team has entries kept, but for those since a case was shared that
 * is under a legal hold.
 */
const DUE = `
  SELECT r.tenant_id AS tenant,
    least(date_trunc('month', (now() - make_interval(days => r.days)) AT TIME ZONE 'UTC') AT TIME ZONE 'UTC', (
      SELECT min(c.created_at) FROM case_hold h JOIN shared_case c USING (tenant_id, case_id)
       WHERE h.tenant_id = r.tenant_id AND h.lifted_at IS NULL)) AS before,
    coalesce((SELECT sent FROM audit_feed f WHERE f.tenant_id = r.tenant_id), 0) AS sent
  FROM retention r WHERE r.kind = 'audit'`;

interface Due {
  readonly tenant: string;
  readonly before: Date;
  readonly sent: string;
}

/** Puts old months of audit logs into archives, every night before partitions without a row are dropped. */
export function auditArchiveJob({ database, keys, maintUrl, fed }: AuditArchivePlace): JobKind {
  return {
    name: 'audit-archive',
    schedule: '53 1 * * *',
    ...PERIODIC,
    async run(_ids, signal) {
      for (const { tenant, before, sent } of await due(maintUrl)) {
        const archiving: Archiving = { tenant, before, most: fed ? Number(sent) : Infinity };
        const some = (): Promise<number> =>
          database.inTenant(tenant, (transaction) => archiveEntries(transaction, keys, archiving));
        while (!signal.aborted && (await some()) > 0) continue;
      }
    },
  };
}

function due(maintUrl: string): Promise<Due[]> {
  return withClient(maintenance(maintUrl), async (client) => (await client.query<Due>(DUE)).rows);
}
