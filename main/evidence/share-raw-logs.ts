import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { open as openFile, type FileHandle } from 'node:fs/promises';
import { deleteCaseFile, makeHeader } from '../cases/index.ts';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { LeaveChoice } from '#shared/model/label.ts';
import { serverMayRead } from '#shared/model/team-policy.ts';
import { PIECE_BYTES, type NewRawLogs } from '#shared/sync/raw-logs-api.ts';
import type { ReadableAs } from '#shared/sync/readable-logs-api.ts';
import type { ServerReads } from '../deployments/index.ts';
import type { OpenCase } from '../open-case.ts';
import { rawLogsRoot, type TeamRawLogs } from '../tenant/index.ts';
import type { KeptUpload, KeptUploads } from './kept-uploads.ts';
import { makePages, openPages, pageKey, removePages } from './readable-pages.ts';
import { MASKED, writeCopy } from './write-copy.ts';

/** What of a case is to be there for the team. */
export interface RawLogsRequest {
  /** Sources whose records and kept originals go; null: all. */
  readonly sourceIds: readonly number[] | null;
  /** For the custody log. */
  readonly note: string;
  readonly leave: LeaveChoice;
  /** By what the server is let read them; null: it is not. */
  readonly reads?: ServerReads | null;
}

/** How far raw logs are, bytes. */
export interface RawLogsProgress {
  readonly done: number;
  readonly total: number;
}

/** What came of sharing them. */
export interface RawLogsShared {
  readonly uploadId: string;
  readonly bytes: number;
  /** Bytes that were there already, from an earlier try. */
  readonly already: number;
  readonly records: number;
}

/** Whom and what sharing works with. */
export interface RawLogsDesk {
  readonly open: OpenCase;
  readonly team: TeamRawLogs;
  readonly uploads: KeptUploads;
  readonly signal: AbortSignal;
  readonly tell: (progress: RawLogsProgress) => void;
}

/**
 * Shares what was read of sources with the team: sealed under a key of its own, which only who has the case's key gets, and
 * sent in pieces. The same asked for once more, after whatever ended it, goes on where it was. That it left is noted in the
 * journal before the first piece leaves. Throws RAW_LOGS_NONE, LABEL_REFUSES, LABEL_NEEDS_MASKING, CANCELLED, and what the
 * server throws; then it can be gone on with.
 */
export async function shareRawLogs(
  desk: RawLogsDesk,
  { sourceIds, note, leave, reads = null }: RawLogsRequest,
): Promise<RawLogsShared> {
  const { open, uploads } = desk;
  const chosen = open
    .sources()
    .filter(({ id, records }) => records > 0 && (sourceIds === null || sourceIds.includes(id)));
  if (chosen.length === 0) {
    throw new Failure(
      'RAW_LOGS_NONE',
      'None of the sources that were chosen was read on this machine, so there is nothing to share. Add them, or choose others.',
    );
  }
  const ids = chosen.map(({ id }) => id);
  const sources = chosen.map(({ key }) => key).sort();
  await open.mayLeave('share', ids, leave);
  const as = reads && (await readAs(open, ids, leave.masked, reads));
  const readable = as !== null;
  const before = await unended(desk, { sources, masked: leave.masked, readable });
  const upload = before ?? (await made(desk, { ids, sources, leave, readable }));
  const file = await openFile(upload.path, 'r');
  let shared: RawLogsShared;
  try {
    shared = await send(desk, upload, file, { why: note, as });
  } finally {
    await file.close();
  }
  giveUp(uploads, upload);
  return shared;
}

/** By what the server may read raw logs. Throws SERVER_MAY_NOT_READ. */
async function readAs(
  open: OpenCase,
  ids: readonly number[],
  masked: boolean,
  { environmentId, inForce }: ServerReads,
): Promise<ReadableAs> {
  const label = await open.labelOf(ids);
  const { version } = inForce;
  if (serverMayRead(inForce, label, masked)) return { environmentId, version, label, masked };
  throw new Failure(
    'SERVER_MAY_NOT_READ',
    `The policy of your team (release ${version}) does not let the server read what is ${label}${masked ? '' : ' unless it is masked'}. Nothing was sent; share it sealed${masked ? '' : ', or masked'}.`,
    { label },
  );
}

/** How the custody log tells whom raw logs are for. */
const FOR_TEAM = '[for the team]';

type MadeUpload = KeptUpload & { readonly made: NonNullable<KeptUpload['made']> };

/** An upload of the same that was begun and not ended. What else was begun of the case is given up, here and there. */
async function unended(
  { open, team, uploads }: RawLogsDesk,
  { sources, masked, readable }: Pick<KeptUpload, 'sources' | 'masked' | 'readable'>,
): Promise<MadeUpload | null> {
  const erasures = await open.erasures();
  let found: MadeUpload | null = null;
  for (const one of uploads.all().filter(({ caseId }) => caseId === team.caseId)) {
    const { made: isMade } = one;
    const isAlike = one.masked === masked && one.readable === readable;
    const isSame = isAlike && one.sources.join('\n') === sources.join('\n');
    if (isMade !== null && isSame && !isStale(isMade, erasures) && existsSync(one.path)) {
      found = { ...one, made: isMade };
      continue;
    }
    await team.takeBack(one.uploadId).catch((error: unknown) => {
      // It may never have come to be announced.
      if (!(error instanceof Failure) || error.code !== 'NOT_FOUND') throw error;
    });
    giveUp(uploads, one);
  }
  return found;
}

/** Whether something was erased from the case since raw logs were made of it. */
export function isStale(
  { erasures }: { readonly erasures: readonly string[] },
  known: readonly { readonly entry: string }[],
): boolean {
  return known.some(({ entry }) => !erasures.includes(entry));
}

