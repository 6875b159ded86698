import { z } from 'zod';
import { auditArchive } from '#shared/audit/audit-wire.ts';
import { call, stream } from './call.ts';
import { nothing } from './values.ts';

const count = z.number().int().nonnegative();
const first = count;

/** Entries of the team server's audit log that are in archives: who audits reads them. */
export const auditArchiveContract = {
  /** Earliest first. */
  'tenant.auditArchives': call('vault', nothing, z.array(auditArchive)),
  /** Checks an archive by itself, and its key against the one by which this machine knows the log. */
  'tenant.checkAuditArchive': call(
    'vault',
    z.strictObject({ first }),
    z.strictObject({
      entries: count,
      from: z.iso.datetime().nullable(),
      to: z.iso.datetime().nullable(),
      /** What is wrong with it, in words; null: it holds. */
      wrong: z.string().nullable(),
    }),
  ),
  /** Writes one to a file that the verifier takes: chosen in the shell's dialog, or a download from the address told. */
  'tenant.saveAuditArchive': stream(
    'vault',
    z.strictObject({ first, upto: count }),
    z.strictObject({ address: z.string() }),
    z.strictObject({ file: z.string(), bytes: count }),
  ),
};
