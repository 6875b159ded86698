import { createDecipheriv } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import { serverMayRead, type PolicyInForce } from '../../shared/model/team-policy.ts';
import type { RawLogsPieces } from '../../shared/sync/raw-logs-api.ts';
import {
  PAGE_BYTES,
  pagePurpose,
  readableAs,
  readableRecord,
  readableSource,
  type NewReadable,
  type ReadableAs,
  type ReadableLogs,
  type ReadableRecords,
} from '../../shared/sync/readable-logs-api.ts';
import { policyInForce } from '../deployments/index.ts';
import type { Principal } from '../identity/index.ts';
import {
  noteEvent,
  type LimitGuard,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import { caseAccess } from './case-access.ts';
import {
  dropLooseChunks,
  piecesOf,
  rawLogsNotFound,
  requireWriting,
  type RawLogsAsked,
} from './raw-logs.ts';
import { keepRoom, roomOf } from './storage-room.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const ROWS_AT_ONCE = 5_000;
/** Where pages stand among the pieces of an upload: after all that the sealed file can have. */
const PAGES_FROM = 1_000_000;
/** Pages that one request opens at most. */
const MOST_PAGES = 64;

/** What the server is given to read raw logs with. */
const opened = z.strictObject({ key: z.string(), sources: z.array(readableSource) });

/** Where the keys of raw logs that the server may read lie sealed. */
export const readableSecret: SealedField = {
  table: 'raw_logs',
  column: 'readable',
  key: ['case_id', 'upload_id'],
  purposeOf: (tenant, row) =>
    purposeOf(tenant, { caseId: String(row['case_id']), uploadId: String(row['upload_id']) }),
};

const purposeOf = (tenant: string, { caseId, uploadId }: Place): string =>
  `readable logs ${tenant} ${caseId} ${uploadId}`;

interface Place {
  readonly caseId: string;
  readonly uploadId: string;
}

type Limits = Pick<LimitGuard, 'storageRoom'>;

/** Throws SERVER_MAY_NOT_READ unless the policy that is in force there now says that the server may. */
async function requirePolicy(
  transaction: TenantTransaction,
  tenant: string,
  as: Omit<ReadableAs, 'version'>,
): Promise<string> {
  const inForce = await policyInForce(transaction, tenant, as.environmentId);
  if (inForce !== null && serverMayRead(inForce, as.label, as.masked)) return inForce.version;
  throw new Failure(
    'SERVER_MAY_NOT_READ',
    `No policy of the team that is in force says that the server may read what is ${as.label}${as.masked ? '' : ' and not masked'}.`,
  );
}

/**
 * Takes what opens a second file beside raw logs, and gives which of its pages are here. The same once more does nothing.
 * Throws CASE_NOT_FOUND, NOT_ALLOWED for who did not share them, NOT_FOUND, SERVER_MAY_NOT_READ, RAW_LOGS_EXIST, LIMIT_REACHED.
 */
export async function allowReading(
  transaction: TenantTransaction,
  keys: ServerKeys,
  asked: RawLogsAsked,
  { as, key, sources, pages }: NewReadable,
  limits: Limits,
): Promise<RawLogsPieces> {
  const { principal, caseId, uploadId } = asked;
  const { tenant, memberId } = principal;
  await requireWriting(transaction, principal, caseId);
  const found = await uploadOf(transaction, tenant, asked).forUpdate().executeTakeFirst();
  if (found === undefined) throw rawLogsNotFound();
  if (found.shared_by !== memberId) {
    throw new Failure('NOT_ALLOWED', 'Only who shared these raw logs lets the server read them.');
  }
  const inForce = await requirePolicy(transaction, tenant, as);
  if (inForce !== as.version) {
    throw new Failure(
      'SERVER_MAY_NOT_READ',
      `Another policy of the team is in force meanwhile (release ${inForce}). Look at it, then share again.`,
    );
  }
  const before = await piecesOf(transaction, asked, 'readable');
  if (before.length > 0) {
    const isSame =
      before.length === pages.length &&
      before.every(({ digest }, i) => digest === pages[i]?.digest);
    if (isSame) return { pieces: before };
    throw new Failure(
      'RAW_LOGS_EXIST',
      'The server reads other records of these raw logs already. Take them back, then share them anew.',
    );
  }
  const room = await roomOf(transaction, tenant, limits);
  room.take(pages.reduce((sum, { bytes }) => sum + bytes, 0));
  let first = 0;
  const rows = pages.map(({ digest, bytes, records }, place) => {
    const row = { digest, bytes, records, first_record: first, place: PAGES_FROM + place };
    first += records;
    return { tenant_id: tenant, case_id: caseId, upload_id: uploadId, ...row };
  });
  for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
    await transaction
      .insertInto('raw_piece')
      .values(rows.slice(at, at + ROWS_AT_ONCE))
      .execute();
  }
  const secret = JSON.stringify({ key, sources } satisfies z.output<typeof opened>);
  const readable = await keys.fields.seal(transaction, tenant, purposeOf(tenant, asked), secret);
  await transaction
    .updateTable('raw_logs')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .set({ readable, readable_as: JSON.stringify(as), readable_at: new Date() })
    .execute();
  noteEvent(transaction, { action: 'raw_logs.readable', about: { caseId, uploadId, ...as } });
  return { pieces: await piecesOf(transaction, asked, 'readable') };
}

