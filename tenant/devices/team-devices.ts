import { sql } from 'kysely';
import type { TeamDevice, WipeReceipt } from '../../shared/sync/wipe-api.ts';
import type { TenantTransaction } from '../platform/index.ts';

interface DeviceRow {
  readonly session_id: string;
  readonly member_id: string;
  readonly member: string;
  readonly device: string;
  readonly seen_at: Date;
  readonly signed_in: boolean;
  readonly wiped_by: string | null;
  readonly ordered_at: Date | null;
  readonly reason: string | null;
  readonly ended_at: Date | null;
  readonly receipt: Omit<WipeReceipt, 'wipeId'> | null;
}

/**
 * Devices that members signed in on, those seen last first, each with its last sign-in and the last order to wipe it; of
 * one member, or of the whole team. One whose sign-in is over stands there as long as sessions are kept.
 */
export async function listDevices(
  transaction: TenantTransaction,
  tenant: string,
  member: string | null,
): Promise<Omit<TeamDevice, 'isThis'>[]> {
  const { rows } = await sql<DeviceRow>`
    WITH last AS (
      SELECT DISTINCT ON (member_id, device_key) * FROM session
      WHERE tenant_id = ${tenant} AND (${member}::uuid IS NULL OR member_id = ${member})
      ORDER BY member_id, device_key, began_at DESC
    )
    SELECT last.session_id, last.member_id, member.name AS member, last.device, last.seen_at,
      last.ended_at IS NULL AND member.disabled_at IS NULL AND EXISTS (
        SELECT FROM oidc_payload p
        WHERE p.tenant_id = last.tenant_id AND p.grant_digest = last.grant_digest
          AND p.model = 'RefreshToken' AND p.consumed_at IS NULL AND p.expires_at > now()) AS signed_in,
      admin.name AS wiped_by, wipe.ordered_at, wipe.reason, wipe.ended_at, wipe.receipt
    FROM last JOIN member USING (tenant_id, member_id)
    LEFT JOIN LATERAL (
      SELECT * FROM device_wipe w
      WHERE w.tenant_id = last.tenant_id AND w.device_key = last.device_key AND w.member_id = last.member_id
      ORDER BY w.ordered_at DESC LIMIT 1) wipe ON true
    LEFT JOIN member admin ON admin.tenant_id = last.tenant_id AND admin.member_id = wipe.ordered_by
    ORDER BY last.seen_at DESC`.execute(transaction);
  return rows.map((row) => ({
    sessionId: row.session_id,
    memberId: row.member_id,
    member: row.member,
    device: row.device,
    seenAt: row.seen_at.toISOString(),
    signedIn: row.signed_in,
    wipe: row.ordered_at && {
      state: row.ended_at === null ? 'ordered' : row.receipt === null ? 'withdrawn' : 'done',
      by: row.wiped_by ?? '',
      at: row.ordered_at.toISOString(),
      reason: row.reason ?? '',
      receipt: row.receipt,
    },
  }));
}
