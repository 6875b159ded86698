import { randomUUID } from 'node:crypto';
import type { Role } from '../../shared/model/role.ts';
import { tellTeam, type Database, type TenantTransaction } from '../platform/index.ts';
import { linkOver } from './first-run.ts';
import { addMember, keyOf, type NewMember } from './members.ts';
import { makeToken, tokenHash } from './one-time-token.ts';
import type { Principal } from './principal.ts';

const DAYS = 7;

export interface OpenInvitation {
  readonly invitationId: string;
  readonly email: string;
  readonly role: Role;
}

/** Invites somebody; gives the token of the link, which is kept only as a digest. */
export async function invite(
  transaction: TenantTransaction,
  { tenant, memberId }: Principal,
  { email, role }: { email: string; role: Role },
  now: () => number = Date.now,
): Promise<{ token: string; expiresAt: string }> {
  const token = makeToken();
  const expiresAt = new Date(now() + DAYS * 86_400_000);
  await transaction
    .insertInto('invitation')
    .values({
      tenant_id: tenant,
      invitation_id: randomUUID(),
      email: email.trim(),
      role,
      token_hash: tokenHash(token),
      invited_by: memberId,
      expires_at: expiresAt,
      used_at: null,
    })
    .execute();
  return { token, expiresAt: expiresAt.toISOString() };
}

/** The invitation that a token opens. Throws LINK_OVER. */
export function invitationOf(
  database: Database,
  tenant: string,
  token: string,
): Promise<OpenInvitation> {
  return database.inTenant(tenant, (transaction) => found(transaction, tenant, token));
}

async function found(
  transaction: TenantTransaction,
  tenant: string,
  token: string,
): Promise<OpenInvitation> {
  const row = await transaction
    .selectFrom('invitation')
    .where('tenant_id', '=', tenant)
    .where('token_hash', '=', tokenHash(token))
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .select(['invitation_id', 'email', 'role'])
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw linkOver();
  return { invitationId: row.invitation_id, email: row.email, role: row.role };
}

/** Makes whoever holds the token a member, once. Throws LINK_OVER, MEMBER_EXISTS. */
export function acceptInvitation(
  database: Database,
  tenant: string,
  token: string,
  { name, passphrase }: { name: string; passphrase: string },
): Promise<string> {
  return database.inTenant(tenant, async (transaction) => {
    const invitation = await found(transaction, tenant, token);
    return joinBy(transaction, tenant, invitation, { name, passphrase });
  });
}

/** The latest open invitation for an address; null: there is none. */
export async function openInvitationFor(
  transaction: TenantTransaction,
  tenant: string,
  address: string,
): Promise<OpenInvitation | null> {
  const rows = await transaction
    .selectFrom('invitation')
    .where('tenant_id', '=', tenant)
    .where('used_at', 'is', null)
    .where('expires_at', '>', new Date())
    .select(['invitation_id', 'email', 'role'])
    .orderBy('expires_at', 'desc')
    .forUpdate()
    .execute();
  const row = rows.find(({ email }) => keyOf(email) === keyOf(address));
  return row === undefined
    ? null
    : { invitationId: row.invitation_id, email: row.email, role: row.role };
}

/** Uses an invitation up and makes the member; gives her id. Throws MEMBER_EXISTS. */
export async function joinBy(
  transaction: TenantTransaction,
  tenant: string,
  { invitationId, email, role }: OpenInvitation,
  { name, passphrase }: Pick<NewMember, 'name' | 'passphrase'>,
): Promise<string> {
  await transaction
    .updateTable('invitation')
    .where('tenant_id', '=', tenant)
    .where('invitation_id', '=', invitationId)
    .set({ used_at: new Date() })
    .execute();
  const memberId = await addMember(transaction, tenant, { email, role, name, passphrase });
  await tellTeam(transaction, tenant, { type: 'member.joined', data: { memberId, name, role } });
  return memberId;
}
