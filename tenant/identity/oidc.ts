import {
  errors,
  interactionPolicy,
  Provider,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import type { Database, ServerKeys } from '../platform/index.ts';
import { devicePages } from './device-pages.ts';
import { oidcAdapter } from './oidc-adapter.ts';
import { roleOf } from './members.ts';
import { ACRS } from './principal.ts';
import { sessionOfGrant } from './sessions.ts';
import { tokenKeys } from './token-keys.ts';

/** The client that every desktop is: public, with PKCE, coming back to any port of its own machine (RFC 8252). */
export const DESKTOP_CLIENT = 'error-iq-desktop';
/** What access tokens are for. */
export const API_AUDIENCE = 'urn:error-iq:tenant-api';

const MINUTE_S = 60;
/** Access tokens end by themselves, so a stolen one is good for little. */
const ACCESS_S = 10 * MINUTE_S;
/** How long a code for another device waits for its person. */
const DEVICE_CODE_S = 10 * MINUTE_S;

/** How long a sign-in lasts. */
export interface SessionLimits {
  /** A desktop that was not heard of for so long must sign in again. */
  readonly idleHours: number;
  /** Every desktop must after so long. */
  readonly absoluteHours: number;
}

export interface OidcPlace {
  readonly database: Database;
  readonly keys: ServerKeys;
  readonly tenant: string;
  readonly slug: string;
  /** Where desktops find the server. */
  readonly publicUrl: string;
  /** A proxy on this machine speaks TLS for the server, and says who asked. */
  readonly behindProxy: boolean;
  readonly sessions: SessionLimits;
}

/** The issuer of a tenant's tokens. */
export function issuerOf(publicUrl: string, slug: string): string {
  return `${publicUrl.replace(/\/$/, '')}/t/${slug}`;
}

/**
 * The identity provider of one tenant: authorization code with PKCE or device code, EdDSA, tokens bound to the device's
 * key (RFC 9449), refresh tokens that are used once.
 */
export async function createOidc(place: OidcPlace): Promise<Provider> {
  const { database, keys, tenant, slug, publicUrl } = place;
  const idleS = place.sessions.idleHours * 3600;
  const absoluteS = place.sessions.absoluteHours * 3600;
  const configuration: Configuration = {
    adapter: (model) => oidcAdapter(place, model),
    clients: [
      {
        client_id: DESKTOP_CLIENT,
        client_name: 'Error-IQ',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: [
          'authorization_code',
          'refresh_token',
          'urn:ietf:params:oauth:grant-type:device_code',
        ],
        dpop_bound_access_tokens: true,
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
        id_token_signed_response_alg: 'EdDSA',
      },
    ],
    jwks: { keys: await tokenKeys(database, keys, tenant) },
    cookies: {
      // Whoever began to sign in under another seed goes on.
      keys: [keys.derive, ...keys.others].map((derive) =>
        derive(`cookies ${tenant}`).toString('base64url'),
      ),
      short: { signed: true, sameSite: 'lax', httpOnly: true },
      long: { signed: true, sameSite: 'lax', httpOnly: true },
    },
    enabledJWA: {
      idTokenSigningAlgValues: ['EdDSA'],
      dPoPSigningAlgValues: ['ES256', 'EdDSA'],
    },
    acrValues: [ACRS.passphrase, ACRS.provider, ACRS.secondFactor],
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access'],
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_context, client, token) => token.clientId === client.clientId,
      },
      dPoP: { enabled: true, nonceSecret: keys.derive(`proof nonces ${tenant}`) },
      deviceFlow: {
        enabled: true,
        deviceInfo: (context) => ({ device: deviceOf(context) }),
        ...devicePages,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API_AUDIENCE,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({
          scope: 'tenant',
          audience: API_AUDIENCE,
          accessTokenTTL: ACCESS_S,
          accessTokenFormat: 'jwt',
          jwt: { sign: { alg: 'EdDSA' } },
        }),
      },
    },
    ttl: {
      AccessToken: ACCESS_S,
      AuthorizationCode: MINUTE_S,
      DeviceCode: DEVICE_CODE_S,
      IdToken: ACCESS_S,
      Interaction: 15 * MINUTE_S,
      Session: 12 * 3600,
      Grant: absoluteS,
      RefreshToken: (_context, token) => {
        const begun = token.iiat ?? Math.floor(Date.now() / 1000);
        const left = begun + absoluteS - Math.floor(Date.now() / 1000);
        return Math.max(1, Math.min(idleS, left));
      },
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
    extraTokenClaims: async (context, token) =>
      'grantId' in token ? claimsOf(place, context, token.grantId) : undefined,
    interactions: {
      policy: alwaysAsked(),
      url: (_context, { uid }) => `/t/${slug}/sign-in/${uid}`,
    },
    findAccount: async (_context, id) => {
      const role = await database.inTenant(tenant, (transaction) =>
        roleOf(transaction, tenant, id),
      );
      if (role === null) return undefined;
      return { accountId: id, claims: () => ({ sub: id }) };
    },
    // The desktop is our own: whoever signs in to it has agreed to it.
    loadExistingGrant: async ({ oidc }) => {
      const account = oidc.session?.accountId;
      if (account === undefined || oidc.client === undefined) return undefined;
      const grant = new oidc.provider.Grant({
        accountId: account,
        clientId: oidc.client.clientId,
      });
      grant.addOIDCScope('openid offline_access');
      grant.addResourceScope(API_AUDIENCE, 'tenant');
      await grant.save();
      return grant;
    },
    renderError: (context, { error }) => {
      context.type = 'text/plain';
      context.body = `Signing in was refused (${error}). Close this page and begin again in Error-IQ.`;
    },
  };
  const provider = new Provider(issuerOf(publicUrl, slug), configuration);
  provider.proxy = place.behindProxy;
  return provider;
}

