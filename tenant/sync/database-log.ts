import { sql } from 'kysely';
import type { PushOutcome, Refusal } from '../../shared/sync/sync-wire.ts';
import { caseAccessQuery, type CaseMember } from '../cases/index.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { KeptOutcome, LoggedEntry, SyncLog } from './sync-log.ts';

/** The log of a case in the database, as one member sees it within a transaction. */
export function databaseLog(transaction: TenantTransaction, member: CaseMember): SyncLog {
  const { tenant, caseId, memberId } = member;
  const entries = transaction
    .selectFrom('case_entry')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId);
  const outcomes = transaction
    .selectFrom('push_outcome')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('member_id', '=', memberId);
  return {
    async lock() {
      // A case that is not there locks nothing, and nobody has access to it.
      await transaction
        .selectFrom('shared_case')
        .where('tenant_id', '=', tenant)
        .where('case_id', '=', caseId)
        .select('case_id')
        .forNoKeyUpdate()
        .execute();
    },
    async standing(client) {
      const row = await transaction
        .selectFrom('tenant')
        .where('tenant.tenant_id', '=', tenant)
        .select(['epoch', 'last_seq'])
        .select([
          caseAccessQuery(transaction, member).as('access'),
          outcomes
            .where('client', '=', client)
            .select(({ fn }) => fn.max('seq').as('seq'))
            .as('used'),
        ])
        .executeTakeFirstOrThrow();
      const { epoch, last_seq: last, access, used } = row;
      return {
        epoch,
        access: access === null ? 'none' : access === 'manage' ? 'write' : access,
        last: Number(last),
        used: Number(used ?? 0),
      };
    },
    async outcomesOf(client, from, to) {
      const rows = await outcomes
        .where('client', '=', client)
        .where('seq', '>=', String(from))
        .where('seq', '<=', String(to))
        .select(['seq', 'entry_id', 'digest', 'outcome', 'code'])
        .orderBy('seq')
        .execute();
      return rows.map(({ seq, entry_id: id, digest, outcome, code }): KeptOutcome => {
        const read: PushOutcome =
          outcome === 'refused' ? { is: outcome, code: code as Refusal } : { is: outcome };
        return { seq: Number(seq), id, digest, outcome: read };
      });
    },
    async keepOutcomes(client, kept) {
      await transaction
        .insertInto('push_outcome')
        .values(
          kept.map(({ seq, id, digest, outcome }) => ({
            tenant_id: tenant,
            case_id: caseId,
            member_id: memberId,
            client,
            seq: String(seq),
            entry_id: id,
            digest,
            outcome: outcome.is,
            code: outcome.is === 'refused' ? outcome.code : null,
          })),
        )
        .execute();
    },
    async digestsOf(ids) {
      if (ids.length === 0) return new Map();
      const rows = await entries
        .where('entry_id', 'in', ids)
        .select(['entry_id', 'digest'])
        .execute();
      return new Map(rows.map(({ entry_id: id, digest }) => [id, digest]));
    },
    async has(digests) {
      if (digests.length === 0) return new Set();
      const rows = await entries.where('digest', 'in', digests).select('digest').execute();
      return new Set(rows.map(({ digest }) => digest));
    },
    async append(added) {
      const { last_seq: taken } = await transaction
        .updateTable('tenant')
        .where('tenant_id', '=', tenant)
        .set({ last_seq: sql`last_seq + ${added.length}` })
        .returning('last_seq')
        .executeTakeFirstOrThrow();
      const before = Number(taken) - added.length;
      await transaction
        .insertInto('case_entry')
        .values(
          added.map((entry, i) => ({
            tenant_id: tenant,
            case_id: caseId,
            seq: String(before + i + 1),
            entry_id: entry.id,
            generation: entry.generation,
            digest: entry.digest,
            before: entry.before,
            sealed: entry.sealed,
            member_id: memberId,
          })),
        )
        .execute();
      return Number(taken);
    },
    async read(after, upto, limit) {
      const rows = await entries
        .where('seq', '>', String(after))
        .where('seq', '<=', String(upto))
        .select(['seq', 'entry_id', 'generation', 'digest', 'before', 'sealed'])
        .orderBy('seq')
        .limit(limit)
        .execute();
      return rows.map(({ seq, entry_id: id, generation, digest, before, sealed }): LoggedEntry => ({
        seq: Number(seq),
        entry: { id, generation, digest, before, sealed },
      }));
    },
  };
}
