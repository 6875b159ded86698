import { generateSecret, generateURI, verify } from 'otplib';
import type { SealedField, ServerKeys, TenantTransaction } from '../platform/index.ts';
import type { Principal } from './principal.ts';

/** A clock may be wrong by one code, seconds. */
const TOLERANCE_S = 30;

type MemberPlace = Pick<Principal, 'tenant' | 'memberId'>;

const purposeOf = ({ tenant, memberId }: MemberPlace): string => `code app ${tenant} ${memberId}`;

/** The secrets of code apps. */
export const codeAppSecret: SealedField = {
  table: 'code_app',
  column: 'sealed_secret',
  key: ['member_id'],
  purposeOf: (tenant, row) => purposeOf({ tenant, memberId: String(row['member_id']) }),
};

/** A new secret for a code app, base32, and the address that brings it into one. */
export function makeCodeSecret(team: string, email: string): { secret: string; uri: string } {
  const secret = generateSecret();
  return { secret, uri: generateURI({ issuer: `Error-IQ ${team}`, label: email, secret }) };
}

/** The step of time (RFC 6238) that a code is of, if it is later than `after`; null: it is wrong, or was used. */
export async function stepOfCode(
  secret: string,
  code: string,
  after: number,
  now: () => number = Date.now,
): Promise<number | null> {
  if (!/^\d{6}$/.test(code)) return null;
  const result = await verify({
    secret,
    token: code,
    epoch: Math.floor(now() / 1000),
    epochTolerance: TOLERANCE_S,
  });
  return result.valid && 'timeStep' in result && result.timeStep > after ? result.timeStep : null;
}

/** Makes a code app the one of a member; an earlier one is good no more. `step`: of the code that showed that it works. */
export async function keepCodeApp(
  transaction: TenantTransaction,
  keys: ServerKeys,
  member: MemberPlace,
  { secret, step }: { secret: string; step: number },
): Promise<void> {
  const kept = {
    sealed_secret: await keys.fields.seal(transaction, member.tenant, purposeOf(member), secret),
    last_step: String(step),
  };
  await transaction
    .insertInto('code_app')
    .values({ tenant_id: member.tenant, member_id: member.memberId, ...kept })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'member_id']).doUpdateSet(kept))
    .execute();
}

/** Uses a code of a member's app up; false: she has none, or the code is wrong or was used. */
export async function useCode(
  transaction: TenantTransaction,
  keys: ServerKeys,
  member: MemberPlace,
  code: string,
): Promise<boolean> {
  const { tenant, memberId } = member;
  const app = await transaction
    .selectFrom('code_app')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['sealed_secret', 'last_step'])
    // Two who send the same code at once: one of them is later.
    .forUpdate()
    .executeTakeFirst();
  if (app === undefined) return false;
  const secret = await keys.fields.open(transaction, tenant, purposeOf(member), app.sealed_secret);
  const step = await stepOfCode(secret, code, Number(app.last_step));
  if (step === null) return false;
  await transaction
    .updateTable('code_app')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .set({ last_step: String(step) })
    .execute();
  return true;
}
