import { z } from 'zod';

/** What the audit log of a team server holds, and what is said about it. */

const uuid = z.uuid().lowercase();
const hash = z.string().regex(/^[A-Za-z0-9+/]{43}=$/);
const count = z.number().int().nonnegative();

/** Who did it: a member, herself or by a key of a program; a service account (`by: service`); the server by itself; or somebody who is not signed in. */
export const auditActor = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('member'), id: uuid, by: z.enum(['person', 'key', 'service']) }),
  z.strictObject({ is: z.literal('server'), task: z.string() }),
  z.strictObject({ is: z.literal('nobody') }),
]);

/** Rows of one table that one statement wrote. */
const auditWrite = z.strictObject({
  table: z.string(),
  did: z.enum(['insert', 'update', 'delete']),
  rows: count,
  /** Their keys without the tenant's; of many only the first. */
  keys: z.array(z.array(z.union([z.string(), z.number(), z.null()]))),
  /** Which columns changed, of an update. */
  columns: z.array(z.string()).exactOptional(),
});

/** Something that a person would call by a name, beside the rows that it wrote. */
const auditEvent = z.strictObject({
  /** `deployment.approved` */
  action: z.string(),
  about: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});

/** One entry: everything that one transaction of the server wrote. */
export const auditEntry = z.strictObject({
  v: z.literal(1),
  /** Its place in the log, from 0. */
  seq: count,
  /** Leaf hash of the entry before it; null: it is the first. */
  prev: hash.nullable(),
  at: z.iso.datetime(),
  actor: auditActor,
  /** The request that it belongs to; null: none. */
  request: z.strictObject({ id: z.string(), method: z.string(), route: z.string() }).nullable(),
  writes: z.array(auditWrite),
  events: z.array(auditEvent),
});

/** An entry and what proves that it stands in the tree of the size that was asked about. */
export const provenEntry = z.strictObject({ body: z.string(), proof: z.array(hash) });

/** A signed checkpoint and what proves that it goes on from the size that was asked about. */
export const auditHead = z.strictObject({
  /** C2SP signed-note verifier key, `name+id+key`. */
  key: z.string(),
  checkpoint: z.string(),
  proof: z.array(hash),
  /** The entry that says that the server was put back to an earlier state, if it ever was, in the tree of the checkpoint. */
  restored: provenEntry.extend({ seq: count }).nullable(),
});

/** What the entry of a server that was put back says happened (`action`). */
export const SERVER_RESTORED = 'server.restored';

/** A page of entries, each as it was hashed. */
export const auditPage = z.strictObject({
  bodies: z.array(z.string()),
  more: z.boolean(),
  /** Number of the earliest that is there: those before it are in archives. */
  first: count,
});

/** Entries that are in an archive, from `first` to before `upto`, and the times of the first and the last. */
export const auditArchive = z.strictObject({
  first: count,
  upto: count,
  since: z.iso.datetime(),
  until: z.iso.datetime(),
  archivedAt: z.iso.datetime(),
  /** Who had last set that entries go into archives; null: not known. The server made it by itself. */
  by: z.string().nullable(),
});

/** An archive as it is given: an export as `auditExportHead` says, gzip. */
export const givenArchive = z.strictObject({ gzip: z.base64url() });

/**
 * The tree of the first entries of a log: how many they are, and its perfect subtrees, greatest first. Who has it checks
 * what comes after them against a checkpoint, and needs none of them.
 */
export const auditFrontier = z.strictObject({ size: count, peaks: z.array(hash).max(64) });

const exportHead = z.strictObject({
  format: z.literal('error-iq-audit'),
  key: z.string(),
  checkpoint: z.string(),
});

/** First line of an export; each further line is an entry as it was hashed. The second version begins after entry 0. */
export const auditExportHead = z.discriminatedUnion('version', [
  exportHead.extend({ version: z.literal(1) }),
  exportHead.extend({ version: z.literal(2), before: auditFrontier }),
]);

/** Most entries of a page. */
export const MOST_AUDIT_ENTRIES = 1_000;

export type AuditArchive = z.output<typeof auditArchive>;
export type AuditFrontier = z.output<typeof auditFrontier>;
export type AuditActor = z.output<typeof auditActor>;
export type AuditWrite = z.output<typeof auditWrite>;
export type AuditEvent = z.output<typeof auditEvent>;
export type AuditEntry = z.output<typeof auditEntry>;
export type AuditHead = z.output<typeof auditHead>;
