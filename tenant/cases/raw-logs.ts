import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import type { HeldRawLogs, newRawLogs, RawLogsPieces } from '../../shared/sync/raw-logs-api.ts';
import type { ReadableAs } from '../../shared/sync/readable-logs-api.ts';
import type { Access } from '../../shared/sync/tenant-api.ts';
import type { Principal } from '../identity/index.ts';
import type { LimitGuard, TenantTransaction } from '../platform/index.ts';
import { requireLive } from './archive-case.ts';
import { caseAccess } from './case-access.ts';
import { requireGeneration } from './case-managers.ts';
import { caseNotFound } from './case-not-found.ts';
import { requireNoHold, type TeamsCase } from './legal-hold.ts';
import { keepRoom, roomOf } from './storage-room.ts';

/** One upload of a case, and who asks for it. */
export interface RawLogsAsked {
  readonly principal: Principal;
  readonly caseId: string;
  readonly uploadId: string;
}

type Limits = Pick<LimitGuard, 'storageRoom'>;

/** Pieces that one statement adds: their values are well below the most that a statement takes. */
const ROWS_AT_ONCE = 5_000;

/** What somebody may do with a case that she has. Throws CASE_NOT_FOUND. */
async function accessTo(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  caseId: string,
): Promise<Access> {
  const access = await caseAccess(transaction, { tenant, caseId, memberId });
  if (access === 'none') throw caseNotFound();
  return access;
}

/** Lets through who may share raw logs of a case. Throws CASE_NOT_FOUND, NOT_ALLOWED, CASE_ARCHIVED. */
export async function requireWriting(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
): Promise<void> {
  if ((await accessTo(transaction, principal, caseId)) === 'read') {
    throw new Failure('NOT_ALLOWED', 'Only who may write in this case shares raw logs of it.');
  }
  await requireLive(transaction, { tenant: principal.tenant, caseId });
}

/**
 * Takes the announcement of raw logs. The same once more does nothing, so that it can be gone on with. Throws
 * CASE_NOT_FOUND, NOT_ALLOWED, CASE_KEY_CHANGED, RAW_LOGS_EXIST (another file under the same id), LIMIT_REACHED.
 */
export async function announce(
  transaction: TenantTransaction,
  { principal, caseId }: Omit<RawLogsAsked, 'uploadId'>,
  { uploadId, generation, sealed, pieces }: z.output<typeof newRawLogs>,
  limits: Limits,
): Promise<void> {
  await requireWriting(transaction, principal, caseId);
  const asked = { principal, caseId, uploadId };
  const before = await piecesOf(transaction, asked, 'sealed');
  if (before.length > 0) {
    const isSame =
      before.length === pieces.length &&
      before.every(({ digest }, i) => digest === pieces[i]?.digest);
    if (isSame) return;
    throw new Failure(
      'RAW_LOGS_EXIST',
      'Other raw logs have this id already. Nothing was changed.',
    );
  }
  const { tenant, memberId } = principal;
  await requireGeneration(transaction, { tenant, caseId, generation });
  const room = await roomOf(transaction, tenant, limits);
  room.take(pieces.reduce((sum, { bytes }) => sum + bytes, 0));
  await transaction
    .insertInto('raw_logs')
    .values({
      tenant_id: tenant,
      case_id: caseId,
      upload_id: uploadId,
      generation,
      sealed,
      shared_by: memberId,
    })
    .execute();
  const rows = pieces.map(({ digest, bytes }, place) => ({
    tenant_id: tenant,
    case_id: caseId,
    upload_id: uploadId,
    place,
    digest,
    bytes,
  }));
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await transaction
      .insertInto('raw_piece')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute();
  }
}

/** Pieces of the sealed file of an upload in their order, or of the pages that the server reads beside it. */
export function piecesOf(
  transaction: TenantTransaction,
  { principal, caseId, uploadId }: RawLogsAsked,
  of: 'sealed' | 'readable',
): Promise<RawLogsPieces['pieces']> {
  return transaction
    .selectFrom('raw_piece')
    .leftJoin('raw_chunk', (join) =>
      join
        .onRef('raw_chunk.tenant_id', '=', 'raw_piece.tenant_id')
        .onRef('raw_chunk.case_id', '=', 'raw_piece.case_id')
        .onRef('raw_chunk.digest', '=', 'raw_piece.digest'),
    )
    .where('raw_piece.tenant_id', '=', principal.tenant)
    .where('raw_piece.case_id', '=', caseId)
    .where('raw_piece.upload_id', '=', uploadId)
    .where('raw_piece.records', of === 'sealed' ? 'is' : 'is not', null)
    .select(['raw_piece.digest', 'bytes'])
    .select(sql<boolean>`raw_chunk.digest IS NOT NULL`.as('here'))
    .orderBy('place')
    .execute();
}

/** The pieces of a file in their order. Throws CASE_NOT_FOUND, NOT_FOUND. */
export async function readPieces(
  transaction: TenantTransaction,
  asked: RawLogsAsked,
): Promise<RawLogsPieces> {
  await accessTo(transaction, asked.principal, asked.caseId);
  const pieces = await piecesOf(transaction, asked, 'sealed');
  if (pieces.length === 0) throw rawLogsNotFound();
  return { pieces };
}

