import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { sql } from 'kysely';
import type { auditExportHead } from '../../shared/audit/audit-wire.ts';
import type { z } from 'zod';
import type { ServerKeys, TenantTransaction } from '../platform/index.ts';
import { signedAt } from './checkpoints.ts';
import { auditKey } from './audit-key.ts';
import { frontierAt } from './tree.ts';

/** So many entries make an archive: a few megabytes. */
const MOST_ENTRIES = 20_000;

const compressed = promisify(gzip);

export interface Archiving {
  readonly tenant: string;
  /** Only what is older goes. */
  readonly before: Date;
  /** Entries from this number on stay, however old. */
  readonly most: number;
}

/**
 * Puts the earliest entries of a log that are old enough into an archive, and takes them out of the log, in one transaction;
 * gives how many. An archive is an export that "error-iq verify" checks by itself: it ends with its own checkpoint, and begins
 * with the tree of the entries before its first. The tree of the log keeps all its nodes, so that every proof can still be made.
 */
export async function archiveEntries(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { tenant, before, most }: Archiving,
  atOnce = MOST_ENTRIES,
): Promise<number> {
  const rows = await transaction
    .selectFrom('audit_entry')
    .where('tenant_id', '=', tenant)
    .select(['seq', 'at', 'body'])
    .orderBy('seq')
    .limit(atOnce)
    .execute();
  // What follows an entry that is to stay stays too, whatever its clock said.
  const end = rows.findIndex(({ seq, at }) => at >= before || Number(seq) >= most);
  const going = end === -1 ? rows : rows.slice(0, end);
  const [earliest, latest] = [going[0], going.at(-1)];
  if (earliest === undefined || latest === undefined) return 0;
  const [first, upto] = [Number(earliest.seq), Number(latest.seq) + 1];
  const { verifier: key } = await auditKey(transaction, keys, tenant);
  const head: z.output<typeof auditExportHead> = {
    format: 'error-iq-audit',
    version: 2,
    key,
    checkpoint: await signedAt(transaction, keys, tenant, upto),
    before: { size: first, peaks: await frontierAt(transaction, tenant, first) },
  };
  const decided = await transaction
    .selectFrom('retention')
    .where('tenant_id', '=', tenant)
    .where('kind', '=', 'audit')
    .select('set_by')
    .executeTakeFirst();
  const lines = [JSON.stringify(head), ...going.map(({ body }) => body)];
  await transaction
    .insertInto('audit_archive')
    .values({
      tenant_id: tenant,
      first: String(first),
      upto: String(upto),
      since: earliest.at,
      until: latest.at,
      decided_by: decided?.set_by ?? null,
      gzip: await compressed(`${lines.join('\n')}\n`),
    })
    .execute();
  await sql`SELECT give_up_audit(${first}, ${upto})`.execute(transaction);
  return going.length;
}
