import type { Generated } from 'kysely';

/** Rows about who members are elsewhere. */
export interface IdentityTables {
  member_identity: {
    tenant_id: string;
    issuer: string;
    subject: string;
    member_id: string;
    linked_at: Generated<Date>;
  };
}
