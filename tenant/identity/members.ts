import { randomUUID } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import type { Role } from '../../shared/model/role.ts';
import type { Database, ServerKeys, TenantTransaction } from '../platform/index.ts';
import { useCode } from './code-app.ts';
import { useRecoveryCode } from './recovery-codes.ts';
import { hasSecondFactor, secondFactorsOf } from './second-factors.ts';
import { hashPassphrase, isPassphrase } from './passphrase.ts';

/** Somebody who is to become a member. */
export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  /** Null: she signs in through a provider outside only. */
  readonly passphrase: string | null;
}

/** Wrong passphrases before each further one costs a pause, and the longest pause. */
const FREE_FAILURES = 5;
const LONGEST_PAUSE_S = 900;

/** What a member is found by: her address, however it was written. */
export const keyOf = (email: string): string => email.normalize('NFKC').trim().toLowerCase();

/** Adds a member; gives the id. Throws MEMBER_EXISTS. */
export async function addMember(
  transaction: TenantTransaction,
  tenant: string,
  { email, name, role, passphrase }: NewMember,
): Promise<string> {
  const id = randomUUID();
  const added = await transaction
    .insertInto('member')
    .values({
      tenant_id: tenant,
      member_id: id,
      email: email.trim(),
      email_key: keyOf(email),
      name: name.trim(),
      role,
      passphrase_hash: passphrase === null ? null : await hashPassphrase(passphrase),
      sealing_key: null,
      locked_until: null,
      disabled_at: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'email_key']).doNothing())
    .executeTakeFirst();
  if (added.numInsertedOrUpdatedRows === 1n) return id;
  throw new Failure(
    'MEMBER_EXISTS',
    'There is a member with this address already. Sign in with it, or use another one.',
  );
}

/**
 * The id of the member with this address and passphrase. Throws SIGN_IN_WRONG, the same for a wrong passphrase, an
 * unknown address and a disabled member, and SIGN_IN_PAUSED after too many wrong ones.
 */
export async function signIn(
  database: Database,
  tenant: string,
  { email, passphrase }: { readonly email: string; readonly passphrase: string },
  now: () => number = Date.now,
): Promise<string> {
  const member = await database.inTenant(tenant, (transaction) =>
    transaction
      .selectFrom('member')
      .where('tenant_id', '=', tenant)
      .where('email_key', '=', keyOf(email))
      .select(['member_id', 'passphrase_hash', 'failures', 'locked_until', 'disabled_at'])
      .executeTakeFirst(),
  );
  const isLocked = (member?.locked_until?.getTime() ?? 0) > now();
  const fits = await isPassphrase(passphrase, isLocked ? null : (member?.passphrase_hash ?? null));
  if (isLocked) throw paused();
  if (member === undefined || !fits || member.disabled_at !== null) {
    if (member !== undefined) await noteFailure(database, tenant, member.member_id, now());
    throw new Failure('SIGN_IN_WRONG', 'This address and passphrase do not belong together.');
  }
  const memberId = member.member_id;
  await database.inTenant(tenant, async (transaction) => {
    const factors = await secondFactorsOf(transaction, { tenant, memberId });
    if (!hasSecondFactor(factors)) await forgetFailures(transaction, tenant, memberId);
  });
  return memberId;
}

/**
 * Confirms a member by a code of her app or a recovery code, which is used up. Throws SECOND_FACTOR_WRONG, and
 * SIGN_IN_PAUSED after too many wrong ones: they count as wrong passphrases do.
 */
export async function confirmSecondFactor(
  database: Database,
  keys: ServerKeys,
  { tenant, memberId }: { tenant: string; memberId: string },
  code: string,
  now: () => number = Date.now,
): Promise<void> {
  const found = await database.inTenant(tenant, async (transaction) => {
    const member = await transaction
      .selectFrom('member')
      .where('tenant_id', '=', tenant)
      .where('member_id', '=', memberId)
      .where('disabled_at', 'is', null)
      .select('locked_until')
      .executeTakeFirst();
    if ((member?.locked_until?.getTime() ?? 0) > now()) return 'paused';
    const who = { tenant, memberId };
    const fits =
      member !== undefined &&
      ((await useCode(transaction, keys, who, code)) ||
        (await useRecoveryCode(transaction, who, code)));
    if (!fits) return 'wrong';
    await forgetFailures(transaction, tenant, memberId);
    return 'right';
  });
  if (found === 'right') return;
  if (found === 'paused') throw paused();
  await noteFailure(database, tenant, memberId, now());
  throw new Failure('SECOND_FACTOR_WRONG', 'This code is wrong, or was used already.');
}

/** A right passphrase with a second factor to come does not undo what wrong codes have cost. */
async function forgetFailures(
  transaction: TenantTransaction,
  tenant: string,
  memberId: string,
): Promise<void> {
  await transaction
    .updateTable('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .set({ failures: 0, locked_until: null })
    .execute();
}

function paused(): Failure {
  return new Failure(
    'SIGN_IN_PAUSED',
    'Too many wrong passphrases or codes came for this address. Wait a few minutes, then try again.',
    {},
    { retryable: true },
  );
}

async function noteFailure(
  database: Database,
  tenant: string,
  memberId: string,
  now: number,
): Promise<void> {
  await database.inTenant(tenant, async (transaction) => {
    const { failures } = await transaction
      .updateTable('member')
      .where('tenant_id', '=', tenant)
      .where('member_id', '=', memberId)
      .set((member) => ({ failures: member('failures', '+', 1) }))
      .returning('failures')
      .executeTakeFirstOrThrow();
    if (failures < FREE_FAILURES) return;
    const pause = Math.min(LONGEST_PAUSE_S, 30 * 2 ** (failures - FREE_FAILURES));
    await transaction
      .updateTable('member')
      .where('tenant_id', '=', tenant)
      .where('member_id', '=', memberId)
      .set({ locked_until: new Date(now + pause * 1000) })
      .execute();
  });
}

/** A name as others read it: that of a service account says that it is one. */
export function shownName({ name, kind }: { name: string; kind: 'person' | 'service' }): string {
  return kind === 'service' ? `${name} (service account)` : name;
}

/** Role of a member; null: there is no such member, or it is disabled. */
export async function roleOf(
  transaction: TenantTransaction,
  tenant: string,
  memberId: string,
): Promise<Role | null> {
  const member = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('disabled_at', 'is', null)
    .select('role')
    .executeTakeFirst();
  return member?.role ?? null;
}
