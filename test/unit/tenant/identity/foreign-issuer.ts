import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { Provider } from 'oidc-provider';

/** Who the provider says that somebody is. */
export interface ForeignPerson {
  readonly sub: string;
  readonly email?: string;
  readonly email_verified?: boolean;
  readonly name?: string;
  readonly groups?: readonly string[];
}

/** How one answer of the provider is changed on its way. */
export interface Change {
  /** The ID token, anew. */
  idToken?: (said: JWTPayload, sign: (claims: JWTPayload) => Promise<string>) => Promise<string>;
  userinfo?: (said: Record<string, unknown>) => Record<string, unknown>;
  /** What the browser brings back. */
  back?: (query: URLSearchParams) => void;
}

export interface ForeignIssuer {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Who signs in there next, and how. */
  now: { person: ForeignPerson; acr?: string; change: Change };
  /** What was asked of it last. */
  asked: URLSearchParams;
  /** Makes the client known, which comes back to an address. */
  knows(redirectUri: string): void;
  /** Signs in at an address that the browser was sent to; gives where it is sent back to. */
  signIn(url: string): Promise<string>;
  stop(): Promise<void>;
}

/** A provider of OpenID Connect of somebody else: another `oidc-provider`, on this machine. */
export async function startForeignIssuer(): Promise<ForeignIssuer> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'foreign', alg: 'ES256', use: 'sig' };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sign = (claims: JWTPayload): Promise<string> =>
    new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'foreign' }).sign(privateKey);

  const made = (redirectUris: string[]): Provider => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: foreign.clientId,
          client_secret: foreign.clientSecret,
          redirect_uris: redirectUris,
          id_token_signed_response_alg: 'ES256',
        },
      ],
      jwks: { keys: [key] },
      cookies: { keys: ['a cookie key of the tests'] },
      acrValues: ['urn:foreign:mfa'],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_context, { uid }) => `/login/${uid}` },
      findAccount: (_context, sub) => ({
        accountId: sub,
        claims: () => ({ ...foreign.now.person }),
      }),
      async loadExistingGrant({ oidc }) {
        const grant = new oidc.provider.Grant({
          accountId: oidc.session?.accountId ?? '',
          clientId: oidc.client?.clientId ?? '',
        });
        grant.addOIDCScope('openid email profile');
        await grant.save();
        return grant;
      },
    });
    provider.use(async (context, next) => {
      await next();
      const { change } = foreign.now;
      const body = context.body as Record<string, unknown>;
      if (context.path === '/token' && change.idToken && typeof body['id_token'] === 'string') {
        const [, payload = ''] = body['id_token'].split('.');
        const said = JSON.parse(Buffer.from(payload, 'base64url').toString()) as JWTPayload;
        context.body = { ...body, id_token: await change.idToken(said, sign) };
      }
      if (context.path === '/me' && change.userinfo) context.body = change.userinfo(body);
    });
    return provider;
  };

  const foreign: ForeignIssuer = {
    issuer,
    clientId: 'error-iq-team',
    clientSecret: 'what both of them know',
    now: { person: { sub: 'nobody' }, change: {} },
    asked: new URLSearchParams(),
    knows(redirectUri) {
      provider = made([redirectUri]);
    },
    async signIn(url) {
      foreign.asked = new URL(url).searchParams;
      const cookies = new Map<string, string>();
      let at = url;
      for (let hop = 0; hop < 8; hop++) {
        const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const set of answer.headers.getSetCookie()) {
          const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
          cookies.set(name, value);
        }
        const to = answer.headers.get('location');
        if (to === null) throw new Error(`${answer.status} ${await answer.text()}`);
        const next = new URL(to, at);
        if (next.origin !== issuer) {
          foreign.now.change.back?.(next.searchParams);
          return next.href;
        }
        at = next.href;
      }
      throw new Error('it goes in circles');
    },
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  let provider = made(['https://localhost/none']);
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/login/')) {
      void provider.callback()(request, response);
      return;
    }
    const { person, acr } = foreign.now;
    const login = { accountId: person.sub, ...(acr !== undefined && { acr }) };
    void provider.interactionFinished(request, response, { login });
  });
  return foreign;
}
