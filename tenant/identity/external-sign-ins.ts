import { createHash } from 'node:crypto';
import { openStep, sealStep } from './sealed-step.ts';
import type { Database, ServerKeys } from '../platform/index.ts';

/** What the server keeps of a sign-in that went to a provider outside, until its answer comes. */
export interface KeptSignIn {
  readonly state: string;
  readonly nonce: string;
  /** Of PKCE (RFC 7636). */
  readonly verifier: string;
}

interface Place {
  readonly database: Database;
  readonly keys: ServerKeys;
}

interface SignInId {
  readonly tenant: string;
  /** Of the sign-in that the browser's cookie belongs to. */
  readonly uid: string;
}

/** A person has so long to sign in there, s. */
const WAIT_S = 600;
/** Kept beside what the built-in provider keeps, and forgotten as that is. */
const MODEL = 'ExternalSignIn';

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
const purposeOf = ({ tenant, uid }: SignInId, state: string): string =>
  `external sign-in ${tenant} ${uid} ${state}`;

/** Keeps what the answer is checked by; of the state, which finds it, only a digest. */
export async function keepExternalSignIn(
  { database, keys }: Place,
  id: SignInId,
  kept: KeptSignIn,
): Promise<void> {
  const { state, ...secrets } = kept;
  const sealed = sealStep(keys, purposeOf(id, state), JSON.stringify(secrets), { seconds: WAIT_S });
  await database.inTenant(id.tenant, (transaction) =>
    transaction
      .insertInto('oidc_payload')
      .values({
        tenant_id: id.tenant,
        model: MODEL,
        id_digest: digestOf(state),
        payload: JSON.stringify({ sealed }),
        grant_digest: null,
        uid_digest: digestOf(id.uid),
        account: null,
        expires_at: new Date(Date.now() + WAIT_S * 1000),
        consumed_at: null,
      })
      .execute(),
  );
}

/**
 * Takes what was kept under a state, once: whoever comes with it a second time, in another sign-in or too late finds
 * nothing. Null: there is nothing.
 */
export async function takeExternalSignIn(
  { database, keys }: Place,
  id: SignInId,
  state: string,
): Promise<KeptSignIn | null> {
  const row = await database.inTenant(id.tenant, (transaction) =>
    transaction
      .deleteFrom('oidc_payload')
      .where('tenant_id', '=', id.tenant)
      .where('model', '=', MODEL)
      .where('id_digest', '=', digestOf(state))
      .where('uid_digest', '=', digestOf(id.uid))
      .returning('payload')
      .executeTakeFirst(),
  );
  if (row === undefined) return null;
  const { sealed } = row.payload as { sealed: string };
  const opened = openStep(keys, purposeOf(id, state), sealed);
  return opened === null ? null : { state, ...(JSON.parse(opened) as Omit<KeptSignIn, 'state'>) };
}
