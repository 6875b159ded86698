import { z } from 'zod';
import { endedSessions } from '#shared/sync/tenant-api.ts';
import { teamDevice, wipeReason } from '#shared/sync/wipe-api.ts';
import { call } from './call.ts';
import { nothing } from './values.ts';

const sessionId = z.uuid();
const count = z.number().int();

/** Devices of the team, and taking what it shares off one of them. */
export const deviceContract = {
  /** Devices that members signed in on: all of the team for an admin, else one's own. */
  'tenant.devices': call('vault', nothing, z.array(teamDevice)),
  /** Signs a device of a member out, or (null) all of hers but this one, as an admin may. */
  'tenant.signMemberOut': call(
    'vault',
    z.strictObject({ memberId: z.uuid(), sessionId: sessionId.nullable() }),
    endedSessions,
  ),
  /** Signs a device out, and has it remove the cases and credentials of the team. */
  'tenant.wipeDevice': call('vault', z.strictObject({ sessionId, reason: wipeReason }), nothing),
  /** Withdraws that, if the device has not done it yet. */
  'tenant.withdrawWipe': call('vault', z.strictObject({ sessionId }), nothing),
  /** What was wiped of this machine and has not been said yet. */
  'tenant.wiped': call(
    'vault',
    nothing,
    z
      .strictObject({
        /** Who ordered it, when and why. */
        by: z.string(),
        at: z.iso.datetime(),
        reason: z.string(),
        url: z.string(),
        cases: count,
        /** How many of them were under a legal hold. */
        held: count,
        /** Entries that had not reached the server, and are lost. */
        unsent: count,
        /** Files that nothing opens any more and that could not be removed yet. */
        filesLeft: z.array(z.string()),
        /** The server knows that it is done. */
        answered: z.boolean(),
      })
      .nullable(),
  ),
  /** Notes that a person has read it. */
  'tenant.wipeSeen': call('vault', nothing, nothing),
};
