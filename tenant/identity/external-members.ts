import { Failure } from '../../shared/model/failure.ts';
import { lockTenant, type Database, type TenantTransaction } from '../platform/index.ts';
import type { ExternalPerson } from './external-provider.ts';
import { joinBy, openInvitationFor } from './invitations.ts';
import { keyOf } from './members.ts';

/**
 * The member that a person is who signed in at a provider outside: by issuer and subject, or, the first time, by the
 * address that the provider has verified, which a member has or an open invitation is for. Links them for good. Throws
 * EMAIL_UNVERIFIED, NOT_INVITED, MEMBER_GONE, LINKED_OTHERWISE.
 */
export function memberOfPerson(
  database: Database,
  tenant: string,
  person: ExternalPerson,
): Promise<string> {
  return database.inTenant(tenant, async (transaction) => {
    const linked = await linkedMember(transaction, tenant, person);
    if (linked !== null) return linked;
    // Two first sign-ins at once: the second finds what the first has linked.
    await lockTenant(transaction, tenant);
    return (
      (await linkedMember(transaction, tenant, person)) ?? firstTime(transaction, tenant, person)
    );
  });
}

async function linkedMember(
  transaction: TenantTransaction,
  tenant: string,
  { issuer, subject }: ExternalPerson,
): Promise<string | null> {
  const found = await transaction
    .selectFrom('member_identity')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'member_identity.tenant_id')
        .onRef('member.member_id', '=', 'member_identity.member_id'),
    )
    .where('member_identity.tenant_id', '=', tenant)
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .select(['member.member_id', 'disabled_at'])
    .executeTakeFirst();
  if (found === undefined) return null;
  if (found.disabled_at !== null) throw gone();
  return found.member_id;
}

async function firstTime(
  transaction: TenantTransaction,
  tenant: string,
  { issuer, subject, email, name }: ExternalPerson,
): Promise<string> {
  // Letters that only look alike, or are folded into others, could be somebody else's address.
  if (email === null || email.normalize('NFKC') !== email) {
    throw new Failure(
      'EMAIL_UNVERIFIED',
      'The provider does not say that your e-mail address was verified, so it cannot be told which member you are. Ask who runs it to verify the address.',
    );
  }
  const known = await transaction
    .selectFrom('member')
    .where('tenant_id', '=', tenant)
    .where('email_key', '=', keyOf(email))
    .select(['member_id', 'disabled_at'])
    .executeTakeFirst();
  if (known !== undefined && known.disabled_at !== null) throw gone();
  const memberId =
    known?.member_id ?? (await joinedAs(transaction, tenant, email, name ?? email.split('@')[0]));
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('member_identity')
    .values({ tenant_id: tenant, issuer, subject, member_id: memberId })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (numInsertedOrUpdatedRows === 1n) return memberId;
  throw new Failure(
    'LINKED_OTHERWISE',
    'The member with this address signs in with another account of the provider. Use that one, or ask an admin of your team.',
  );
}

async function joinedAs(
  transaction: TenantTransaction,
  tenant: string,
  email: string,
  name: string | undefined,
): Promise<string> {
  const invitation = await openInvitationFor(transaction, tenant, email);
  if (invitation === null) {
    throw new Failure(
      'NOT_INVITED',
      `Nobody has invited ${email} to this team, or the invitation has ended. Ask an admin of the team for one.`,
    );
  }
  return joinBy(transaction, tenant, invitation, { name: name ?? email, passphrase: null });
}

const gone = (): Failure =>
  new Failure('MEMBER_GONE', 'You are not a member of this team any more. Ask one of its admins.');
