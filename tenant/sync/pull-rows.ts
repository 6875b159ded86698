import { sql, type CompiledQuery } from 'kysely';
import type { PullRequest } from '../../shared/sync/sync-wire.ts';
import { caseAccessQuery, type CaseMember } from '../cases/index.ts';
import { written } from '../platform/index.ts';

/** A pull of one member. */
export interface MemberPull {
  readonly member: CaseMember;
  readonly request: PullRequest;
}

/** How a case stands for a pull: number of the pull, what is allowed, the server's life and the tenant's last number. */
export interface PullStandingRow {
  readonly n: number;
  readonly epoch: string;
  readonly last_seq: string;
  readonly access: 'read' | 'write' | 'manage' | null;
  /** Set when the case was deleted before and is shared again. */
  readonly life: string | null;
}

/** An entry of a page, with the number of the pull that asks for it. */
export interface PageRow {
  readonly n: number;
  readonly seq: string;
  readonly entry_id: string;
  readonly generation: number;
  readonly digest: string;
  readonly before: string | null;
  readonly sealed: string;
}

/** How the cases stand for each pull. */
export function pullStandings(
  tenant: string,
  pulls: readonly MemberPull[],
): CompiledQuery<PullStandingRow> {
  const access = caseAccessQuery(written, {
    tenant,
    caseId: sql.ref<string>('asked.case_id'),
    memberId: sql.ref<string>('asked.member_id'),
  });
  return sql<PullStandingRow>`SELECT n::int AS n, t.epoch, t.last_seq, (${access}) AS access,
      (SELECT c.life FROM shared_case c WHERE c.tenant_id = ${tenant} AND c.case_id = asked.case_id) AS life
    FROM unnest(${pulls.map(({ member }) => member.caseId)}::uuid[],
      ${pulls.map(({ member }) => member.memberId)}::uuid[]) WITH ORDINALITY asked (case_id, member_id, n)
    JOIN tenant t ON t.tenant_id = ${tenant}`.compile(written);
}

/** The entries that each pull asks for, in their order; one more than a page tells whether there are more. */
export const pagesOf = (tenant: string, pulls: readonly MemberPull[]): CompiledQuery<PageRow> =>
  sql<PageRow>`SELECT n::int AS n, e.seq, e.entry_id, e.generation, e.digest, e.before, e.sealed
    FROM unnest(${pulls.map(({ member }) => member.caseId)}::uuid[], ${pulls.map(({ request }) => request.cursor)}::bigint[],
      ${pulls.map(({ request }) => request.limit + 1)}::int[]) WITH ORDINALITY asked (case_id, cursor, most, n)
    CROSS JOIN LATERAL (
      SELECT seq, entry_id, generation, digest, before, sealed FROM case_entry p
       WHERE p.tenant_id = ${tenant} AND p.case_id = asked.case_id AND p.seq > asked.cursor
       ORDER BY seq LIMIT asked.most) e`.compile(written);
