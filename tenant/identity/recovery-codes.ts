import { createHash, randomBytes } from 'node:crypto';
import type { TenantTransaction } from '../platform/index.ts';
import type { Principal } from './principal.ts';

/** How many a member gets. */
const COUNT = 10;
/** No sign that is mistaken for another; 32 of them, so that five bits of a byte choose one without leaning. */
const SIGNS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const LENGTH = 12;

type MemberPlace = Pick<Principal, 'tenant' | 'memberId'>;

/** 60 random bits cannot be tried, so one pass of SHA-256 does. */
const hashOf = ({ memberId }: MemberPlace, code: string): Buffer =>
  createHash('sha256')
    .update(`${memberId} ${code.toUpperCase().replace(/[^A-Z0-9]/g, '')}`)
    .digest();

/** Gives a member new codes, which are told this once; those before are good no more. */
export async function makeRecoveryCodes(
  transaction: TenantTransaction,
  member: MemberPlace,
): Promise<string[]> {
  const { tenant, memberId } = member;
  const codes = Array.from({ length: COUNT }, () =>
    Array.from(randomBytes(LENGTH), (byte) => SIGNS[byte & 31])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
  await transaction
    .deleteFrom('recovery_code')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .execute();
  await transaction
    .insertInto('recovery_code')
    .values(
      codes.map((code) => ({
        tenant_id: tenant,
        member_id: memberId,
        code_hash: hashOf(member, code),
      })),
    )
    .execute();
  return codes;
}

/** Uses a recovery code up; false: the member has no such one, or no longer. */
export async function useRecoveryCode(
  transaction: TenantTransaction,
  member: MemberPlace,
  code: string,
): Promise<boolean> {
  const { numDeletedRows } = await transaction
    .deleteFrom('recovery_code')
    .where('tenant_id', '=', member.tenant)
    .where('member_id', '=', member.memberId)
    .where('code_hash', '=', hashOf(member, code))
    .executeTakeFirst();
  return numDeletedRows === 1n;
}
