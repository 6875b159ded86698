import type { Generated } from 'kysely';

/** The tables of the server. Each has `tenant_id`, is under row-level security, and belongs to one module. */
export interface Tables {
  tenant: {
    tenant_id: string;
    slug: string;
    name: string;
    last_seq: Generated<string>;
    created_at: Generated<Date>;
  };
}
