import { createHash } from 'node:crypto';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { deleteCaseFile } from '../cases/index.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import { PIECE_BYTES, type RawLogsPieces } from '#shared/sync/raw-logs-api.ts';
import { rawLogsRoot } from '../tenant/index.ts';
import type { RawLogsDesk } from './share-raw-logs.ts';

/** What came of fetching raw logs. */
export interface RawLogsFetched {
  readonly bytes: number;
  /** Bytes that were here already, from an earlier try. */
  readonly already: number;
  /** Sources whose records came with them. */
  readonly sources: number;
  /** Sources that something was erased from since. */
  readonly withheld: number;
}

type FetchDesk = Omit<RawLogsDesk, 'uploads'>;
type Pieces = RawLogsPieces['pieces'];

/**
 * Fetches raw logs that somebody shared of the open case, and takes their records in under the places that they have in
 * every copy. Every piece is held against its digest, and all digests against what who shared them sealed. The same asked
 * for once more, after whatever ended it, goes on where it was. Throws NOT_FOUND, RAW_LOGS_KEY_MISSING, RAW_LOGS_INCOMPLETE,
 * RAW_LOGS_BROKEN, CANCELLED, and what the server throws.
 */
export async function fetchRawLogs(desk: FetchDesk, uploadId: string): Promise<RawLogsFetched> {
  const { open, team } = desk;
  const found = (await team.list()).find((one) => one.uploadId === uploadId);
  if (found === undefined) {
    throw new Failure('NOT_FOUND', 'These raw logs are not on the team server any more.');
  }
  if (found.contents === null) {
    throw new Failure(
      'RAW_LOGS_KEY_MISSING',
      'These raw logs are sealed with a key that this profile does not have. Ask who manages the case to give you access once more.',
    );
  }
  const { key, root, sources, erasures } = found.contents;
  const { pieces } = await team.pieces(uploadId);
  if (rawLogsRoot(pieces) !== root) throw broken();
  if (pieces.some(({ here }) => !here)) {
    throw new Failure(
      'RAW_LOGS_INCOMPLETE',
      'These raw logs are not all on the team server yet. Fetch them when who shares them is done.',
      {},
      { retryable: true },
    );
  }
  const path = `${open.path}.${uploadId}.download`;
  const already = await download(desk, uploadId, path, pieces);
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  try {
    const shared = { path, key: Buffer.from(key, 'base64url'), sources, erasures };
    return { ...(await open.takeRecords(shared)), bytes, already };
  } finally {
    deleteCaseFile(path);
  }
}

/** Writes the pieces that are not here yet; gives how many bytes were. */
async function download(
  { team, signal, tell }: FetchDesk,
  uploadId: string,
  path: string,
  pieces: Pieces,
): Promise<number> {
  const file = await openFile(path, 'a+', 0o600);
  try {
    const { count, bytes: already } = await goodIn(file, pieces);
    // What follows the last good piece is half of one.
    await file.truncate(already);
    const total = pieces.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = already;
    tell({ done, total });
    for (const { digest, bytes } of pieces.slice(count)) {
      if (signal.aborted) throw cancelled();
      const piece = await team.fetch(uploadId, digest);
      if (!isPiece(piece, digest)) throw broken();
      await file.appendFile(piece);
      done += bytes;
      tell({ done, total });
    }
    await file.sync();
    return already;
  } finally {
    await file.close();
  }
}

/** How many pieces a file begins with, and their bytes. */
async function goodIn(file: FileHandle, pieces: Pieces): Promise<{ count: number; bytes: number }> {
  const buffer = Buffer.alloc(PIECE_BYTES);
  let bytes = 0;
  for (const [count, piece] of pieces.entries()) {
    const { bytesRead } = await file.read(buffer, 0, piece.bytes, bytes);
    const isGood =
      bytesRead === piece.bytes && isPiece(buffer.subarray(0, bytesRead), piece.digest);
    if (!isGood) return { count, bytes };
    bytes += piece.bytes;
  }
  return { count: pieces.length, bytes };
}

const isPiece = (bytes: Uint8Array, digest: string): boolean =>
  createHash('sha256').update(bytes).digest('base64url') === digest;

function broken(): Failure {
  return new Failure(
    'RAW_LOGS_BROKEN',
    'What the team server gave is not what was shared, so nothing of it was taken in. Tell your admin; who shared it can take it back and share it anew.',
  );
}
