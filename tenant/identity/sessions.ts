import { createHash, randomUUID } from 'node:crypto';
import type { ListedSession } from '../../shared/sync/tenant-api.ts';
import type { TenantTransaction } from '../platform/index.ts';
import type { Principal } from './principal.ts';

type MemberPlace = Pick<Principal, 'tenant' | 'memberId'>;

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/**
 * The session of a grant of the identity provider; its first token begins it, each later one shows that it lives. One
 * device has one session: an earlier sign-in with the same key is over. Null: it was ended, or the device is to be wiped,
 * which it does before anybody signs in on it.
 */
export async function sessionOfGrant(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
  { grant, deviceKey, device }: { grant: string; deviceKey: string; device: string },
): Promise<string | null> {
  const wipe = await transaction
    .selectFrom('device_wipe')
    .where('tenant_id', '=', tenant)
    .where('device_key', '=', deviceKey)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .select('wipe_id')
    .executeTakeFirst();
  if (wipe !== undefined) return null;
  const session = await transaction
    .insertInto('session')
    .values({
      tenant_id: tenant,
      session_id: randomUUID(),
      member_id: memberId,
      grant_digest: digestOf(grant),
      device_key: deviceKey,
      device,
      ended_at: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'grant_digest']).doUpdateSet({ seen_at: new Date() }),
    )
    .returning(['session_id', 'ended_at', 'device_key'])
    .executeTakeFirstOrThrow();
  if (session.ended_at !== null || session.device_key !== deviceKey) return null;
  const before = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('device_key', '=', deviceKey)
    .where('session_id', '<>', session.session_id)
    .where('ended_at', 'is', null)
    .select('session_id')
    .execute();
  for (const { session_id: id } of before) await endSession(transaction, tenant, id);
  return session.session_id;
}

/** Sessions of a member that go on, last seen first. */
export async function listSessions(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
): Promise<Omit<ListedSession, 'isThis'>[]> {
  const rows = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    // One whose refresh tokens have ended by themselves is over as well.
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('oidc_payload')
          .whereRef('oidc_payload.tenant_id', '=', 'session.tenant_id')
          .whereRef('oidc_payload.grant_digest', '=', 'session.grant_digest')
          .where('model', '=', 'RefreshToken')
          .where('consumed_at', 'is', null)
          .where('expires_at', '>', new Date())
          .select('id_digest'),
      ),
    )
    .select(['session_id', 'device', 'began_at', 'seen_at'])
    .orderBy('seen_at', 'desc')
    .execute();
  return rows.map((row) => ({
    sessionId: row.session_id,
    device: row.device,
    beganAt: row.began_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
  }));
}

/** Ends a session of a member at once, with everything that it was given; false: there is none that goes on. */
export async function endSessionOf(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
  session: string,
): Promise<boolean> {
  const row = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('session_id', '=', session)
    .where('ended_at', 'is', null)
    .select('session_id')
    .executeTakeFirst();
  if (row === undefined) return false;
  await endSession(transaction, tenant, session);
  return true;
}

/** Ends all sessions of a member, but one that is to stay; gives how many there were. */
export async function endSessions(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
  but: string | null = null,
): Promise<number> {
  const rows = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .$if(but !== null, (others) => others.where('session_id', '<>', but))
    .select('session_id')
    .execute();
  for (const { session_id: id } of rows) await endSession(transaction, tenant, id);
  return rows.length;
}

/** Ends every session of a team: all sign in anew. */
export async function endEverySession(
  transaction: TenantTransaction,
  tenant: string,
): Promise<void> {
  await transaction
    .updateTable('session')
    .where('tenant_id', '=', tenant)
    .where('ended_at', 'is', null)
    .set({ ended_at: new Date() })
    .execute();
  await transaction.deleteFrom('oidc_payload').where('tenant_id', '=', tenant).execute();
}

/** Ends the session of a grant that the identity provider has revoked. */
export async function endSessionOfGrant(
  transaction: TenantTransaction,
  tenant: string,
  grantDigest: Buffer,
): Promise<void> {
  await transaction
    .updateTable('session')
    .where('tenant_id', '=', tenant)
    .where('grant_digest', '=', grantDigest)
    .where('ended_at', 'is', null)
    .set({ ended_at: new Date() })
    .execute();
}

async function endSession(
  transaction: TenantTransaction,
  tenant: string,
  session: string,
): Promise<void> {
  const { grant_digest: grant } = await transaction
    .updateTable('session')
    .where('tenant_id', '=', tenant)
    .where('session_id', '=', session)
    .set({ ended_at: new Date() })
    .returning('grant_digest')
    .executeTakeFirstOrThrow();
  await transaction
    .deleteFrom('oidc_payload')
    .where('tenant_id', '=', tenant)
    .where('grant_digest', '=', grant)
    .execute();
}
