import { isIP } from 'node:net';
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
  type AuthenticationResponseJSON,
  type RegistrationResponseJSON,
} from '@simplewebauthn/server';
import { z } from 'zod';
import type { TenantTransaction } from '../platform/index.ts';
import type { Principal } from './principal.ts';

type MemberPlace = Pick<Principal, 'tenant' | 'memberId'>;

/** What a page asks the browser for, and what the answer must carry. */
export interface PasskeyRequest {
  /** For `navigator.credentials`, as JSON. */
  readonly options: string;
  readonly challenge: string;
}

/** The name that passkeys of a server are bound to; null: browsers make none for a bare IP address. */
export function passkeyHost(publicUrl: string): string | null {
  const { hostname } = new URL(publicUrl);
  return isIP(hostname.replace(/^\[|\]$/g, '')) === 0 ? hostname : null;
}

/** What the browser's answer is read as before it is verified. */
const answer = z.looseObject({ id: z.string().min(1).max(1400), type: z.literal('public-key') });

function parsed(text: string): unknown {
  try {
    return answer.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Asks a browser to make a passkey for a member. */
export async function passkeyToMake(
  host: string,
  { memberId, email, name }: { memberId: string; email: string; name: string },
): Promise<PasskeyRequest> {
  const options = await generateRegistrationOptions({
    rpName: 'Error-IQ',
    rpID: host,
    userName: email,
    userDisplayName: name,
    userID: Uint8Array.from(Buffer.from(memberId)),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  return { options: JSON.stringify(options), challenge: options.challenge };
}

/** Keeps the passkey that a browser has made; false: it does not fit what was asked. */
export async function keepPasskey(
  transaction: TenantTransaction,
  { tenant, memberId }: MemberPlace,
  made: { response: string; challenge: string; publicUrl: string; name: string },
): Promise<boolean> {
  const response = parsed(made.response) as RegistrationResponseJSON | null;
  if (response === null) return false;
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: made.challenge,
    expectedOrigin: new URL(made.publicUrl).origin,
    expectedRPID: new URL(made.publicUrl).hostname,
    requireUserVerification: true,
  }).catch(() => null);
  if (verified?.verified !== true) return false;
  const { id, publicKey, counter } = verified.registrationInfo.credential;
  const added = await transaction
    .insertInto('passkey')
    .values({
      tenant_id: tenant,
      credential_id: id,
      member_id: memberId,
      public_key: Buffer.from(publicKey),
      counter: String(counter),
      name: made.name,
      used_at: null,
    })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'credential_id']).doNothing())
    .executeTakeFirst();
  return added.numInsertedOrUpdatedRows === 1n;
}

/** Asks a browser for any passkey of this server. */
export async function passkeyToUse(host: string): Promise<PasskeyRequest> {
  const options = await generateAuthenticationOptions({ rpID: host, userVerification: 'required' });
  return { options: JSON.stringify(options), challenge: options.challenge };
}

/** The member whose passkey has answered; null: it is none of this tenant, or does not fit. */
export async function memberOfPasskey(
  transaction: TenantTransaction,
  tenant: string,
  used: { response: string; challenge: string; publicUrl: string },
): Promise<string | null> {
  const response = parsed(used.response) as AuthenticationResponseJSON | null;
  if (response === null) return null;
  const known = await transaction
    .selectFrom('passkey')
    .innerJoin('member', (join) =>
      join
        .onRef('member.tenant_id', '=', 'passkey.tenant_id')
        .onRef('member.member_id', '=', 'passkey.member_id'),
    )
    .where('passkey.tenant_id', '=', tenant)
    .where('credential_id', '=', response.id)
    .where('disabled_at', 'is', null)
    .select(['passkey.member_id', 'public_key', 'counter'])
    .executeTakeFirst();
  if (known === undefined) return null;
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: used.challenge,
    expectedOrigin: new URL(used.publicUrl).origin,
    expectedRPID: new URL(used.publicUrl).hostname,
    requireUserVerification: true,
    credential: {
      id: response.id,
      publicKey: Uint8Array.from(known.public_key),
      counter: Number(known.counter),
    },
  }).catch(() => null);
  if (verified?.verified !== true) return null;
  await transaction
    .updateTable('passkey')
    .where('tenant_id', '=', tenant)
    .where('credential_id', '=', response.id)
    .set({ counter: String(verified.authenticationInfo.newCounter), used_at: new Date() })
    .execute();
  return known.member_id;
}
