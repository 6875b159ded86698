import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  heldRawLogs,
  rawLogsPieces,
  sealedPiece,
  type HeldRawLogs,
  type NewRawLogs,
  type RawLogsPieces,
} from '#shared/sync/raw-logs-api.ts';
import type { NewReadable } from '#shared/sync/readable-logs-api.ts';
import type { Ask } from './ask.ts';
import { generationsOf, openRawLogs, sealRawLogs } from './case-key.ts';

const contents = z.strictObject({
  /** The file opens with it: 32 bytes, base64url. */
  key: z.string().length(43),
  /** Over the digests of its pieces; see `rawLogsRoot`. */
  root: z.string().length(43),
  /** Keys of the sources whose records are in it, and how many those are. */
  sources: z.array(z.string()),
  records: z.number().int().nonnegative(),
  masked: z.boolean(),
  /** Erasures that it was made after. */
  erasures: z.array(z.string()),
});

/** As one who has the case's key sealed it; that may be anybody's work, so that it need not be JSON. */
const contentsText = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue('not JSON');
      return z.NEVER;
    }
  })
  .pipe(contents);

/** What who has the case's key learns of raw logs. */
export type RawLogsContents = Readonly<z.output<typeof contents>>;

/** Raw logs that were shared of a case. */
export interface RawLogs extends Omit<HeldRawLogs, 'sealed' | 'generation'> {
  /** It was this member. */
  readonly isMine: boolean;
  /** Null: they are sealed with no key that is here, or are not what they say. */
  readonly contents: RawLogsContents | null;
}

/** What the pieces of a file are, in their order: SHA-256 over their digests, base64url. */
export function rawLogsRoot(pieces: readonly { readonly digest: string }[]): string {
  const hash = createHash('sha256');
  for (const { digest } of pieces) hash.update(digest);
  return hash.digest('base64url');
}

export type TeamRawLogs = ReturnType<typeof createTeamRawLogs>;

/** Raw logs of one case as this member sees them on the team server. */
export function createTeamRawLogs(
  ask: Ask,
  { caseId, keys, memberId }: { caseId: string; keys: Uint8Array; memberId: string },
) {
  function contentsOf(held: HeldRawLogs): RawLogsContents | null {
    const text = openRawLogs(keys, { caseId, ...held });
    return contentsText.safeParse(text).data ?? null;
  }

  return {
    caseId,
    /** What is there, oldest first. */
    async list(): Promise<RawLogs[]> {
      const answer = z.strictObject({ rawLogs: z.array(heldRawLogs) });
      const { rawLogs } = await ask('GET /api/v1/cases/{caseId}/raw-logs', answer, {
        path: { caseId },
      });
      return rawLogs.map((held) => {
        const { sealed: _sealed, generation: _generation, ...rest } = held;
        return { ...rest, isMine: held.sharedBy === memberId, contents: contentsOf(held) };
      });
    },
    /** Announces a file, or the same once more; gives which pieces are there. Throws LIMIT_REACHED, NOT_ALLOWED. */
    announce(
      uploadId: string,
      pieces: NewRawLogs['pieces'],
      told: RawLogsContents,
    ): Promise<RawLogsPieces> {
      const sealed = sealRawLogs(keys, JSON.stringify(told), { caseId, uploadId });
      const body: NewRawLogs = { uploadId, generation: generationsOf(keys), sealed, pieces };
      return ask('POST /api/v1/cases/{caseId}/raw-logs', rawLogsPieces, { path: { caseId }, body });
    },
    /** Throws NOT_FOUND. */
    pieces: (uploadId: string): Promise<RawLogsPieces> =>
      ask('GET /api/v1/cases/{caseId}/raw-logs/{uploadId}', rawLogsPieces, {
        path: { caseId, uploadId },
      }),
    /**
     * Lets the server read records of an upload; gives which of their pages are there. Throws SERVER_MAY_NOT_READ, LIMIT_REACHED,
     * NOT_ALLOWED, RAW_LOGS_EXIST.
     */
    async letRead(uploadId: string, body: NewReadable): Promise<RawLogsPieces['pieces']> {
      const given = { path: { caseId, uploadId }, body };
      return (
        await ask('PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable', rawLogsPieces, given)
      ).pieces;
    },
    /** Ends that. Throws NOT_FOUND, NOT_ALLOWED. */
    async endReading(uploadId: string): Promise<void> {
      await ask('DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}/readable', z.null(), {
        path: { caseId, uploadId },
      });
    },
    /** Throws LIMIT_REACHED, NOT_FOUND, PIECE_BROKEN. */
    async send(uploadId: string, digest: string, bytes: Buffer): Promise<void> {
      const body = { sealed: bytes.toString('base64url') };
      await ask('PUT /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}', z.null(), {
        path: { caseId, uploadId, digest },
        body,
      });
    },
    /** The bytes of a piece as the server has them: nothing was held against anything. Throws NOT_FOUND. */
    async fetch(uploadId: string, digest: string): Promise<Buffer> {
      const piece = await ask(
        'GET /api/v1/cases/{caseId}/raw-logs/{uploadId}/pieces/{digest}',
        sealedPiece,
        { path: { caseId, uploadId, digest } },
      );
      return Buffer.from(piece.sealed, 'base64url');
    },
    /** Throws NOT_FOUND, NOT_ALLOWED. */
    async takeBack(uploadId: string): Promise<void> {
      await ask('DELETE /api/v1/cases/{caseId}/raw-logs/{uploadId}', z.null(), {
        path: { caseId, uploadId },
      });
    },
  };
}
