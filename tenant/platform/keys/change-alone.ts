import { sql } from 'kysely';
import type { Client } from 'pg';
import { Failure } from '../../../shared/model/failure.ts';
import type { TenantTransaction } from '../database/database.ts';
import { withClient } from '../database/with-client.ts';

/** Numbers that stand, among advisory locks, for "the keys of this server are being changed" and "a field key is being made". */
const CHANGING = 0x65_69_72;
const MAKING = 0x65_69_73;
/** What PostgreSQL says when a lock was waited for too long. */
const LOCKED = '55P03';
/** Requests that make a field key wait meanwhile, and are given up after 30 s. */
const MAKING_MS = 20_000;

/**
 * Does work while nobody else changes the keys of the server: what it reads of them stays as it is. Who does is waited for
 * `waitsMs`. Throws REKEY_RUNS.
 */
export function changeKeysAlone<T>(
  ownerUrl: string,
  waitsMs: number,
  work: () => Promise<T>,
): Promise<T> {
  return withClient({ connectionString: ownerUrl }, async (client) => {
    if (!(await isLocked(client, CHANGING, waitsMs))) {
      throw new Failure(
        'REKEY_RUNS',
        'The keys of this server are being changed already. Nothing was done; wait until that has ended.',
      );
    }
    return work();
  });
}

/**
 * Does work while no transaction makes a field key: those that began before it have ended, and those that come after it read
 * the secrets as the work left them. Throws REKEY_RUNS.
 */
export function whileNoFieldKeyIsMade<T>(ownerUrl: string, work: () => Promise<T>): Promise<T> {
  return withClient({ connectionString: ownerUrl }, async (client) => {
    if (!(await isLocked(client, MAKING, MAKING_MS))) {
      throw new Failure(
        'REKEY_RUNS',
        'A transaction that makes a key for a team does not end. Nothing was changed; try again.',
      );
    }
    return work();
  });
}

/** Says, until the transaction ends, that it makes a field key. */
export async function makesFieldKey(transaction: TenantTransaction): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock_shared(${MAKING})`.execute(transaction);
}

/** A lock that lasts as long as its connection; who has it is waited for at least 1 ms, because 0 would be for ever. */
async function isLocked(client: Client, lock: number, waitsMs: number): Promise<boolean> {
  await client.query(`SET lock_timeout = ${Math.max(1, waitsMs)}`);
  try {
    await client.query('SELECT pg_advisory_lock($1)', [lock]);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === LOCKED) return false;
    throw error;
  }
}
