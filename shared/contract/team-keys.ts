import { z } from 'zod';
import { keyRotation, newOwnKey, ownKey, toldKey } from '#shared/sync/api-keys-api.ts';
import {
  newServiceAccount,
  newServiceKey,
  serviceAccount,
  toldAccount,
} from '#shared/sync/service-accounts-api.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const accountId = z.uuid();
const ofAccount = z.strictObject({ accountId });
/** A key of a service account; null: of the member herself. */
const ofKey = z.strictObject({ accountId: accountId.nullable(), keyId: z.uuid() });

/** Keys by which programs ask the team server: a member's own, and an admin's list of service accounts. */
export const teamKeysContract = {
  'tenant.ownKeys': call('vault', nothing, z.array(ownKey)),
  /** Makes one; it is told this once. */
  'tenant.addOwnKey': call('vault', newOwnKey, toldKey),
  'tenant.serviceAccounts': call('vault', nothing, z.array(serviceAccount)),
  /** Makes one with its first key, which is told this once. */
  'tenant.addServiceAccount': call('vault', newServiceAccount, toldAccount),
  /** Gives one another role, if it has the one that was read. */
  'tenant.setServiceRole': call(
    'vault',
    ofAccount.extend({ role: serviceAccount.shape.role, was: serviceAccount.shape.role }),
    nothing,
  ),
  /** Ends one with all its keys. */
  'tenant.endServiceAccount': call('vault', ofAccount, nothing),
  'tenant.addServiceKey': call('vault', newServiceKey.extend({ accountId }), toldKey),
  /** Makes a key in the place of one, which is good for a while more. */
  'tenant.rotateKey': call('vault', ofKey.extend(keyRotation.shape), toldKey),
  'tenant.endKey': call('vault', ofKey, nothing),
};
