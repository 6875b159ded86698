import { auth, selectClientAuthMethod } from '@modelcontextprotocol/client';
import { z } from 'zod';
import { cancelled, Failure } from '#shared/model/failure.ts';
import type { GivenClient } from '#shared/model/toolkit.ts';
import { awaitBrowser, type BrowserAnswer } from '../../../browser-answer.ts';
import { allowOrigins, plainWord, type AllowedOrigins } from './allowed-origins.ts';
import type { Grant } from './grant.ts';
import { keptGrant, oauthClient, openGrant } from './oauth-client.ts';

const TIMEOUT_SECONDS = 30;

/** A sign-in that a person asks for. */
export interface ToolkitSignIn {
  readonly id: string;
  readonly url: string;
  /** Origins that may be asked beside the toolkit's own. */
  readonly origins: readonly string[];
  /** One that was registered by hand, and the one issuer that may see its secret; null: we register ourselves (RFC 7591). */
  readonly client: (GivenClient & { readonly only: string | null }) | null;
  /** Is told the page to open in the system's browser. */
  readonly open: (page: string) => void;
}

/**
 * Signs in to the server of a toolkit through the system's browser: OAuth 2.1 as the Model Context Protocol has it
 * (protected resource metadata by RFC 9728, the server's by RFC 8414, PKCE, resource indicators by RFC 8707, the issuer
 * checked by RFC 9207). Throws TOOLKIT_ORIGINS_TO_ALLOW with all origins that are needed so far, TOOLKIT_SIGN_IN_UNSAFE,
 * TOOLKIT_CLIENT_REFUSED, SIGN_IN_REFUSED, SIGN_IN_ABANDONED, TOOLKIT_SIGN_IN_FAILED, CANCELLED.
 */
export async function signInToToolkit(asked: ToolkitSignIn, signal: AbortSignal): Promise<Grant> {
  const { id, url, origins } = asked;
  const ways = allowOrigins(id, url, origins, TIMEOUT_SECONDS);
  const browser = await awaitBrowser(`The server of the toolkit "${id}"`);
  try {
    return await throughBrowser(asked, ways, browser, signal);
  } catch (error) {
    if (signal.aborted) throw cancelled();
    // The protocol's client takes some failures for a server that has nothing to say.
    throw ways.refusal() ?? ours(error, id);
  } finally {
    browser.close();
    await ways.close();
  }
}

async function throughBrowser(
  { id, url, origins, client: given, open }: ToolkitSignIn,
  ways: AllowedOrigins,
  browser: BrowserAnswer,
  signal: AbortSignal,
): Promise<Grant> {
  const held = openGrant(null);
  if (given !== null) {
    held.given = true;
    const { id: client_id, secret, only } = given;
    held.client = {
      client_id,
      ...(secret !== null && { client_secret: secret }),
      ...(only !== null && { issuer: only }),
    };
  }
  const refused = (params: URLSearchParams): boolean => params.get('code') === null;
  const answers: Promise<URLSearchParams>[] = [];
  const ask = {
    redirect: browser.redirect,
    state: browser.state,
    async open(page: URL): Promise<void> {
      await ways.check(page);
      answers.push(browser.params(refused, signal));
      open(page.href);
    },
  };
  const client = oauthClient(id, held, ask, { latest: () => undefined, renewed: () => {} });
  const fetchFn = (input: string | URL, init?: RequestInit): Promise<Response> =>
    ways.fetch(input, { ...init, signal });
  await auth(client, { serverUrl: url, fetchFn, forceReauthorization: true });
  const [answer] = answers;
  if (answer === undefined) throw failed(id, '');
  const params = await answer;
  if (refused(params)) {
    const error = plainWord(params.get('error')) ?? 'no code';
    throw new Failure('SIGN_IN_REFUSED', `The server did not sign you in (${error}).`, { error });
  }
  await auth(client, {
    serverUrl: url,
    fetchFn,
    authorizationCode: params.get('code') ?? '',
    ...(params.has('iss') && { iss: params.get('iss') ?? '' }),
  });
  const grant = keptGrant(held, origins);
  if (grant === null) throw failed(id, '');
  return grant;
}

const revocable = z.looseObject({
  authorizationServerMetadata: z.looseObject({
    revocation_endpoint: z.url(),
    revocation_endpoint_auth_methods_supported: z.array(z.string()).default([]),
  }),
});

/** Tells the server that a grant ends (RFC 7009), where it can be told. It ends here whatever that comes to. */
export async function revokeGrant(
  id: string,
  url: string,
  { origins, discovery, client, tokens }: Grant,
): Promise<void> {
  const found = revocable.safeParse(discovery);
  if (!found.success) return;
  const { revocation_endpoint: where, revocation_endpoint_auth_methods_supported: methods } =
    found.data.authorizationServerMetadata;
  const ways = allowOrigins(id, url, origins, TIMEOUT_SECONDS);
  const { refresh_token: refresh } = tokens;
  const token = typeof refresh === 'string' ? refresh : tokens.access_token;
  const { headers, params } = asClient(client, methods);
  try {
    const response = await ways.fetch(where, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: new URLSearchParams({ token, ...params }),
    });
    await response.body?.cancel();
  } catch {
    // The server is away, or its address is not one that was allowed.
  } finally {
    await ways.close();
  }
}

/** How a client says who it is, in the way that its server takes (RFC 6749, section 2.3.1). */
function asClient(client: Grant['client'], methods: string[]) {
  const { client_id, client_secret = '' } = client;
  switch (selectClientAuthMethod(client, methods)) {
    case 'client_secret_basic': {
      const pair = Buffer.from(`${client_id}:${client_secret}`).toString('base64');
      return { headers: { authorization: `Basic ${pair}` }, params: {} };
    }
    case 'client_secret_post':
      return { headers: {}, params: { client_id, client_secret } };
    case 'none':
      return { headers: {}, params: { client_id } };
  }
}

const coded = z.object({ code: z.string() });

function failed(id: string, why: string): Failure {
  return new Failure(
    'TOOLKIT_SIGN_IN_FAILED',
    `The sign-in to the toolkit "${id}" failed${why}. Nothing was kept. See that the toolkit asks for a sign-in, or give it a credential instead.`,
    { toolkit: id },
  );
}

/** Our own reason where there is one, else that the sign-in failed, with the word of the protocol for why. */
function ours(error: unknown, id: string): Failure {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    if (at instanceof Failure) return at;
    at = at.cause;
  }
  const read = coded.safeParse(error);
  const word = read.success ? plainWord(read.data.code) : null;
  return failed(id, word === null ? '' : ` (${word})`);
}
