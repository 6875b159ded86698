import { z } from 'zod';

/**
 * What a desktop and its team server say to each other about raw logs that a member shared of a case: a file that only who
 * has the case's key opens, cut into pieces that both know by the SHA-256 of their sealed bytes.
 */

/** Bytes of a piece but the last. */
export const PIECE_BYTES = 1024 * 1024;
/** Most pieces of one file: 32 GiB. */
export const MOST_PIECES = 32_768;

const base64url = z.string().regex(/^[A-Za-z0-9_-]+$/);
const uuid = z.uuid().lowercase();

/** SHA-256 of sealed bytes, base64url. */
export const pieceDigest = base64url.length(43);

const piece = z.strictObject({
  digest: pieceDigest,
  bytes: z.number().int().min(1).max(PIECE_BYTES),
});

/** Announces a file before its pieces are sent. */
export const newRawLogs = z.strictObject({
  uploadId: uuid,
  /** Which of the case's keys `sealed` is under. */
  generation: z.number().int().positive(),
  /** What the file opens with and what is in it. */
  sealed: base64url.max(1024 * 1024),
  /** In their order in the file. */
  pieces: z.array(piece).min(1).max(MOST_PIECES),
});

/** A piece, base64url. */
export const sealedPiece = z.strictObject({
  sealed: base64url.max(Math.ceil((PIECE_BYTES * 4) / 3)),
});

/** Raw logs of a case as the server has them. */
export const heldRawLogs = newRawLogs.omit({ pieces: true }).extend({
  sharedBy: uuid,
  at: z.string(),
  bytes: z.number().int(),
  /** Bytes that have still to come. */
  missing: z.number().int(),
  /** The server may read them, by a policy of the team's release; null: it cannot. */
  readable: z.strictObject({ version: z.string(), masked: z.boolean() }).nullable().default(null),
});

export const rawLogsPieces = z.strictObject({
  pieces: z.array(piece.extend({ here: z.boolean() })),
});

export type NewRawLogs = z.output<typeof newRawLogs>;
export type HeldRawLogs = z.output<typeof heldRawLogs>;
export type RawLogsPieces = z.output<typeof rawLogsPieces>;
