import { randomUUID } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';
import {
  WIPE_SESSIONS_MOST,
  wipeText,
  type SignedWipe,
  type WipeOrder,
  type WipeReceipt,
} from '../../shared/sync/wipe-api.ts';
import { auditKey } from '../audit/index.ts';
import { endSessionOf, type Principal } from '../identity/index.ts';
import { noteEvent, type ServerKeys, type TenantTransaction } from '../platform/index.ts';

type Who = Pick<Principal, 'tenant' | 'memberId' | 'role'>;

/**
 * Orders that a device is wiped, and ends its sign-in at once; an admin any member's, others their own. Throws NOT_FOUND,
 * DEVICE_WIPED_ALREADY.
 */
export async function orderWipe(
  transaction: TenantTransaction,
  who: Who,
  { sessionId, reason }: { sessionId: string; reason: string },
): Promise<void> {
  const { tenant } = who;
  const session = await sessionOf(transaction, who, sessionId);
  const wipeId = randomUUID();
  const made = await transaction
    .insertInto('device_wipe')
    .values({
      tenant_id: tenant,
      wipe_id: wipeId,
      member_id: session.member_id,
      session_id: session.session_id,
      device_key: session.device_key,
      device: session.device,
      reason,
      ordered_by: who.memberId,
      ended_at: null,
      receipt: null,
    })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'device_key']).where('ended_at', 'is', null).doNothing(),
    )
    .returning('wipe_id')
    .executeTakeFirst();
  if (made === undefined) {
    throw new Failure('DEVICE_WIPED_ALREADY', 'This device is to be wiped already.');
  }
  const { device, member_id: memberId } = session;
  const later = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('member_id', '=', memberId)
    .where('device_key', '=', session.device_key)
    .where('ended_at', 'is', null)
    .select('session_id')
    .execute();
  for (const { session_id: id } of later) await endSessionOf(transaction, { tenant, memberId }, id);
  noteEvent(transaction, {
    action: 'device.wipe_ordered',
    about: { wipeId, sessionId, memberId, device, reason },
  });
}

/** Takes an order back that the device has not answered yet. Throws NOT_FOUND. */
export async function withdrawWipe(
  transaction: TenantTransaction,
  who: Who,
  sessionId: string,
): Promise<void> {
  const session = await sessionOf(transaction, who, sessionId);
  const ended = await transaction
    .updateTable('device_wipe')
    .where('tenant_id', '=', who.tenant)
    .where('device_key', '=', session.device_key)
    .where('ended_at', 'is', null)
    .set({ ended_at: new Date() })
    .returning('wipe_id')
    .executeTakeFirst();
  if (ended === undefined) {
    throw new Failure('NOT_FOUND', 'This device is not to be wiped, or it has been wiped already.');
  }
  noteEvent(transaction, {
    action: 'device.wipe_withdrawn',
    about: { wipeId: ended.wipe_id, sessionId, device: session.device },
  });
}

/** The order for the device of a key, signed; null: there is none. */
export async function wipeOf(
  transaction: TenantTransaction,
  keys: ServerKeys,
  { tenant, deviceKey }: { tenant: string; deviceKey: string },
): Promise<SignedWipe | null> {
  const row = await transaction
    .selectFrom('device_wipe')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'device_wipe.tenant_id')
        .onRef('member.member_id', '=', 'device_wipe.ordered_by'),
    )
    .where('device_wipe.tenant_id', '=', tenant)
    .where('device_key', '=', deviceKey)
    .where('ended_at', 'is', null)
    .select([
      'wipe_id',
      'session_id',
      'device_wipe.member_id',
      'reason',
      'ordered_at',
      'member.name as by',
    ])
    .executeTakeFirst();
  if (row === undefined) return null;
  const sessions = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('device_key', '=', deviceKey)
    .where('member_id', '=', row.member_id)
    .where('began_at', '<=', row.ordered_at)
    .select('session_id')
    .orderBy('began_at', 'desc')
    .limit(WIPE_SESSIONS_MOST)
    .execute();
  const before = sessions.map(({ session_id: id }) => id);
  const order: WipeOrder = {
    v: 1,
    wipeId: row.wipe_id,
    sessions: [...new Set([row.session_id, ...before])].slice(0, WIPE_SESSIONS_MOST),
    deviceKey,
    by: row.by,
    at: row.ordered_at.toISOString(),
    reason: row.reason,
  };
  const key = await auditKey(transaction, keys, tenant);
  const text = wipeText(key.origin, order);
  return { text, signature: key.sign(text) };
}

/** Keeps what a device says that it removed. Told again it is kept once. Throws NOT_FOUND when nobody ordered it. */
export async function keepReceipt(
  transaction: TenantTransaction,
  { tenant, deviceKey }: { tenant: string; deviceKey: string },
  { wipeId, ...receipt }: WipeReceipt,
): Promise<void> {
  const row = await transaction
    .selectFrom('device_wipe')
    .where('tenant_id', '=', tenant)
    .where('wipe_id', '=', wipeId)
    .where('device_key', '=', deviceKey)
    .select(['member_id', 'device', 'receipt'])
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) {
    throw new Failure('NOT_FOUND', 'Nobody ordered that this device is wiped.');
  }
  if (row.receipt !== null) return;
  await transaction
    .updateTable('device_wipe')
    .where('tenant_id', '=', tenant)
    .where('wipe_id', '=', wipeId)
    .set({ ended_at: new Date(), receipt: JSON.stringify(receipt) })
    .execute();
  noteEvent(transaction, {
    action: 'device.wiped',
    about: { wipeId, memberId: row.member_id, device: row.device, ...receipt },
  });
}

/** A sign-in that goes on or is over, which who asks may end. Throws NOT_FOUND. */
async function sessionOf(
  transaction: TenantTransaction,
  { tenant, memberId, role }: Who,
  sessionId: string,
): Promise<{ session_id: string; member_id: string; device_key: string; device: string }> {
  const session = await transaction
    .selectFrom('session')
    .where('tenant_id', '=', tenant)
    .where('session_id', '=', sessionId)
    .$if(role !== 'admin', (own) => own.where('member_id', '=', memberId))
    .select(['session_id', 'member_id', 'device_key', 'device'])
    .executeTakeFirst();
  if (session !== undefined) return session;
  throw new Failure('NOT_FOUND', 'There is no such device that you may wipe.');
}
