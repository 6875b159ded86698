import type { Generated } from 'kysely';

/** Rows about the devices that members sign in on. */
export interface DeviceTables {
  session: {
    tenant_id: string;
    session_id: string;
    member_id: string;
    grant_digest: Buffer;
    device_key: string;
    device: string;
    began_at: Generated<Date>;
    seen_at: Generated<Date>;
    ended_at: Date | null;
  };
  device_wipe: {
    tenant_id: string;
    wipe_id: string;
    member_id: string;
    session_id: string;
    device_key: string;
    device: string;
    reason: string;
    ordered_by: string;
    ordered_at: Generated<Date>;
    ended_at: Date | null;
    receipt: unknown;
  };
}
