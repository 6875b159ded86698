import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';
import {
  IDEMPOTENCY_KEY,
  type Database,
  type HttpServer,
  type RequestTransaction,
  type SealedField,
  type ServerKeys,
  type TenantTransaction,
} from '../platform/index.ts';
import type { Authenticate } from './authenticate.ts';

export interface IdempotencyPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly authenticate: Authenticate;
}

/** A request under a key of its own. */
interface Keyed {
  readonly tenant: string;
  readonly memberId: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
  /** Which case it is about; null: none. */
  readonly caseId: string | null;
}

/** One that is worked on: what it does is one transaction, and `done` lets those go on that came with the same key. */
interface Running {
  readonly row: Keyed;
  readonly transaction: RequestTransaction;
  readonly done: () => void;
}

const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** What is to be tried again is not kept: not signed in, not fresh, too many, failed. */
const isKept = (status: number): boolean => status < 500 && status !== 401 && status !== 429;

/**
 * Lets a write carry a header `Idempotency-Key`: sent again with the same body within a day, it is answered as the first
 * time and does nothing; with another body it is refused. Those that come while the first is worked on wait for it, whichever
 * server it came to. The answer is kept in one transaction with all that the request does in its team: both are there, or
 * neither. What a request does elsewhere must be such that it may be done again (a push knows its entries by their numbers).
 */
export function addIdempotency(server: HttpServer, place: IdempotencyPlace): void {
  const { database, keys, authenticate } = place;
  const keyed = new WeakMap<FastifyRequest, Running>();
  const running = new Map<string, Promise<void>>();

  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !WRITES.has(request.method)) return;
    if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) {
      throw new Failure(
        'REQUEST_INVALID',
        'An Idempotency-Key has 8 to 200 signs that can be printed.',
      );
    }
    const { tenant, memberId } = await authenticate(request.headers);
    const [keyHash, requestHash] = [hashOf(key), hashOfRequest(request)];
    const row = { tenant, memberId, keyHash, requestHash, caseId: caseOf(request) };
    const name = `${tenant} ${memberId} ${key}`;
    while (running.has(name)) await running.get(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(name, promise);
    const done = (): void => {
      running.delete(name);
      resolve();
    };
    try {
      const transaction = await database.beginRequest(tenant);
      try {
        const kept = await transaction.part((part) => begin(part, keys, row));
        if (kept === null) {
          keyed.set(request, { row, transaction, done });
          return;
        }
        await transaction.undo();
        done();
        return answered(reply, kept.status, kept.answer);
      } catch (error) {
        await transaction.undo();
        throw error;
      }
    } catch (error) {
      done();
      throw error;
    }
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const known = keyed.get(request);
    if (known === undefined) return;
    keyed.delete(request);
    const { row, transaction, done } = known;
    try {
      if (reply.statusCode >= 500) {
        await transaction.undo();
        return;
      }
      if (isKept(reply.statusCode)) {
        const text = typeof payload === 'string' ? payload : '';
        await transaction.part((part) => keep(part, keys, row, [reply.statusCode, text]));
      }
      await transaction.keep();
    } catch (error) {
      await transaction.undo();
      throw error;
    } finally {
      done();
    }
  });

  // One whose answer was never made up, because something failed on the way to it.
  server.addHook('onResponse', async (request) => {
    const known = keyed.get(request);
    if (known === undefined) return;
    keyed.delete(request);
    await known.transaction.undo();
    known.done();
  });
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const hashOfRequest = ({ method, url, body }: FastifyRequest): Buffer =>
  hashOf(`${method} ${url} ${JSON.stringify(body) ?? ''}`);

const ofCase = z.object({ caseId: z.uuid() });

function caseOf({ params, body }: FastifyRequest): string | null {
  return (ofCase.safeParse(params).data ?? ofCase.safeParse(body).data)?.caseId ?? null;
}

const purposeOf = ({
  tenant,
  memberId,
  keyHash,
}: Pick<Keyed, 'tenant' | 'memberId' | 'keyHash'>): string =>
  `answer ${tenant} ${memberId} ${keyHash.toString('base64url')}`;

/** Answers that are given again. */
export const keptAnswer: SealedField = {
  table: 'idempotency',
  column: 'sealed_answer',
  key: ['member_id', 'key_hash'],
  purposeOf: (tenant, row) =>
    purposeOf({
      tenant,
      memberId: String(row['member_id']),
      keyHash: row['key_hash'] as Buffer,
    }),
};

function answered(reply: FastifyReply, status: number, answer: string): FastifyReply {
  const type = status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
  void reply.status(status).header('idempotency-replayed', 'true');
  return answer === ''
    ? reply.send()
    : reply.header('content-type', type).serializer(String).send(answer);
}

/**
 * Begins a request, of which no other with its key begins until the transaction ends; gives what was answered when it came
 * before. Throws IDEMPOTENCY_KEY_REUSED.
 */
async function begin(
  transaction: TenantTransaction,
  keys: ServerKeys,
  row: Keyed,
): Promise<{ status: number; answer: string } | null> {
  const { tenant, memberId, keyHash, requestHash } = row;
  // A number of 64 bits that stands for the key. Two that share one wait for each other, and nothing else.
  const lock = hashOf(`${tenant} ${memberId} ${keyHash.toString('hex')}`).readBigInt64BE();
  await sql`SELECT pg_advisory_xact_lock(${String(lock)}::bigint)`.execute(transaction);
  const before = await transaction
    .selectFrom('idempotency')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('key_hash', '=', keyHash)
    .select(['request_hash', 'status', 'sealed_answer'])
    .executeTakeFirst();
  if (before === undefined) return null;
  if (!before.request_hash.equals(requestHash)) {
    throw new Failure(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key came with another request before. Nothing was done; use a new key.',
    );
  }
  const answer = await keys.fields.open(transaction, tenant, purposeOf(row), before.sealed_answer);
  return { status: before.status, answer };
}

async function keep(
  transaction: TenantTransaction,
  keys: ServerKeys,
  row: Keyed,
  [status, answer]: readonly [status: number, answer: string],
): Promise<void> {
  await transaction
    .insertInto('idempotency')
    .values({
      tenant_id: row.tenant,
      member_id: row.memberId,
      key_hash: row.keyHash,
      request_hash: row.requestHash,
      status,
      sealed_answer: await keys.fields.seal(transaction, row.tenant, purposeOf(row), answer),
      case_id: row.caseId,
    })
    .execute();
}
