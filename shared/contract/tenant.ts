import { z } from 'zod';
import { ROLES } from '#shared/model/role.ts';
import { legalHold } from '#shared/sync/case-keeping-api.ts';
import { access, secondFactors } from '#shared/sync/tenant-api.ts';
import { auditArchiveContract } from './audit-archives.ts';
import { call, stream } from './call.ts';
import { deviceContract } from './devices.ts';
import { rawLogsContract } from './raw-logs.ts';
import { subscriptionContract } from './subscriptions.ts';
import { teamAdminContract } from './team-admin.ts';
import { teamKeepingContract } from './team-keeping.ts';
import { teamKeysContract } from './team-keys.ts';
import { nothing, path } from './values.ts';

const url = z.string().min(1).max(2048);
const caseId = z.uuid();
const email = z.string().min(3).max(320);
const who = z.strictObject({
  name: z.string(),
  email: z.string(),
  role: z.enum(ROLES),
  team: z.string(),
});

/**
 * How the open case and the team server stand. `not-shared`: it is only here. `offline`: the server does not answer, and
 * everything waits. `no-access`: it is not shared with this member, or no longer. `deleted`: the team deleted it there. `archived`:
 * it is read only there.
 */
export const SYNC_STANDINGS = [
  'not-shared',
  'syncing',
  'synced',
  'offline',
  'signed-out',
  'no-access',
  'deleted',
  'archived',
  'failed',
] as const;

