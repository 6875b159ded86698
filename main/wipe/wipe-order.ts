import { calculateJwkThumbprint } from 'jose';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import {
  readWipeText,
  wipeAnswer,
  type SignedWipe,
  type WipeOrder,
  type WipeReceipt,
} from '#shared/sync/wipe-api.ts';
import type { Given, OperationName } from '#shared/tenant-api/operation.ts';
import { isSignedNote } from '../audit/index.ts';
import {
  askTenant,
  auditState,
  openDeviceKey,
  operationRequest,
  teamOf,
  type KeptServer,
  type TenantAnswer,
} from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';

type Way = Pick<KeptServer, 'address' | 'device'>;

function askAsDevice<Name extends OperationName>(
  { address, device }: Way,
  name: Name,
  given: Given<Name>,
): Promise<TenantAnswer> {
  return askTenant(address, {
    ...operationRequest(name, given),
    device: openDeviceKey(device),
  });
}

/**
 * Asks the team server whether this machine is to be wiped; null: it is not. An order that is not signed by the key whose
 * audit log this profile has seen, or is for another machine or another sign-in than the last one here, is a
 * WIPE_NOT_BELIEVED. Throws TENANT_UNREACHABLE.
 */
export async function askForWipe(
  vault: Pick<Vault, 'drawer'>,
  server: KeptServer,
): Promise<WipeOrder | null> {
  const { status, json } = await askAsDevice(server, 'POST /api/v1/device/wipe', {
    body: { team: teamOf(server.address.url) },
  });
  const answer = wipeAnswer.safeParse(json);
  // A server of before this was there, or one that is no team server, has nothing to say.
  if (status !== 200 || !answer.success || answer.data.order === null) return null;
  const key = auditState(vault, server)?.key ?? null;
  const order = await believedOrder(answer.data.order, { ...server, key });
  if (order !== null) return order;
  throw new Failure(
    'WIPE_NOT_BELIEVED',
    'The team server says that this machine is to be wiped, but not with its own signature, or not for the last sign-in here. Nothing was removed. Tell your admin.',
    { url: server.address.url },
  );
}

/** The order, if it is signed by the key of the server's audit log and meant for the last sign-in on this machine. */
export async function believedOrder(
  { text, signature }: SignedWipe,
  { device, session, key }: Pick<KeptServer, 'device' | 'session'> & { key: string | null },
): Promise<WipeOrder | null> {
  const read = readWipeText(text);
  if (read === null || key === null || session === null) return null;
  const { origin, order } = read;
  const isSigned = key.startsWith(`${origin}+`) && isSignedNote(text, signature, key);
  const isHere = order.deviceKey === (await calculateJwkThumbprint(device));
  return isSigned && isHere && order.sessions.includes(session) ? order : null;
}

const told = z.union([z.literal(204), z.literal(404)]);

/**
 * Tells the server what was removed. Gives whether it has the answer: also when it does not know of any order, as after it
 * was withdrawn. Throws TENANT_UNREACHABLE.
 */
export async function answerWipe(way: Way, receipt: WipeReceipt): Promise<boolean> {
  const { status } = await askAsDevice(way, 'POST /api/v1/device/wiped', {
    body: { team: teamOf(way.address.url), receipt },
  });
  return told.safeParse(status).success;
}
