import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { Failure } from '#shared/model/failure.ts';
import { SECOND_FACTOR } from '#shared/sync/tenant-api.ts';
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

/** A person is waited for so long. */
const PATIENCE_MS = 10 * 60_000;

const PAGE = (title: string, text: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><body style="font:16px system-ui;margin:15vh auto;width:24rem;max-width:90vw"><h1 style="font-size:1.25rem">${title}</h1><p>${text}</p></body></html>`;

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
  const state = randomBytes(32).toString('base64url');
  const server = createServer();
  const port = await listening(server);
  const redirect = `http://127.0.0.1:${port}/callback`;
  const page = new URL(`${address.url}/auth`);
  page.search = String(
    new URLSearchParams({
      client_id: CLIENT,
      response_type: 'code',
      redirect_uri: redirect,
      scope: SCOPE,
      state,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...(stepUp === true ? { acr_values: SECOND_FACTOR, max_age: '0' } : {}),
    }),
  );
  try {
    const answer = codeFrom(server, { state, issuer: address.url }, signal);
    open(page.href);
    const code = await answer;
    return await exchange(address, device, {
      grant_type: 'authorization_code',
      code,
      code_verifier: verifier,
      redirect_uri: redirect,
    });
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

/** The code that the browser brings. One that brings another state is not ours, and is sent away. */
function codeFrom(
  server: Server,
  expected: { state: string; issuer: string },
  signal: AbortSignal | undefined,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const abandon = (): void =>
      reject(new Failure('SIGN_IN_ABANDONED', 'The sign-in was not finished in the browser.'));
    const timer = setTimeout(abandon, PATIENCE_MS);
    timer.unref();
    signal?.addEventListener('abort', abandon, { once: true });
    server.on('request', ({ url = '', method }, response) => {
      const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
      const state = searchParams.get('state') ?? '';
      if (method !== 'GET' || pathname !== '/callback' || !isSame(state, expected.state)) {
        reply(response, 404, 'Nothing is here', 'This page belongs to a sign-in that is not open.');
        return;
      }
      clearTimeout(timer);
      const code = searchParams.get('code');
      if (code === null || searchParams.get('iss') !== expected.issuer) {
        reply(response, 400, 'Not signed in', 'The team server refused it. Error-IQ says more.');
        const refusal = searchParams.get('error') ?? 'no code';
        reject(
          new Failure('SIGN_IN_REFUSED', `The team server did not sign you in (${refusal}).`, {
            error: refusal,
          }),
        );
        return;
      }
      reply(response, 200, 'Signed in', 'Go back to Error-IQ; this page can be closed.');
      resolve(code);
    });
  });
}

function reply(response: ServerResponse, status: number, title: string, text: string): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(PAGE(title, text));
}

function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}
