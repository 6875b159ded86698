import { caseAccessQuery, type CaseMember } from '../cases/index.ts';
import { written, type Statements } from '../platform/index.ts';
import { caseLife } from './case-life.ts';
import type { CaseAccess, LoggedEntry, PullLog } from './sync-log.ts';

/**
 * The log of a case in the database, as one member reads it at one moment: how it stands and the entries after a cursor are
 * asked for at once.
 */
export function pullLog(
  { run }: Statements,
  member: CaseMember,
  { cursor, limit }: { cursor: number; limit: number },
): PullLog {
  const { tenant, caseId } = member;
  const standing = run(
    written
      .selectFrom('tenant')
      .where('tenant.tenant_id', '=', tenant)
      .select(['epoch', 'last_seq'])
      .select(caseAccessQuery(written, member).as('access'))
      .select(({ selectFrom }) =>
        selectFrom('shared_case')
          .where('tenant_id', '=', tenant)
          .where('case_id', '=', caseId)
          .select('life')
          .as('life'),
      )
      .compile(),
  );
  const entries = run(
    written
      .selectFrom('case_entry')
      .where('tenant_id', '=', tenant)
      .where('case_id', '=', caseId)
      .where('seq', '>', String(cursor))
      .select(['seq', 'entry_id', 'generation', 'digest', 'before', 'sealed'])
      .orderBy('seq')
      // One more tells whether there are more.
      .limit(limit + 1)
      .compile(),
  );
  return {
    async standing() {
      const [row] = await standing;
      // A tenant that is not there is one to which nobody has access.
      if (row === undefined)
        return { epoch: '', access: 'none', archived: false, last: 0, used: 0 };
      const { last_seq: last, access } = row;
      const epoch = caseLife(row.epoch, row.life);
      // What is archived is read as ever.
      return { epoch, access: accessOf(access), archived: false, last: Number(last), used: 0 };
    },
    async read() {
      const rows = await entries;
      return rows.map(({ seq, entry_id: id, generation, digest, before, sealed }): LoggedEntry => ({
        seq: Number(seq),
        entry: { id, generation, digest, before, sealed },
      }));
    },
  };
}

/** What access that is granted means to a log. */
export function accessOf(granted: 'read' | 'write' | 'manage' | null): CaseAccess {
  if (granted === null) return 'none';
  return granted === 'manage' ? 'write' : granted;
}