/** Takes raw logs back from the team server, whether all of them had come there or not. Throws NOT_FOUND, NOT_ALLOWED. */
export async function takeBackRawLogs(
  team: TeamRawLogs,
  uploads: KeptUploads,
  uploadId: string,
): Promise<void> {
  await team.takeBack(uploadId);
  const begun = uploads.all().find((one) => one.uploadId === uploadId);
  if (begun !== undefined) giveUp(uploads, begun);
}

/** Forgets an upload that was begun here, and its file. */
function giveUp(uploads: KeptUploads, { uploadId, path }: KeptUpload): void {
  deleteCaseFile(path);
  removePages(path);
  uploads.forget(uploadId);
}

/** Makes the sealed file; it is known before it is there, so that nothing of it is left behind. */
async function made(
  { open, team, uploads, signal }: RawLogsDesk,
  {
    ids,
    sources,
    leave,
    readable,
  }: { ids: readonly number[]; sources: string[]; leave: LeaveChoice; readable: boolean },
): Promise<MadeUpload> {
  const uploadId = randomUUID();
  const key = randomBytes(32);
  const path = `${open.path}.${uploadId}.upload`;
  const begun: KeptUpload = {
    uploadId,
    caseId: team.caseId,
    path,
    key: key.toString('base64url'),
    sources,
    masked: leave.masked,
    readable,
    made: null,
  };
  uploads.keep(begun);
  try {
    // Read before the records: an erasure that comes between the two withholds them, which is the safe side.
    const erasures = (await open.erasures()).map(({ entry }) => entry);
    const copy = { path, key, header: makeHeader('recipient'), sourceIds: ids };
    await writeCopy(open, { ...copy, masked: leave.masked }, signal);
    if (readable) {
      const { masked } = leave;
      await makePages(open, { path, key, uploadId }, { sourceIds: ids, masked }, signal);
    }
    const records = open
      .sources()
      .filter(({ id }) => ids.includes(id))
      .reduce((sum, source) => sum + source.records, 0);
    const whole = { ...begun, made: { records, erasures, noted: false } };
    uploads.keep(whole);
    return whole;
  } catch (error) {
    giveUp(uploads, begun);
    throw error;
  }
}

/** Sends what of a file is not there yet, and of the pages that the server may read. */
async function send(
  { open, team, uploads, signal, tell }: RawLogsDesk,
  upload: MadeUpload,
  file: FileHandle,
  { why, as }: { readonly why: string; readonly as: ReadableAs | null },
): Promise<RawLogsShared> {
  const { uploadId, sources, masked, made: whole } = upload;
  const key = Buffer.from(upload.key, 'base64url');
  const { pieces, sha256 } = await piecesIn(file, signal);
  const { records, erasures } = whole;
  const told = { key: upload.key, root: rawLogsRoot(pieces), sources, records, masked, erasures };
  const { pieces: known } = await team.announce(uploadId, pieces, told);
  const pages = as && (await openPages({ path: upload.path, key, uploadId }));
  try {
    if (!whole.noted) {
      const note = [masked ? MASKED : '', FOR_TEAM, as === null ? '' : forServer(as), why]
        .filter((part) => part !== '')
        .join(' ');
      const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
      const left = { file: null, sha256, bytes, records, sources, note };
      await open.noteCustody({ kind: 'custody.left', facts: { what: 'share', ...left } });
      uploads.keep({ ...upload, made: { ...whole, noted: true } });
    }
    const shown =
      as === null || pages === null
        ? []
        : await team.letRead(uploadId, {
            as,
            key: pageKey(key).toString('base64url'),
            sources: pages.sources,
            pages: pages.pages,
          });
    const all = [
      ...known.map((piece, place) => ({ ...piece, read: () => pieceAt(file, place) })),
      ...shown.map((piece, place) => ({
        ...piece,
        read: () => pages?.page(place) ?? Promise.resolve(Buffer.alloc(0)),
      })),
    ];
    const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
    const already = all.reduce((sum, { here, bytes }) => sum + (here ? bytes : 0), 0);
    let done = already;
    tell({ done, total });
    for (const { digest, bytes, here, read } of all) {
      if (here) continue;
      if (signal.aborted) throw cancelled();
      await team.send(uploadId, digest, await read());
      done += bytes;
      tell({ done, total });
    }
    return { uploadId, bytes: total, already, records };
  } finally {
    await pages?.close();
  }
}

/** How the custody log tells that the server may read them, and by what. */
const forServer = ({ version }: ReadableAs): string =>
  `[readable by the team server, policy of release ${version}]`;

/** The pieces that a file is cut into, and the SHA-256 of all of it, hex. Throws CANCELLED. */
async function piecesIn(
  file: FileHandle,
  signal: AbortSignal,
): Promise<{ pieces: NewRawLogs['pieces']; sha256: string }> {
  const whole = createHash('sha256');
  const pieces: NewRawLogs['pieces'] = [];
  for (;;) {
    if (signal.aborted) throw cancelled();
    const piece = await pieceAt(file, pieces.length);
    if (piece.length === 0) return { pieces, sha256: whole.digest('hex') };
    whole.update(piece);
    const digest = createHash('sha256').update(piece).digest('base64url');
    pieces.push({ digest, bytes: piece.length });
  }
}

async function pieceAt(file: FileHandle, place: number): Promise<Buffer> {
  const bytes = Buffer.alloc(PIECE_BYTES);
  const { bytesRead } = await file.read(bytes, 0, PIECE_BYTES, place * PIECE_BYTES);
  return bytes.subarray(0, bytesRead);
}
