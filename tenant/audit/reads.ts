import type { z } from 'zod';
import type { AuditArchive, auditPage } from '../../shared/audit/audit-wire.ts';
import { Failure } from '../../shared/model/failure.ts';
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
  const { first } = await transaction
    .selectFrom('audit_archive')
    .where('tenant_id', '=', principal.tenant)
    .select(({ fn }) => fn.max('upto').as('first'))
    .executeTakeFirstOrThrow();
  return { bodies, more: rows.length > limit, first: Number(first ?? 0) };
}

/** Archives of the audit log, earliest first. Throws NOT_ALLOWED. */
export async function readArchives(
  transaction: TenantTransaction,
  principal: Principal,
): Promise<AuditArchive[]> {
  requireScope(principal, 'audit:read');
  requireRole(principal, READERS);
  const rows = await transaction
    .selectFrom('audit_archive as a')
    .leftJoin('member as m', (join) =>
      join.onRef('m.tenant_id', '=', 'a.tenant_id').onRef('m.member_id', '=', 'a.decided_by'),
    )
    .where('a.tenant_id', '=', principal.tenant)
    .select(['first', 'upto', 'since', 'until', 'archived_at', 'm.name as by'])
    .orderBy('first')
    .execute();
  return rows.map(({ first, upto, since, until, archived_at: at, by }) => ({
    first: Number(first),
    upto: Number(upto),
    since: since.toISOString(),
    until: until.toISOString(),
    archivedAt: at.toISOString(),
    by,
  }));
}

/** The archive that begins with an entry. Throws NOT_ALLOWED, NOT_FOUND. */
export async function readArchive(
  transaction: TenantTransaction,
  principal: Principal,
  first: number,
): Promise<Buffer> {
  requireScope(principal, 'audit:read');
  requireRole(principal, READERS);
  const found = await transaction
    .selectFrom('audit_archive')
    .where('tenant_id', '=', principal.tenant)
    .where('first', '=', String(first))
    .select('gzip')
    .executeTakeFirst();
  if (found !== undefined) return found.gzip;
  throw new Failure(
    'NOT_FOUND',
    'No archive of the audit log begins with an entry of this number.',
  );
}
