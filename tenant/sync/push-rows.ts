import { sql, type CompiledQuery } from 'kysely';
import type { PushRequest } from '../../shared/sync/sync-wire.ts';
import { caseAccessQuery, type CaseMember } from '../cases/index.ts';
import { written } from '../platform/index.ts';
import type { KeptOutcome, LoggedEntry } from './sync-log.ts';

/** A push of one member. */
export interface MemberPush {
  readonly member: CaseMember;
  readonly request: PushRequest;
}

/** How a case stands for a push: number of the push, what is allowed, and the last number that its copy has used. */
export interface StandingRow {
  readonly n: number;
  readonly access: 'read' | 'write' | 'manage' | null;
  readonly used: string | null;
  /** Set when the case was deleted before and is shared again. */
  readonly life: string | null;
  readonly archived: boolean;
}

export interface OutcomeRow {
  readonly n: number;
  readonly seq: string;
  readonly entry_id: string;
  readonly digest: string;
  readonly outcome: 'applied' | 'known' | 'refused';
  readonly code: string | null;
}

export interface EntryRow {
  readonly case_id: string;
  readonly entry_id: string;
  readonly digest: string | null;
}

export interface DigestRow {
  readonly case_id: string;
  readonly digest: string;
  readonly has: boolean;
}

type Query<R> = CompiledQuery<R>;

/** Lets no other transaction write to the cases until this one ends. One that is not there is not locked, and nobody has access to it. */
export const lockCases = (tenant: string, cases: readonly string[]): Query<unknown> =>
  sql`SELECT case_id FROM shared_case WHERE tenant_id = ${tenant} AND case_id = ANY (${cases}::uuid[])
    ORDER BY case_id FOR NO KEY UPDATE`.compile(written);

/** Lets no other transaction give numbers in the tenant until this one ends; gives the last and the server's life. */
export const lockNumbers = (tenant: string): Query<{ epoch: string; last_seq: string }> =>
  sql<{ epoch: string; last_seq: string }>`SELECT epoch, last_seq FROM tenant
    WHERE tenant_id = ${tenant} FOR NO KEY UPDATE`.compile(written);

/** Each push with its number, the case, who pushes and the copy. */
const asked = (pushes: readonly MemberPush[]) =>
  sql`unnest(${pushes.map(({ member }) => member.caseId)}::uuid[],
    ${pushes.map(({ member }) => member.memberId)}::uuid[],
    ${pushes.map(({ request }) => request.client)}::uuid[]) WITH ORDINALITY asked (case_id, member_id, client, n)`;

/** How the cases stand for each push. */
export function standings(tenant: string, pushes: readonly MemberPush[]): Query<StandingRow> {
  const access = caseAccessQuery(written, {
    tenant,
    caseId: sql.ref<string>('asked.case_id'),
    memberId: sql.ref<string>('asked.member_id'),
  });
  return sql<StandingRow>`SELECT n::int AS n, (${access}) AS access,
      (SELECT max(seq) FROM push_outcome o WHERE o.tenant_id = ${tenant} AND o.case_id = asked.case_id
        AND o.member_id = asked.member_id AND o.client = asked.client) AS used,
      c.life, c.archived_at IS NOT NULL AS archived
    FROM ${asked(pushes)}
    LEFT JOIN shared_case c ON c.tenant_id = ${tenant} AND c.case_id = asked.case_id`.compile(
    written,
  );
}

/** What the numbers of each push stand for already, in their order. */
export const outcomesBefore = (tenant: string, pushes: readonly MemberPush[]): Query<OutcomeRow> =>
  sql<OutcomeRow>`SELECT n::int AS n, o.seq, o.entry_id, o.digest, o.outcome, o.code
    FROM ${asked(pushes)}
    JOIN unnest(${pushes.map(({ request }) => request.first)}::bigint[],
      ${pushes.map(({ request }) => request.first + request.entries.length - 1)}::bigint[])
      WITH ORDINALITY span (first, last, n) USING (n)
    CROSS JOIN LATERAL (
      SELECT seq, entry_id, digest, outcome, code FROM push_outcome p
       WHERE p.tenant_id = ${tenant} AND p.case_id = asked.case_id AND p.member_id = asked.member_id
         AND p.client = asked.client AND p.seq BETWEEN span.first AND span.last ORDER BY seq OFFSET 0) o`.compile(
    written,
  );

// One look into an index an entry, whatever the planner thinks of how many there are: it knows of arrays only that they are.

