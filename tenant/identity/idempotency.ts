import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Failure } from '../../shared/model/failure.ts';
import {
  openSecret,
  sealSecret,
  type Database,
  type HttpServer,
  type MasterKey,
  type TenantTransaction,
} from '../platform/index.ts';
import type { Authenticate } from './authenticate.ts';

export interface IdempotencyPlace {
  readonly database: Database;
  readonly master: MasterKey;
  readonly authenticate: Authenticate;
}

/** A request under a key of its own. */
interface Keyed {
  readonly tenant: string;
  readonly memberId: string;
  readonly keyHash: Buffer;
  readonly requestHash: Buffer;
}

const KEY = /^[\x21-\x7e]{8,200}$/;
const WRITES: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
/** One that is worked on for longer was given up by a server that ended. */
const ABANDONED_MS = 60_000;
/** What is to be tried again is not kept: not signed in, not fresh, too many, failed. */
const isKept = (status: number): boolean => status < 500 && status !== 401 && status !== 429;

/**
 * Lets a write carry a header `Idempotency-Key`: sent again with the same body within a day, it is answered as the first
 * time and does nothing; with another body it is refused. Those that come while the first is worked on wait for it. The
 * answer is kept just after the effect: a server that is killed between the two does it again when asked again.
 */
export function addIdempotency(server: HttpServer, place: IdempotencyPlace): void {
  const { database, master, authenticate } = place;
  const keyed = new WeakMap<FastifyRequest, { row: Keyed; done: () => void }>();
  const running = new Map<string, Promise<void>>();

  server.addHook('preHandler', async (request, reply) => {
    const key = request.headers['idempotency-key'];
    if (key === undefined || !WRITES.has(request.method)) return;
    if (typeof key !== 'string' || !KEY.test(key)) {
      throw new Failure(
        'REQUEST_INVALID',
        'An Idempotency-Key has 8 to 200 signs that can be printed.',
      );
    }
    const { tenant, memberId } = await authenticate(request.headers);
    const row = { tenant, memberId, keyHash: hashOf(key), requestHash: hashOfRequest(request) };
    const name = `${tenant} ${memberId} ${key}`;
    while (running.has(name)) await running.get(name);
    const { promise, resolve } = Promise.withResolvers<void>();
    running.set(name, promise);
    const done = (): void => {
      running.delete(name);
      resolve();
    };
    try {
      const kept = await database.inTenant(tenant, (transaction) => begin(transaction, row));
      if (kept === null) {
        keyed.set(request, { row, done });
        return;
      }
      done();
      const answer = openSecret(master, purposeOf(row), kept.sealedAnswer);
      return answered(reply, kept.status, answer);
    } catch (error) {
      done();
      throw error;
    }
  });

  server.addHook('onSend', async (request, reply, payload) => {
    const known = keyed.get(request);
    if (known === undefined) return;
    keyed.delete(request);
    const { row, done } = known;
    try {
      const text = typeof payload === 'string' ? payload : '';
      const status = isKept(reply.statusCode) ? reply.statusCode : null;
      await database.inTenant(row.tenant, (transaction) =>
        status === null
          ? forget(transaction, row)
          : keep(transaction, row, status, sealSecret(master, purposeOf(row), text)),
      );
    } finally {
      done();
    }
  });
}

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const hashOfRequest = ({ method, url, body }: FastifyRequest): Buffer =>
  hashOf(`${method} ${url} ${JSON.stringify(body) ?? ''}`);

const purposeOf = ({ tenant, memberId, keyHash }: Keyed): string =>
  `answer ${tenant} ${memberId} ${keyHash.toString('base64url')}`;

function answered(reply: FastifyReply, status: number, answer: string): FastifyReply {
  const type = status >= 400 ? 'application/problem+json' : 'application/json; charset=utf-8';
  void reply.status(status).header('idempotency-replayed', 'true');
  return answer === ''
    ? reply.send()
    : reply.header('content-type', type).serializer(String).send(answer);
}

/** Begins a request; gives what was answered when it came before. Throws IDEMPOTENCY_KEY_REUSED, IDEMPOTENCY_KEY_BUSY. */
async function begin(
  transaction: TenantTransaction,
  row: Keyed,
): Promise<{ status: number; sealedAnswer: string } | null> {
  const added = await transaction
    .insertInto('idempotency')
    .values({
      tenant_id: row.tenant,
      member_id: row.memberId,
      key_hash: row.keyHash,
      request_hash: row.requestHash,
      status: null,
      sealed_answer: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'member_id', 'key_hash']).doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return null;
  const before = await transaction
    .selectFrom('idempotency')
    .where('tenant_id', '=', row.tenant)
    .where('member_id', '=', row.memberId)
    .where('key_hash', '=', row.keyHash)
    .select(['request_hash', 'status', 'sealed_answer', 'created_at'])
    .forUpdate()
    .executeTakeFirstOrThrow();
  if (!before.request_hash.equals(row.requestHash)) {
    throw new Failure(
      'IDEMPOTENCY_KEY_REUSED',
      'This Idempotency-Key came with another request before. Nothing was done; use a new key.',
    );
  }
  const { status, sealed_answer: sealedAnswer } = before;
  if (status !== null && sealedAnswer !== null) return { status, sealedAnswer };
  if (Date.now() - before.created_at.getTime() > ABANDONED_MS) return null;
  throw new Failure(
    'IDEMPOTENCY_KEY_BUSY',
    'The same request is being worked on. Ask again in a moment.',
    {},
    { retryable: true },
  );
}

async function keep(
  transaction: TenantTransaction,
  row: Keyed,
  status: number,
  sealedAnswer: string,
): Promise<void> {
  await transaction
    .updateTable('idempotency')
    .where('tenant_id', '=', row.tenant)
    .where('member_id', '=', row.memberId)
    .where('key_hash', '=', row.keyHash)
    .set({ status, sealed_answer: sealedAnswer })
    .execute();
}

async function forget(transaction: TenantTransaction, row: Keyed): Promise<void> {
  await transaction
    .deleteFrom('idempotency')
    .where('tenant_id', '=', row.tenant)
    .where('member_id', '=', row.memberId)
    .where('key_hash', '=', row.keyHash)
    .execute();
}
