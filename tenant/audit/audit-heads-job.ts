import {
  maintenance,
  PERIODIC,
  withClient,
  type Database,
  type JobKind,
  type ServerKeys,
} from '../platform/index.ts';
import { auditHead } from './checkpoints.ts';

export interface AuditHeadsPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly maintUrl: string;
}

const GROWN = `
  SELECT tenant_id FROM audit_head h
  WHERE size > coalesce((SELECT max(size) FROM audit_checkpoint c WHERE c.tenant_id = h.tenant_id), 0)`;

/** Signs the head of every audit log that has grown, also while no desktop asks: what was signed cannot be taken back. */
export function auditHeadsJob({ database, keys, maintUrl }: AuditHeadsPlace): JobKind {
  return {
    name: 'audit-heads',
    schedule: '*/5 * * * *',
    ...PERIODIC,
    async run(_ids, signal) {
      for (const tenant of await grown(maintUrl)) {
        if (signal.aborted) return;
        await database.inTenant(tenant, (transaction) => auditHead(transaction, keys, tenant, 0));
      }
    },
  };
}

function grown(maintUrl: string): Promise<string[]> {
  return withClient(maintenance(maintUrl), async (client) => {
    const { rows } = await client.query<{ tenant_id: string }>(GROWN);
    return rows.map(({ tenant_id: tenant }) => tenant);
  });
}