/**
 * Ends that the server may read raw logs: key and pages go, the sealed file stays. Throws CASE_NOT_FOUND, NOT_FOUND, NOT_ALLOWED for
 * who neither shared them nor manages the case.
 */
export async function endReading(
  transaction: TenantTransaction,
  { principal, caseId, uploadId }: RawLogsAsked,
  limits: Limits,
): Promise<void> {
  const { tenant, memberId } = principal;
  const access = await caseAccess(transaction, { tenant, caseId, memberId });
  const found = await uploadOf(transaction, tenant, { caseId, uploadId }).executeTakeFirst();
  if (access === 'none' || found?.readable == null) throw rawLogsNotFound();
  if (found.shared_by !== memberId && access !== 'manage') {
    throw new Failure('NOT_ALLOWED', 'Only who shared these raw logs or manages the case ends it.');
  }
  const room = await roomOf(transaction, tenant, limits);
  await transaction
    .updateTable('raw_logs')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .set({ readable: null, readable_as: null, readable_at: null })
    .execute();
  await transaction
    .deleteFrom('raw_piece')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .where('records', 'is not', null)
    .execute();
  room.give(await dropLooseChunks(transaction, { tenant, caseId }));
  await keepRoom(transaction, room);
  noteEvent(transaction, { action: 'raw_logs.sealed', about: { caseId, uploadId } });
}

/** Raw logs that the server may read and this member too: of her cases, and for a lead or an admin of all. Newest first. */
export async function readableTo(
  transaction: TenantTransaction,
  keys: ServerKeys,
  principal: Principal,
): Promise<ReadableLogs[]> {
  const { tenant } = principal;
  const rows = await transaction
    .selectFrom('raw_logs as l')
    .innerJoin('member as m', (join) =>
      join.onRef('m.tenant_id', '=', 'l.tenant_id').onRef('m.member_id', '=', 'l.shared_by'),
    )
    .where('l.tenant_id', '=', tenant)
    .where('readable', 'is not', null)
    .select(['case_id', 'upload_id', 'readable', 'readable_as', 'readable_at', 'm.name as by'])
    .orderBy('readable_at', 'desc')
    .execute();
  const logs: ReadableLogs[] = [];
  const policies = new Map<string, PolicyInForce | null>();
  for (const row of rows) {
    const place = { caseId: row.case_id, uploadId: row.upload_id };
    if (!(await mayRead(transaction, principal, place.caseId))) continue;
    const as = readableAs.parse(row.readable_as);
    let policy = policies.get(as.environmentId);
    if (policy === undefined) {
      policy = await policyInForce(transaction, tenant, as.environmentId);
      policies.set(as.environmentId, policy);
    }
    if (!serverMayRead(policy, as.label, as.masked)) continue;
    const { sources } = await openedBy(transaction, keys, tenant, place, row.readable ?? '');
    const { version, masked } = as;
    const at = row.readable_at?.toISOString() ?? '';
    logs.push({ ...place, sharedBy: row.by, at, version, masked, sources });
  }
  return logs;
}

/** Which records are wanted of raw logs. */
export interface Wanted {
  /** Number of the first that is looked at. */
  readonly from: number;
  readonly limit: number;
  /** Only those with this text somewhere in them, upper and lower case alike; null: all. */
  readonly text: string | null;
}

/**
 * Records of raw logs that the server may read, from one on; each reading is in the audit log. Throws CASE_NOT_FOUND, NOT_FOUND,
 * SERVER_MAY_NOT_READ when the policy that is in force says so no more, RAW_LOGS_INCOMPLETE, RAW_LOGS_BROKEN.
 */
