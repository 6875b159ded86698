import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { DeviceKey } from './device-key.ts';
import type { TenantAddress } from './tenant-https.ts';
import { askProvider, SCOPE, tokensOf, type TenantTokens } from './tenant-tokens.ts';

/** What a person types where she has a browser. */
export interface ShownCode {
  readonly page: string;
  readonly code: string;
}

const deviceAnswer = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.url(),
  expires_in: z.number(),
  /** Seconds between two questions; RFC 8628 says 5 when the server says nothing. */
  interval: z.number().min(1).default(5),
});
const refusal = z.object({ error: z.string() });

/** Added to the interval when the server finds it too short (RFC 8628, section 3.5). */
const SLOWER_S = 5;

export interface CodeSignIn {
  readonly signal?: AbortSignal;
  readonly wait?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
}

/**
 * Signs in without a browser on this machine (RFC 8628): `show` is told a page and a code for another one, and this one
 * asks until that is done. Throws SIGN_IN_ABANDONED, SIGN_IN_REFUSED, TENANT_UNREACHABLE.
 */
export async function signInByCode(
  address: TenantAddress,
  device: DeviceKey,
  show: (shown: ShownCode) => void,
  { signal, wait = waited }: CodeSignIn = {},
): Promise<TenantTokens> {
  const begun = await askProvider(address, device, 'device/auth', { scope: SCOPE });
  const read = deviceAnswer.safeParse(begun.json);
  if (!read.success) throw refused(begun.json);
  const { device_code: code, user_code: shown, verification_uri: page, expires_in } = read.data;
  const form = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: code,
  };
  show({ page, code: shown });
  let seconds = read.data.interval;
  for (let left = expires_in; left > 0; left -= seconds) {
    await wait(seconds * 1000, signal);
    if (signal?.aborted === true) break;
    const answer = await askProvider(address, device, 'token', form);
    const tokens = tokensOf(answer);
    if (tokens !== null) return tokens;
    const error = refusal.safeParse(answer.json).data?.error;
    if (error === 'slow_down') seconds += SLOWER_S;
    else if (error === 'expired_token') break;
    else if (error !== 'authorization_pending') throw refused(answer.json);
  }
  throw new Failure('SIGN_IN_ABANDONED', 'The sign-in was not finished on the other device.');
}

async function waited(ms: number, signal: AbortSignal | undefined): Promise<void> {
  // Whoever gives up is told so by the caller.
  await pause(ms, undefined, signal && { signal }).catch(() => {});
}

function refused(json: unknown): Failure {
  const error = refusal.safeParse(json).data?.error ?? 'no code';
  return new Failure('SIGN_IN_REFUSED', `The team server did not sign you in (${error}).`, {
    error,
  });
}
