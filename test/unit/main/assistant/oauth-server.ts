import { createHash, randomUUID } from 'node:crypto';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

/** What an authorization server was asked, and how it is to behave. */
export interface OAuthServer {
  readonly url: string;
  /** Paths of the requests that reached it. */
  readonly came: string[];
  /** Access tokens that hold. */
  readonly live: Set<string>;
  readonly revoked: string[];
  /** The only client that it takes, registered there by hand; null: whoever registers. */
  known: { readonly id: string; secret: string; readonly method: 'basic' | 'post' } | null;
  /** What it says of itself and in its answers, instead of the truth. */
  lies: {
    issuer?: string;
    iss?: string;
    state?: string;
    error?: string;
    tokenEndpoint?: string;
    refuseRefresh?: boolean;
    silentOnProofs?: boolean;
  };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const json = (response: ServerResponse, status: number, body: object): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** An authorization server (RFC 6749 with PKCE, RFC 7591, RFC 8414, RFC 9207, RFC 7009) whose person always agrees. */
export async function oauthServer(): Promise<OAuthServer> {
  const codes = new Map<string, URLSearchParams>();
  const refresh = new Set<string>();
  const clients = new Map<string, string[]>();
  const state: Omit<OAuthServer, 'url'> = {
    came: [],
    live: new Set(),
    revoked: [],
    known: null,
    lies: {},
  };

  function authorize({ searchParams: asked }: URL, response: ServerResponse): void {
    const redirect = asked.get('redirect_uri') ?? '';
    const client = asked.get('client_id') ?? '';
    const isKnown =
      state.known === null
        ? clients.get(client)?.includes(redirect) === true
        : client === state.known.id && new URL(redirect).hostname === '127.0.0.1';
    if (!isKnown) {
      json(response, 400, { error: 'invalid_request' });
      return;
    }
    const code = randomUUID();
    codes.set(code, asked);
    const { iss = url, state: other, error } = state.lies;
    const back = new URL(redirect);
    const given = error === undefined ? { code } : { error };
    const params = { ...given, iss, state: other ?? asked.get('state') ?? '' };
    back.search = String(new URLSearchParams(params));
    response.writeHead(302, { location: back.href });
    response.end();
  }

  function token(form: URLSearchParams, response: ServerResponse): void {
    const asked = codes.get(form.get('code') ?? '');
    const proof = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    const isRefresh =
      form.get('grant_type') === 'refresh_token' &&
      state.lies.refuseRefresh !== true &&
      refresh.delete(form.get('refresh_token') ?? '');
    const isCode =
      asked?.get('code_challenge') === proof &&
      asked.get('resource') === form.get('resource') &&
      codes.delete(form.get('code') ?? '');
    if (!isRefresh && !isCode) {
      json(response, 400, { error: 'invalid_grant', error_description: 'secret words' });
      return;
    }
    const [access, next] = [`access-${randomUUID()}`, `refresh-${randomUUID()}`];
    state.live.add(access);
    refresh.add(next);
    const tokens = { access_token: access, refresh_token: next, token_type: 'Bearer' };
    json(response, 200, { ...tokens, expires_in: 300 });
  }

  /** Whether a request proves to come from the known client, in the one way that the server takes. */
  function isProven({ headers }: IncomingMessage, form: URLSearchParams): boolean {
    if (state.known === null) return true;
    const { id, secret, method } = state.known;
    if (method === 'post')
      return form.get('client_id') === id && form.get('client_secret') === secret;
    return (
      headers.authorization === `Basic ${btoa(`${id}:${secret}`)}` && !form.has('client_secret')
    );
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const asked = new URL(request.url ?? '', url);
    state.came.push(asked.pathname);
    const body = await text(request);
    const methods = state.known === null ? undefined : [`client_secret_${state.known.method}`];
    if (asked.pathname === '/.well-known/oauth-authorization-server') {
      json(response, 200, {
        issuer: state.lies.issuer ?? url,
        authorization_endpoint: `${url}/authorize`,
        token_endpoint: state.lies.tokenEndpoint ?? `${url}/token`,
        registration_endpoint: state.known === null ? `${url}/register` : undefined,
        token_endpoint_auth_methods_supported: methods,
        revocation_endpoint: `${url}/revoke`,
        revocation_endpoint_auth_methods_supported: methods,
        response_types_supported: ['code'],
        code_challenge_methods_supported: state.lies.silentOnProofs === true ? undefined : ['S256'],
        authorization_response_iss_parameter_supported: true,
      });
    } else if (asked.pathname === '/register' && state.known === null) {
      const client = JSON.parse(body) as { redirect_uris: string[] };
      const clientId = randomUUID();
      clients.set(clientId, client.redirect_uris);
      json(response, 201, { ...client, client_id: clientId });
    } else if (asked.pathname === '/authorize') authorize(asked, response);
    else if (
      ['/token', '/revoke'].includes(asked.pathname) &&
      !isProven(request, new URLSearchParams(body))
    ) {
      json(response, 401, { error: 'invalid_client', error_description: 'secret words' });
    } else if (asked.pathname === '/token') token(new URLSearchParams(body), response);
    else if (asked.pathname === '/revoke') {
      state.revoked.push(new URLSearchParams(body).get('token') ?? '');
      json(response, 200, {});
    } else json(response, 404, {});
  }

  const url = await listening(createServer((request, response) => void answer(request, response)));
  return Object.assign(state, { url });
}

/** A server of tools behind one that lets nobody in without a token of the authorization server (RFC 9728). */
export async function guarded(toolsUrl: string, issuer: OAuthServer, named = () => issuer.url) {
  const tools = new URL(toolsUrl);
  const server = createServer((request, response) => {
    const [, bearer = ''] = /^Bearer (.+)$/.exec(request.headers.authorization ?? '') ?? [];
    if (request.url?.startsWith('/.well-known/oauth-protected-resource') === true) {
      json(response, 200, { resource: `${url}/mcp`, authorization_servers: [named()] });
    } else if (!issuer.live.has(bearer)) {
      const where = `${url}/.well-known/oauth-protected-resource/mcp`;
      response.writeHead(401, { 'www-authenticate': `Bearer resource_metadata="${where}"` });
      response.end();
    } else {
      const { method = 'GET', headers } = request;
      const options = { method, headers: { ...headers, host: tools.host } };
      request.pipe(
        ask(tools, options, (found) => {
          response.writeHead(found.statusCode ?? 500, found.headers);
          found.pipe(response);
        }),
      );
    }
  });
  const url = await listening(server);
  return `${url}/mcp`;
}

/** Follows a page as a browser does. Gives the status of what it ends on. */
export async function browse(page: string): Promise<number> {
  const response = await fetch(page);
  await response.body?.cancel();
  return response.status;
}
