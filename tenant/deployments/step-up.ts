import { decodeJwt } from 'jose';
import { Failure } from '../../shared/model/failure.ts';
import { requireScope, type Principal } from '../identity/index.ts';

/** What a sign-in with a second factor says of itself in `acr`. */
export const MFA = 'urn:erroriq:mfa';
/** How old it may be, seconds. */
export const MFA_MAX_AGE_S = 300;

/** What a client is told to come back with: RFC 9470, section 3. */
export const STEP_UP_CHALLENGE = `Bearer error="insufficient_user_authentication", error_description="A fresh second factor is needed", acr_values="${MFA}", max_age="${MFA_MAX_AGE_S}"`;

/**
 * Refuses a person whose sign-in had no second factor, or too long ago: `acr` and `auth_time` of the access token, whose
 * signature was checked when it was found out who asks. Throws STEP_UP_NEEDED, NOT_ALLOWED for a key.
 */
export function requireFresh(
  principal: Principal,
  authorization: string | undefined,
  now: () => number = Date.now,
): void {
  requireScope(principal, null);
  const token = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1] ?? '';
  const { acr, auth_time: at } = decodeJwt<{ acr?: string; auth_time?: number }>(token);
  const age = now() / 1000 - (at ?? 0);
  if (acr === MFA && age <= MFA_MAX_AGE_S) return;
  throw new Failure(
    'STEP_UP_NEEDED',
    'This can hurt, so it needs your second factor, shown within the last five minutes. Confirm it in the browser, then try again.',
    { acr_values: MFA, max_age: MFA_MAX_AGE_S },
  );
}