export async function readRecords(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { principal, caseId, uploadId }: RawLogsAsked,
  { from, limit, text }: Wanted,
): Promise<ReadableRecords> {
  const { tenant } = principal;
  const place = { caseId, uploadId };
  const found = await uploadOf(transaction, tenant, place).executeTakeFirst();
  const isHers = await mayRead(transaction, principal, caseId);
  if (!isHers || found?.readable == null) throw rawLogsNotFound();
  const as = readableAs.parse(found.readable_as);
  await requirePolicy(transaction, tenant, as);
  const { key } = await openedBy(transaction, keys, tenant, place, found.readable);
  const wanted = text?.toLowerCase() ?? null;
  const records: ReadableRecords['records'] = [];
  let next: number | null = from;
  const pages = await pagesFrom(transaction, tenant, place, from);
  for (const page of pages.slice(0, MOST_PAGES)) {
    const lines = linesIn(page, Buffer.from(key, 'base64url'), uploadId);
    for (let at = Math.max(0, from - page.first); at < lines.length; at++) {
      if (records.length === limit) break;
      next = page.first + at + 1;
      const line = lines[at] ?? '';
      if (wanted === null || line.toLowerCase().includes(wanted)) {
        records.push(readableRecord.parse(JSON.parse(line)));
      }
    }
    if (records.length === limit) break;
  }
  const last = pages.at(-1);
  if (last === undefined || next >= last.first + last.records) next = null;
  noteEvent(transaction, {
    action: text === null ? 'raw_logs.read' : 'raw_logs.searched',
    // What was looked for may itself be personal, and the log keeps it for ever.
    about: { caseId, uploadId, from, upto: next, records: records.length },
  });
  return { records, next };
}

/** A lead or an admin reads what the policy lets the server read; others what they have. */
async function mayRead(
  transaction: TenantTransaction,
  { tenant, memberId, role }: Principal,
  caseId: string,
): Promise<boolean> {
  if (role === 'lead' || role === 'admin') return true;
  return (await caseAccess(transaction, { tenant, caseId, memberId })) !== 'none';
}

function uploadOf(transaction: TenantTransaction, tenant: string, { caseId, uploadId }: Place) {
  return transaction
    .selectFrom('raw_logs')
    .where('tenant_id', '=', tenant)
    .where('case_id', '=', caseId)
    .where('upload_id', '=', uploadId)
    .select(['shared_by', 'readable', 'readable_as']);
}

async function openedBy(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
  place: Place,
  sealed: string,
): Promise<z.output<typeof opened>> {
  const text = await keys.fields.open(transaction, tenant, purposeOf(tenant, place), sealed);
  return opened.parse(JSON.parse(text));
}

interface StoredPage {
  readonly place: number;
  readonly first: number;
  readonly records: number;
  readonly sealed: Buffer | null;
}

async function pagesFrom(
  transaction: TenantTransaction,
  tenant: string,
  { caseId, uploadId }: Place,
  from: number,
): Promise<StoredPage[]> {
  const { rows } = await sql<StoredPage>`
    SELECT p.place - ${PAGES_FROM}::int AS place, first_record AS first, records,
      CASE WHEN row_number() OVER (ORDER BY place) <= ${MOST_PAGES} THEN c.sealed END AS sealed
    FROM raw_piece p LEFT JOIN raw_chunk c USING (tenant_id, case_id, digest)
    WHERE p.tenant_id = ${tenant} AND p.case_id = ${caseId} AND p.upload_id = ${uploadId}
      AND records IS NOT NULL AND first_record + records > ${from}
    ORDER BY place`.execute(transaction);
  return rows;
}

/** The records of a page, each as JSON. Throws RAW_LOGS_INCOMPLETE, RAW_LOGS_BROKEN. */
function linesIn({ place, sealed }: StoredPage, key: Buffer, uploadId: string): string[] {
  if (sealed === null) {
    throw new Failure(
      'RAW_LOGS_INCOMPLETE',
      'These raw logs are not all on the team server yet. Ask again when who shares them is done.',
      {},
      { retryable: true },
    );
  }
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, NONCE_BYTES));
    decipher.setAAD(Buffer.from(pagePurpose(uploadId, place)));
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
    const body = sealed.subarray(NONCE_BYTES, -TAG_BYTES);
    const plain = Buffer.concat([decipher.update(body), decipher.final()]);
    const text = gunzipSync(plain, { maxOutputLength: 2 * PAGE_BYTES }).toString('utf8');
    return text.split('\n').slice(0, -1);
  } catch (cause) {
    throw new Failure(
      'RAW_LOGS_BROKEN',
      'A page of these raw logs is not what was announced. Who shared them can take them back and share them anew.',
      {},
      { cause },
    );
  }
}
