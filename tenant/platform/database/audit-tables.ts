import type { Generated } from 'kysely';

/** The audit log as the database has it; numbers of 64 bits are words. */
export interface AuditTables {
  audit_head: {
    tenant_id: string;
    size: string;
    last_leaf: Buffer;
    /** Hashes one after the other. */
    peaks: Buffer;
  };
  audit_entry: {
    tenant_id: string;
    seq: string;
    at: Date;
    body: string;
  };
  audit_node: {
    tenant_id: string;
    level: number;
    position: string;
    hash: Buffer;
  };
  audit_checkpoint: {
    tenant_id: string;
    size: string;
    note: string;
    signed_at: Generated<Date>;
  };
  audit_archive: {
    tenant_id: string;
    first: string;
    upto: string;
    since: Date;
    until: Date;
    gzip: Buffer;
    archived_at: Generated<Date>;
    decided_by: string | null;
  };
  audit_key: {
    tenant_id: string;
    sealed_key: string;
  };
  audit_feed: {
    tenant_id: string;
    sent: string;
    sent_at: Generated<Date>;
  };
  audit_pending: {
    tenant_id: string;
    pending_id: Generated<string>;
    /** JSON. */
    write: unknown;
  };
}
