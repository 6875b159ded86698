import type { z } from 'zod';
import type { auditPage } from '../../shared/audit/audit-wire.ts';
import { requireRole, requireScope, type Principal } from '../identity/index.ts';
import type { TenantTransaction } from '../platform/index.ts';

/** Who may read what others did. */
export const READERS = ['auditor', 'lead', 'admin'] as const;

/** Entries of the audit log from a number on, each as it was hashed. Throws NOT_ALLOWED. */
export async function readEntries(
  transaction: TenantTransaction,
  principal: Principal,
  { from, limit }: { from: number; limit: number },
): Promise<z.output<typeof auditPage>> {
  requireScope(principal, 'audit:read');
  requireRole(principal, READERS);
  const rows = await transaction
    .selectFrom('audit_entry')
    .where('tenant_id', '=', principal.tenant)
    .where('seq', '>=', String(from))
    .select('body')
    .orderBy('seq')
    .limit(limit + 1)
    .execute();
  const bodies = rows.slice(0, limit).map(({ body }) => body);
  return { bodies, more: rows.length > limit };
}
