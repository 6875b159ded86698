import { randomUUID } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import type { Role } from '../../shared/model/role.ts';
import type { NewServiceAccount, ServiceAccount } from '../../shared/sync/service-accounts-api.ts';
import { tellTeam, type TenantTransaction } from '../platform/index.ts';
import { listedKey, makeApiKey } from './api-keys.ts';
import type { Principal } from './principal.ts';

type ServiceRole = ServiceAccount['role'];
type Who = Pick<Principal, 'tenant' | 'memberId'>;

/** Service accounts of a team that are in use, by name, each with its keys. */
export async function listServiceAccounts(
  transaction: TenantTransaction,
  tenant: string,
  now: () => number = Date.now,
): Promise<ServiceAccount[]> {
  const accounts = await transaction
    .selectFrom('member')
    .innerJoin('member as maker', (join) =>
      join
        .onRef('maker.tenant_id', '=', 'member.tenant_id')
        .onRef('maker.member_id', '=', 'member.made_by'),
    )
    .where('member.tenant_id', '=', tenant)
    .where('member.kind', '=', 'service')
    .where('member.disabled_at', 'is', null)
    .select(['member.member_id', 'member.name', 'member.role', 'member.created_at'])
    .select('maker.name as made_by')
    .orderBy('member.name')
    .execute();
  const keys = await transaction
    .selectFrom('api_key')
    .where('tenant_id', '=', tenant)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('member')
          .whereRef('member.tenant_id', '=', 'api_key.tenant_id')
          .whereRef('member.member_id', '=', 'api_key.member_id')
          .where('kind', '=', 'service')
          .where('disabled_at', 'is', null)
          .select('member.member_id'),
      ),
    )
    .select(['key_id', 'member_id', 'scopes', 'expires_at', 'revoked_at', 'last_used_on'])
    .orderBy('created_at', 'desc')
    .execute();
  return accounts.map((account) => ({
    accountId: account.member_id,
    name: account.name,
    role: account.role as ServiceRole,
    madeBy: account.made_by,
    madeAt: account.created_at.toISOString(),
    keys: keys
      .filter(({ member_id: owner }) => owner === account.member_id)
      .map((key) => listedKey(key, now())),
  }));
}

/** Makes a service account with its first key, which is told this once. Throws SERVICE_ACCOUNT_EXISTS. */
export async function makeServiceAccount(
  transaction: TenantTransaction,
  { tenant, memberId }: Who,
  { name, role, scopes, days }: NewServiceAccount,
  now: () => number = Date.now,
): Promise<{ accountId: string; keyId: string; key: string }> {
  const accountId = randomUUID();
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('member')
    .values({
      tenant_id: tenant,
      member_id: accountId,
      kind: 'service',
      email: null,
      email_key: null,
      name,
      role,
      passphrase_hash: null,
      sealing_key: null,
      locked_until: null,
      disabled_at: null,
      made_by: memberId,
    })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows !== 1n) {
    throw new Failure(
      'SERVICE_ACCOUNT_EXISTS',
      `There is a service account with the name ${name} already. Use another name.`,
    );
  }
  await tellTeam(transaction, tenant, {
    type: 'service_account.created',
    data: { accountId, name, role, by: memberId },
  });
  const expiresAt = new Date(now() + days * 86_400_000);
  const who = { tenant, memberId: accountId };
  return { accountId, ...(await makeApiKey(transaction, who, { name, scopes, expiresAt })) };
}

/** Refuses what is no service account in use, and holds it until the transaction ends. Gives its name. Throws NOT_FOUND. */
export async function requireServiceAccount(
  transaction: TenantTransaction,
  tenant: string,
  accountId: string,
): Promise<{ accountId: string; name: string; role: Role }> {
  const found = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', accountId)
    .where('kind', '=', 'service')
    .where('disabled_at', 'is', null)
    .select(['name', 'role'])
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (found !== undefined) return { accountId, ...found };
  throw new Failure('NOT_FOUND', 'There is no such service account in your team.');
}

/** Gives a service account another role. */
export async function setServiceRole(
  transaction: TenantTransaction,
  tenant: string,
  { accountId, name }: { accountId: string; name: string },
  role: Exclude<Role, 'admin'>,
): Promise<void> {
  await transaction
    .updateTable('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', accountId)
    .set({ role })
    .execute();
  await tellTeam(transaction, tenant, {
    type: 'service_account.role_changed',
    data: { accountId, name, role },
  });
}

/** Ends a service account with all its keys; what it did stays under its name. Throws NOT_FOUND. */
export async function endServiceAccount(
  transaction: TenantTransaction,
  tenant: string,
  accountId: string,
): Promise<void> {
  const { name } = await requireServiceAccount(transaction, tenant, accountId);
  await transaction
    .updateTable('member')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', accountId)
    .set({ disabled_at: new Date() })
    .execute();
  await transaction
    .updateTable('api_key')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .set({ revoked_at: new Date() })
    .execute();
  await tellTeam(transaction, tenant, {
    type: 'service_account.ended',
    data: { accountId, name },
  });
}
