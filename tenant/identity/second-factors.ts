import type { SecondFactors } from '../../shared/sync/tenant-api.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { Principal } from './principal.ts';

type MemberPlace = Pick<Principal, 'tenant' | 'memberId'>;

/** What a member can confirm with that it is her. */
export async function secondFactorsOf(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
): Promise<SecondFactors> {
  const passkeys = await transaction
    .selectFrom('passkey')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(['credential_id', 'name', 'created_at', 'used_at'])
    .orderBy('created_at')
    .execute();
  const app = await transaction
    .selectFrom('code_app')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select('created_at')
    .executeTakeFirst();
  const { left } = await transaction
    .selectFrom('recovery_code')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .select(({ fn }) => fn.countAll<string>().as('left'))
    .executeTakeFirstOrThrow();
  return {
    passkeys: passkeys.map((row) => ({
      passkeyId: row.credential_id,
      name: row.name,
      createdAt: row.created_at.toISOString(),
      usedAt: row.used_at?.toISOString() ?? null,
    })),
    codeApp: app !== undefined,
    recoveryCodes: Number(left),
  };
}

/** Whether a member has anything to confirm with that it is her, beside her passphrase. */
export function hasSecondFactor({ passkeys, codeApp }: SecondFactors): boolean {
  return codeApp || passkeys.length > 0;
}

/** Takes a passkey away, or the code app (null); false: there is none. Without either, recovery codes go as well. */
export async function removeSecondFactor(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
  passkeyId: string | null,
): Promise<boolean> {
  const { numDeletedRows } =
    passkeyId === null
      ? await transaction
          .deleteFrom('code_app')
          .where('tenant_id', '=', tenant)
          .where('member_id', '=', memberId)
          .executeTakeFirst()
      : await transaction
          .deleteFrom('passkey')
          .where('tenant_id', '=', tenant)
          .where('member_id', '=', memberId)
          .where('credential_id', '=', passkeyId)
          .executeTakeFirst();
  if (numDeletedRows === 0n) return false;
  if (!hasSecondFactor(await secondFactorsOf(transaction, { tenant, memberId }))) {
    await removeAllSecondFactors(transaction, { tenant, memberId });
  }
  return true;
}

/** Takes everything away that a member confirms with, recovery codes too. */
export async function removeAllSecondFactors(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
): Promise<void> {
  for (const table of ['passkey', 'code_app', 'recovery_code'] as const) {
    await transaction
      .deleteFrom(table)
      .where('tenant_id', '=', tenant)
      .where('member_id', '=', memberId)
      .execute();
  }
}