/** What access tokens say of the sign-in that they come from, which begins with the first of them. */
async function claimsOf(
  { database, tenant }: OidcPlace,
  context: KoaContextWithOIDC,
  grant: string | undefined,
): Promise<Record<string, string | number>> {
  const { RefreshToken, AuthorizationCode, DeviceCode, AccessToken } = context.oidc.entities;
  const source = RefreshToken ?? AuthorizationCode ?? DeviceCode;
  const deviceKey = AccessToken?.jkt;
  if (grant === undefined || source?.accountId === undefined || deviceKey === undefined) {
    throw new errors.InvalidGrant('there is no sign-in to go with it');
  }
  const who = { tenant, memberId: source.accountId };
  const device = deviceOf(context);
  const session = await database.inTenant(tenant, (transaction) =>
    sessionOfGrant(transaction, who, { grant, deviceKey, device }),
  );
  if (session === null) throw new errors.InvalidGrant('the sign-in was ended');
  return {
    sid: session,
    acr: source.acr ?? ACRS.passphrase,
    auth_time: source.authTime ?? 0,
  };
}

/** As a device calls itself in a header, percent-encoded; it is shown to its member and decides nothing. */
function deviceOf(context: KoaContextWithOIDC): string {
  const sent = context.get('x-error-iq-device');
  try {
    const name = decodeURIComponent(sent)
      .replace(/[^\p{L}\p{N}\p{P} ]/gu, '')
      .trim();
    return name.slice(0, 200) || 'A device without a name';
  } catch {
    return 'A device without a name';
  }
}

/**
 * Every sign-in asks the person, also one who has a session: another program on her machine could ask for it as well as
 * Error-IQ (RFC 8252, section 8.6). Asked once; that she agrees to her own desktop is not asked on top.
 */
function alwaysAsked(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  const always = new interactionPolicy.Check(
    'always_asked',
    'every sign-in asks the person',
    'login_required',
    ({ oidc }) => oidc.result?.login === undefined,
  );
  policy.get('login')?.checks.add(always);
  policy.get('consent')?.checks.remove('native_client_prompt');
  return policy;
}
