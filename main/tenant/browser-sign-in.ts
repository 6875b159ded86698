import { createHash, randomBytes } from 'node:crypto';
import { Failure } from '#shared/model/failure.ts';
import { SECOND_FACTOR } from '#shared/sync/tenant-api.ts';
import { awaitBrowser } from '../browser-answer.ts';
import type { DeviceKey } from './device-key.ts';
import type { TenantAddress } from './tenant-https.ts';
import { CLIENT, exchange, SCOPE, type TenantTokens } from './tenant-tokens.ts';

export interface BrowserSignIn {
  /** Is told the page. */
  readonly open: (page: string) => void;
  /** Asks for a second factor, just now (RFC 9470). */
  readonly stepUp?: boolean;
  readonly signal?: AbortSignal;
}

/**
 * Signs in through the system's browser (RFC 8252): authorization code with PKCE, back to a port of this machine that is
 * open for this one answer. Throws SIGN_IN_ABANDONED, SIGN_IN_REFUSED, TENANT_UNREACHABLE.
 */
export async function signInByBrowser(
  address: TenantAddress,
  device: DeviceKey,
  { open, stepUp, signal }: BrowserSignIn,
): Promise<TenantTokens> {
  const verifier = randomBytes(32).toString('base64url');
  const browser = await awaitBrowser('The team server');
  const page = new URL(`${address.url}/auth`);
  page.search = String(
    new URLSearchParams({
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: browser.redirect,
      scope: SCOPE,
      state: browser.state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...(stepUp === true ? { acr_values: SECOND_FACTOR, max_age: '0' } : {}),
    }),
  );
  const refused = (params: URLSearchParams): boolean =>
    params.get('code') === null || params.get('iss') !== address.url;
  try {
    const answer = browser.params(refused, signal);
    open(page.href);
    const params = await answer;
    if (refused(params)) {
      const error = params.get('error') ?? 'no code';
      throw new Failure('SIGN_IN_REFUSED', `The team server did not sign you in (${error}).`, {
        error,
      });
    }
    return await exchange(address, device, {
      grant_type: 'authorization_code',
      code: params.get('code') ?? '',
      code_verifier: verifier,
      redirect_uri: browser.redirect,
    });
  } finally {
    browser.close();
  }
}