export const tenantContract = {
  ...teamAdminContract,
  ...teamKeysContract,
  ...deviceContract,
  ...auditArchiveContract,
  ...teamKeepingContract,
  ...subscriptionContract,
  ...rawLogsContract,
  'tenant.state': call(
    'vault',
    nothing,
    z.strictObject({
      /** Null: this profile works with no team server. */
      connection: z
        .strictObject({ url: z.string(), signedIn: z.boolean(), who: who.nullable() })
        .nullable(),
      /** Of the open case; null: none is open, or there is no team server. */
      sync: z
        .strictObject({
          standing: z.enum(SYNC_STANDINGS),
          /** When everything was last exchanged; null: never since the case was opened. */
          at: z.iso.datetime().nullable(),
          /** Entries that have still to be sent. */
          waiting: z.number().int(),
          /** What needs a person. */
          attention: z.number().int(),
          /** Why it failed, in words. */
          failure: z.string().nullable(),
        })
        .nullable(),
      /** The server's audit log as this machine has seen it; null: not yet. */
      audit: z
        .strictObject({
          size: z.number().int(),
          seenAt: z.iso.datetime(),
          key: z.string(),
          /** What is wrong with it, in words. */
          trouble: z.string().nullable(),
          /** What is wrong is that the server was put back to an earlier state, as it says itself. */
          restored: z.boolean(),
        })
        .nullable(),
    }),
  ),
  /** Believes the audit log from now on as it is, whatever was found wrong with it. */
  'tenant.trustAudit': call('vault', nothing, nothing),
  /** What a server shows of itself before anything is sent to it. */
  'tenant.look': call(
    'vault',
    z.strictObject({ url }),
    z.strictObject({ url: z.string(), fingerprint: z.string(), trusted: z.boolean() }),
  ),
  /** Works with a server from now on, known by the fingerprint that a person has compared. */
  'tenant.connect': call('vault', z.strictObject({ url, fingerprint: z.string() }), nothing),
  /** Waits for a sign-in in the browser, here or with a code on another machine. Its item is the page to open there. */
  'tenant.signIn': stream(
    'vault',
    z.strictObject({
      way: z.enum(['browser', 'code']),
      /** Asks for the second factor, just now: what can do harm needs that. */
      stepUp: z.boolean(),
    }),
    z.strictObject({
      page: z.string(),
      /** What to type there; null: nothing. */
      code: z.string().nullable(),
      /** The shell has opened it. */
      opened: z.boolean(),
    }),
    nothing,
  ),
  'tenant.signOut': call('vault', nothing, nothing),
  /** Devices that this member is signed in on. */
  'tenant.sessions': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        sessionId: z.string(),
        device: z.string(),
        beganAt: z.iso.datetime(),
        seenAt: z.iso.datetime(),
        isThis: z.boolean(),
      }),
    ),
  ),
  /** Signs a device out from afar. */
  'tenant.endSession': call('vault', z.strictObject({ sessionId: z.uuid() }), nothing),
  /** What this member confirms with that it is her. */
  'tenant.secondFactors': call('vault', nothing, secondFactors),
  /** Makes the link to the page on which a second factor is set up. */
  'tenant.secondFactorLink': call(
    'vault',
    nothing,
    z.strictObject({
      link: z.string(),
      /** The shell has opened it. */
      opened: z.boolean(),
    }),
  ),
  /** Takes a passkey away, or the code app (`code-app`). */
  'tenant.removeSecondFactor': call('vault', z.strictObject({ id: z.string().max(1400) }), nothing),
  'tenant.members': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        memberId: z.string(),
        name: z.string(),
        email: z.string(),
        role: z.enum(ROLES),
        /** It is who asks. */
        isMe: z.boolean(),
        /**
         * How her key stands to the one that was compared; null: nothing can be shared with her before she has signed
         * in with Error-IQ once.
         */
        key: z.enum(['compared', 'new', 'changed']).nullable(),
      }),
    ),
  ),
  /** The number that both see when nobody has put another key in the way. */
  'tenant.safetyNumber': call(
    'vault',
    z.strictObject({ memberId: z.uuid() }),
    z.strictObject({ number: z.string() }),
  ),
  /** Notes that a member was asked for her safety number, and it is the same. */
  'tenant.compared': call(
    'vault',
    z.strictObject({ memberId: z.uuid(), number: z.string().max(100) }),
    nothing,
  ),
  /** Gives a member another role, as an admin may. */
  'tenant.setRole': call(
    'vault',
    z.strictObject({ memberId: z.uuid(), role: z.enum(ROLES), was: z.enum(ROLES) }),
    nothing,
  ),
  /** Lets a member go, as an admin may: out of everything at once. */
  'tenant.letGo': call('vault', z.strictObject({ memberId: z.uuid() }), nothing),
  /** Invites somebody, as an admin may; the link is told this once. */
  'tenant.invite': call(
    'vault',
    z.strictObject({ email, role: z.enum(ROLES) }),
    z.strictObject({ link: z.string() }),
  ),
  /** Cases that this member has: everyday ones, or those that are archived. */
  'tenant.cases': call(
    'vault',
    z.strictObject({ archived: z.boolean() }),
    z.array(
      z.strictObject({
        caseId: z.string(),
        /** Null: its key is not here. */
        name: z.string().nullable(),
        access,
        /** The legal hold of the team; null: none. */
        hold: legalHold.nullable(),
        /** Since when it is read only; null: it is not archived. */
        archivedAt: z.iso.datetime().nullable(),
        /** It is the case that is open. */
        open: z.boolean(),
      }),
    ),
  ),
  /** Makes a copy of a shared case here, and opens it. */
  'tenant.join': call(
    'vault',
    z.strictObject({ caseId, name: z.string().max(300) }),
    z.strictObject({ path }),
  ),
  'tenant.share': call('case', nothing, nothing),
  'tenant.syncNow': call('case', nothing, nothing),
  'tenant.attention': call(
    'case',
    nothing,
    z.array(
      z.strictObject({ id: z.string(), way: z.enum(['sent', 'received']), code: z.string() }),
    ),
  ),
  /** Sends again what was refused. */
  'tenant.retry': call('case', nothing, nothing),
  'tenant.grants': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        memberId: z.string(),
        name: z.string(),
        access,
        /** She has left the team; the case's key is to be another one. */
        left: z.boolean(),
      }),
    ),
  ),
  'tenant.give': call('case', z.strictObject({ email, access, was: access.nullable() }), nothing),
  /** Takes access from a member, and gives the case another key that she does not get. */
  'tenant.take': call('case', z.strictObject({ memberId: z.uuid() }), nothing),
  /** Gives the case another key, which nobody gets who has left the team. */
  'tenant.rekey': call('case', nothing, nothing),
};
