import { sql } from 'kysely';
import type { StoredRawLogs } from '../../shared/sync/readable-logs-api.ts';
import type { Principal } from '../identity/index.ts';
import type { ServerKeys, TenantTransaction } from '../platform/index.ts';
import { readableTo } from './readable-logs.ts';

interface Row {
  readonly caseId: string;
  readonly uploadId: string;
  readonly sharedBy: string;
  readonly at: Date;
  readonly bytes: string;
  readonly missing: string;
}

/** Raw logs that lie here of this member's cases, and for a lead or an admin of all of the team's. Newest first. */
export async function storedFor(
  transaction: TenantTransaction,
  keys: ServerKeys,
  principal: Principal,
): Promise<StoredRawLogs[]> {
  const { tenant, memberId, role } = principal;
  const { rows } = await sql<Row>`
    SELECT l.case_id AS "caseId", l.upload_id AS "uploadId", m.name AS "sharedBy", l.created_at AS at,
      sum(p.bytes) AS bytes, coalesce(sum(p.bytes) FILTER (WHERE c.digest IS NULL), 0) AS missing
    FROM raw_logs l
    JOIN member m ON m.tenant_id = l.tenant_id AND m.member_id = l.shared_by
    JOIN raw_piece p ON p.tenant_id = l.tenant_id AND p.case_id = l.case_id AND p.upload_id = l.upload_id
    LEFT JOIN raw_chunk c ON c.tenant_id = p.tenant_id AND c.case_id = p.case_id AND c.digest = p.digest
    WHERE l.tenant_id = ${tenant} AND (${role === 'lead' || role === 'admin'} OR EXISTS (
      SELECT FROM case_grant g
       WHERE g.tenant_id = ${tenant} AND g.case_id = l.case_id AND g.member_id = ${memberId}))
    GROUP BY l.case_id, l.upload_id, m.name, l.created_at
    ORDER BY l.created_at DESC, l.upload_id`.execute(transaction);
  const readable = new Map(
    (await readableTo(transaction, keys, principal)).map((logs) => [logs.uploadId, logs]),
  );
  return rows.map(({ at, bytes, missing, ...row }) => {
    const { version, masked, sources } = readable.get(row.uploadId) ?? {};
    const isReadable = version !== undefined && masked !== undefined && sources !== undefined;
    return {
      ...row,
      at: at.toISOString(),
      bytes: Number(bytes),
      missing: Number(missing),
      readable: isReadable ? { version, masked, sources } : null,
    };
  });
}
