import { z } from 'zod';
import { ROLES } from '#shared/model/role.ts';
import { access } from '#shared/sync/tenant-api.ts';
import { call, stream } from './call.ts';
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
 * everything waits. `no-access`: it is not shared with this member, or no longer.
 */
export const SYNC_STANDINGS = [
  'not-shared',
  'syncing',
  'synced',
  'offline',
  'signed-out',
  'no-access',
  'failed',
] as const;

export const tenantContract = {
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
  /** Waits for a sign-in in the browser. Its item is the page to open there. */
  'tenant.signIn': stream(
    'vault',
    nothing,
    z.strictObject({
      page: z.string(),
      /** The shell has opened it. */
      opened: z.boolean(),
    }),
    nothing,
  ),
  'tenant.signOut': call('vault', nothing, nothing),
  'tenant.members': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        memberId: z.string(),
        name: z.string(),
        email: z.string(),
        role: z.enum(ROLES),
        /** False: nothing can be shared with her before she has signed in with Error-IQ once. */
        ready: z.boolean(),
      }),
    ),
  ),
  /** Invites somebody, as an admin may; the link is told this once. */
  'tenant.invite': call(
    'vault',
    z.strictObject({ email, role: z.enum(ROLES) }),
    z.strictObject({ link: z.string() }),
  ),
  'tenant.cases': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        caseId: z.string(),
        /** Null: its key is not here. */
        name: z.string().nullable(),
        access,
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
    z.array(z.strictObject({ memberId: z.string(), name: z.string(), access })),
  ),
  'tenant.give': call('case', z.strictObject({ email, access }), nothing),
  'tenant.take': call('case', z.strictObject({ email }), nothing),
};