/** Entries of the pushes that their cases have; no digest: it has not. */
export function entriesOf(tenant: string, pushes: readonly MemberPush[]): Query<EntryRow> {
  const pairs = pushes.flatMap(({ member: { caseId }, request }) =>
    request.entries.map(({ id }) => ({ caseId, id })),
  );
  return sql<EntryRow>`SELECT p.case_id, p.id AS entry_id,
      (SELECT e.digest FROM case_entry e
        WHERE e.tenant_id = ${tenant} AND e.case_id = p.case_id AND e.entry_id = p.id) AS digest
    FROM unnest(${pairs.map(({ caseId }) => caseId)}::uuid[], ${pairs.map(({ id }) => id)}::uuid[]) p (case_id, id)`.compile(
    written,
  );
}

/** Digests that entries of the pushes follow, and whether their cases have them. */
export function digestsBefore(tenant: string, pushes: readonly MemberPush[]): Query<DigestRow> {
  const pairs = pushes.flatMap(({ member: { caseId }, request }) =>
    request.entries.flatMap(({ before }) => (before === null ? [] : [{ caseId, before }])),
  );
  return sql<DigestRow>`SELECT p.case_id, p.digest,
      EXISTS (SELECT FROM case_entry e
        WHERE e.tenant_id = ${tenant} AND e.case_id = p.case_id AND e.digest = p.digest OFFSET 0) AS has
    FROM unnest(${pairs.map(({ caseId }) => caseId)}::uuid[], ${pairs.map(({ before }) => before)}::text[]) p (case_id, digest)`.compile(
    written,
  );
}

/** Keeps what became of the numbers of a copy. */
export const keepOutcomes = (
  { tenant, caseId, memberId }: CaseMember,
  client: string,
  kept: readonly KeptOutcome[],
): Query<unknown> =>
  sql`INSERT INTO push_outcome (tenant_id, case_id, member_id, client, seq, entry_id, digest, outcome, code)
    SELECT ${tenant}::uuid, ${caseId}::uuid, ${memberId}::uuid, ${client}::uuid, seq, id, digest, outcome, code
      FROM unnest(${kept.map(({ seq }) => seq)}::bigint[], ${kept.map(({ id }) => id)}::uuid[],
        ${kept.map(({ digest }) => digest)}::text[], ${kept.map(({ outcome }) => outcome.is)}::text[],
        ${kept.map(({ outcome }) => (outcome.is === 'refused' ? outcome.code : null))}::text[])
        t (seq, id, digest, outcome, code)`.compile(written);

/** Keeps what became of numbers of a copy that were refused before. */
export const changeOutcomes = (
  { tenant, caseId, memberId }: CaseMember,
  client: string,
  changed: readonly KeptOutcome[],
): Query<unknown> =>
  sql`UPDATE push_outcome o SET outcome = t.outcome, code = t.code
    FROM unnest(${changed.map(({ seq }) => seq)}::bigint[], ${changed.map(({ outcome }) => outcome.is)}::text[],
      ${changed.map(({ outcome }) => (outcome.is === 'refused' ? outcome.code : null))}::text[]) t (seq, outcome, code)
    WHERE o.tenant_id = ${tenant} AND o.case_id = ${caseId} AND o.member_id = ${memberId}
      AND o.client = ${client} AND o.seq = t.seq`.compile(written);

/** Adds entries to a case under their numbers. */
export const addEntries = (
  { tenant, caseId, memberId }: CaseMember,
  added: readonly LoggedEntry[],
): Query<unknown> =>
  sql`INSERT INTO case_entry (tenant_id, case_id, seq, entry_id, generation, digest, before, sealed, member_id)
    SELECT ${tenant}::uuid, ${caseId}::uuid, seq, id, generation, digest, before, sealed, ${memberId}::uuid
      FROM unnest(${added.map(({ seq }) => seq)}::bigint[], ${added.map(({ entry }) => entry.id)}::uuid[],
        ${added.map(({ entry }) => entry.generation)}::int[], ${added.map(({ entry }) => entry.digest)}::text[],
        ${added.map(({ entry }) => entry.before)}::text[], ${added.map(({ entry }) => entry.sealed)}::text[])
        t (seq, id, generation, digest, before, sealed)`.compile(written);

/** Says which number of the tenant is the last that was given. */
export const keepLast = (tenant: string, last: number): Query<unknown> =>
  sql`UPDATE tenant SET last_seq = ${last} WHERE tenant_id = ${tenant}`.compile(written);
