import { z } from 'zod';
import { LABELS } from '../model/label.ts';
import { MOST_PIECES, PIECE_BYTES, pieceDigest } from './raw-logs-api.ts';

/**
 * What a desktop and its team server say to each other about raw logs that the server may read, because a policy that the
 * team released says so and who shares them wants it: pages of records, sealed with a key that the server is given.
 */

/** Most bytes of a page's records before they are compressed; one record alone is cut to fit. */
export const PAGE_BYTES = 512 * 1024;
/** Most records that are given, or found, at once. */
export const MOST_READ = 500;

const uuid = z.uuid().lowercase();
const count = z.number().int().nonnegative();

/** A source whose records follow one another from one on. */
export const readableSource = z.strictObject({
  name: z.string().max(4096),
  first: count,
  records: z.number().int().positive(),
});

/** By what the server may read them. */
export const readableAs = z.strictObject({
  /** Whose release brings the policy. */
  environmentId: uuid,
  version: z.string().min(1).max(100),
  /** The strictest label of what is shared. */
  label: z.enum(LABELS),
  masked: z.boolean(),
});

export const newReadable = z.strictObject({
  as: readableAs,
  /** What the pages are sealed with: 32 bytes, base64url. */
  key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  sources: z.array(readableSource).min(1).max(10_000),
  /** In their order; each follows the records of the one before. */
  pages: z
    .array(
      z.strictObject({
        digest: pieceDigest,
        bytes: z.number().int().min(1).max(PIECE_BYTES),
        records: z.number().int().positive(),
      }),
    )
    .min(1)
    .max(MOST_PIECES),
});

/** Raw logs that the server may read, and what they hold. */
export const readableLogs = z.strictObject({
  caseId: uuid,
  uploadId: uuid,
  sharedBy: z.string(),
  at: z.iso.datetime(),
  version: z.string(),
  masked: z.boolean(),
  sources: z.array(readableSource),
});

/** Raw logs that lie on the server, whichever case they are of. */
export const storedRawLogs = z.strictObject({
  caseId: uuid,
  uploadId: uuid,
  /** Name of who shared them. */
  sharedBy: z.string(),
  at: z.iso.datetime(),
  /** Bytes there are to be, and those that have still to come. */
  bytes: count,
  missing: count,
  /** What the server may read of them now, by the policy that is in force; null: they are sealed. */
  readable: readableLogs.pick({ version: true, masked: true, sources: true }).nullable(),
});

/** A record as `search --json` gives it; `cut`: it was too long for a page. */
export const readableRecord = z.looseObject({ source: z.string(), line: z.number() });

export const readableRecords = z.strictObject({
  records: z.array(readableRecord),
  /** Number of the first that was not looked at; null: there are no more. */
  next: count.nullable(),
});

/** What a page is sealed for, besides its key: which of which upload it is. */
export const pagePurpose = (uploadId: string, place: number): string =>
  `error-iq readable ${uploadId} ${place}`;

export type NewReadable = z.output<typeof newReadable>;
export type ReadableAs = z.output<typeof readableAs>;
export type ReadableLogs = z.output<typeof readableLogs>;
export type StoredRawLogs = z.output<typeof storedRawLogs>;
export type ReadableRecords = z.output<typeof readableRecords>;