/** Raw logs that were shared of a case, oldest first. Throws CASE_NOT_FOUND. */
export async function readRawLogs(
  transaction: TenantTransaction,
  principal: Principal,
  caseId: string,
): Promise<HeldRawLogs[]> {
  await accessTo(transaction, principal, caseId);
  const { tenant } = principal;
  const { rows } = await sql<Omit<HeldRawLogs, 'bytes' | 'missing' | 'at' | 'readable'> & Figures>`
    SELECT l.upload_id AS "uploadId", l.generation, l.sealed, l.shared_by AS "sharedBy",
      l.created_at AS at, l.readable_as AS readable, sum(p.bytes) AS bytes,
      coalesce(sum(p.bytes) FILTER (WHERE c.digest IS NULL), 0) AS missing
    FROM raw_logs l
    JOIN raw_piece p USING (tenant_id, case_id, upload_id)
    LEFT JOIN raw_chunk c USING (tenant_id, case_id, digest)
    WHERE l.tenant_id = ${tenant} AND l.case_id = ${caseId}
    GROUP BY l.tenant_id, l.case_id, l.upload_id
    ORDER BY l.created_at, l.upload_id`.execute(transaction);
  return rows.map(({ bytes, missing, at, readable, ...row }) => ({
    ...row,
    readable: readable && { version: readable.version, masked: readable.masked },
    at: at.toISOString(),
    bytes: Number(bytes),
    missing: Number(missing),
  }));
}

interface Figures {
  readonly at: Date;
  readonly readable: ReadableAs | null;
  /** As PostgreSQL tells sums. */
  readonly bytes: string;
  readonly missing: string;
}

/**
 * Keeps a piece that was announced, after its bytes were held against its digest; one that is here already does nothing.
 * Throws CASE_NOT_FOUND, NOT_ALLOWED, NOT_FOUND, PIECE_BROKEN, LIMIT_REACHED.
 */
export async function keepPiece(
  transaction: TenantTransaction,
  asked: RawLogsAsked,
  { digest, bytes }: { digest: string; bytes: Buffer },
  limits: Limits,
): Promise<void> {
  const { principal, caseId } = asked;
  await requireWriting(transaction, principal, caseId);
  const { tenant } = principal;
  const announced = await announcedPiece(transaction, asked, digest);
  if (announced === undefined) throw rawLogsNotFound();
  const isRight =
    bytes.length === announced.bytes &&
    createHash('sha256').update(bytes).digest('base64url') === digest;
  if (!isRight) {
    throw new Failure(
      'PIECE_BROKEN',
      'What came is not what was announced, and was not kept. Send it again.',
    );
  }
  // Held before the look, so that two that send the same are counted once.
  const room = await roomOf(transaction, tenant, limits);
  const key = { tenant_id: tenant, case_id: caseId, digest };
  const made = await transaction
    .insertInto('raw_chunk')
    .values({ ...key, sealed: bytes })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (made.numInsertedOrUpdatedRows !== 1n) return;
  room.take(bytes.length);
  await keepRoom(transaction, room);
}

function announcedPiece(
  transaction: TenantTransaction,
  { principal, caseId, uploadId }: RawLogsAsked,
  digest: string,
): Promise<{ bytes: number } | undefined> {
  return transaction
    .selectFrom('raw_piece')
    .where('tenant_id', '=', principal.tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .where('digest', '=', digest)
    .select('bytes')
    .executeTakeFirst();
}

/** The bytes of a piece. Throws CASE_NOT_FOUND, NOT_FOUND. */
export async function readPiece(
  transaction: TenantTransaction,
  asked: RawLogsAsked,
  digest: string,
): Promise<Buffer> {
  const { principal, caseId } = asked;
  await accessTo(transaction, principal, caseId);
  if ((await announcedPiece(transaction, asked, digest)) === undefined) throw rawLogsNotFound();
  const found = await transaction
    .selectFrom('raw_chunk')
    .where('tenant_id', '=', principal.tenant)
    .where('case_id', '=', caseId)
    .where('digest', '=', digest)
    .select('sealed')
    .executeTakeFirst();
  if (found === undefined) throw rawLogsNotFound();
  return found.sealed;
}

/**
 * Takes raw logs back: their pieces go, but for those that other raw logs of the case have too. Throws CASE_NOT_FOUND,
 * NOT_FOUND, NOT_ALLOWED for who neither shared them nor manages the case, CASE_ON_HOLD, CASE_ARCHIVED.
 */
export async function takeBack(
  transaction: TenantTransaction,
  { principal, caseId, uploadId }: RawLogsAsked,
  limits: Limits,
): Promise<void> {
  const access = await accessTo(transaction, principal, caseId);
  const { tenant, memberId } = principal;
  const mine = transaction
    .selectFrom('raw_logs')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId);
  const found = await mine.select('shared_by').executeTakeFirst();
  if (found === undefined) throw rawLogsNotFound();
  if (found.shared_by !== memberId && access !== 'manage') {
    throw new Failure(
      'NOT_ALLOWED',
      'Only who shared these raw logs or manages the case takes them back.',
    );
  }
  await requireNoHold(transaction, { tenant, caseId }, 'taken back');
  await requireLive(transaction, { tenant, caseId });
  const room = await roomOf(transaction, tenant, limits);
  await transaction
    .deleteFrom('raw_logs')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .execute();
  room.give(await dropLooseChunks(transaction, { tenant, caseId }));
  await keepRoom(transaction, room);
}

/** Deletes pieces that nothing of a case is made of any more; gives their bytes. */
export async function dropLooseChunks(
  transaction: TenantTransaction,
  { tenant, caseId }: TeamsCase,
): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    DELETE FROM raw_chunk c WHERE tenant_id = ${tenant} AND case_id = ${caseId} AND NOT EXISTS (
      SELECT FROM raw_piece p
      WHERE p.tenant_id = c.tenant_id AND p.case_id = c.case_id AND p.digest = c.digest)
    RETURNING octet_length(sealed) AS bytes`.execute(transaction);
  return rows.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The same for raw logs that are not there and those of another case: nobody learns which. */
export function rawLogsNotFound(): Failure {
  return new Failure(
    'NOT_FOUND',
    'The team server has no such raw logs of this case. They may have been taken back.',
  );
}
