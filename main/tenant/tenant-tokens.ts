import { hostname } from 'node:os';
import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import type { DeviceKey } from './device-key.ts';
import { askTenant, type TenantAddress, type TenantAnswer } from './tenant-https.ts';

/** What a sign-in gives. The refresh token is good once: each use gives the next. */
export interface TenantTokens {
  readonly access: string;
  readonly refresh: string;
  /** When the access token ends, milliseconds. */
  readonly until: number;
}

/** What every Error-IQ is to the identity provider of a team. */
export const CLIENT = 'error-iq-desktop';
/** What a sign-in is asked to be good for. */
export const SCOPE = 'openid offline_access tenant';

const tokenAnswer = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
});

type Form = Readonly<Record<string, string>>;

/** Asks the identity provider of a team, as this device. Throws TENANT_UNREACHABLE. */
export function askProvider(
  address: TenantAddress,
  device: DeviceKey,
  path: string,
  form: Form,
): Promise<TenantAnswer> {
  return askTenant(address, {
    method: 'POST',
    path: `${new URL(address.url).pathname}/${path}`,
    form: { client_id: CLIENT, ...form },
    device,
    headers: { 'x-error-iq-device': encodeURIComponent(`${hostname()}, ${process.platform}`) },
  });
}

/** The tokens of an answer; null: it has none. */
export function tokensOf({ status, json }: TenantAnswer): TenantTokens | null {
  const read = tokenAnswer.safeParse(json);
  if (status !== 200 || !read.success) return null;
  const { access_token: access, refresh_token: refresh, expires_in: seconds } = read.data;
  return { access, refresh, until: Date.now() + seconds * 1000 };
}

/** Tokens for a code or a refresh token. Throws SIGN_IN_OVER when it is good no more, TENANT_UNREACHABLE. */
export async function exchange(
  address: TenantAddress,
  device: DeviceKey,
  form: Form,
): Promise<TenantTokens> {
  const tokens = tokensOf(await askProvider(address, device, 'token', form));
  if (tokens !== null) return tokens;
  throw new Failure(
    'SIGN_IN_OVER',
    'Your sign-in at the team server has ended. Sign in again; what you did meanwhile is kept and sent then.',
  );
}

/** Tells the server that a sign-in is over, so that nothing of it is good any more. Throws TENANT_UNREACHABLE. */
export async function revoke(
  address: TenantAddress,
  device: DeviceKey,
  refresh: string,
): Promise<void> {
  await askProvider(address, device, 'token/revocation', { token: refresh });
}
