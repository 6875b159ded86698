import { interactionPolicy, Provider, type Configuration } from 'oidc-provider';
import type { Database, MasterKey } from '../platform/index.ts';
import { oidcAdapter } from './oidc-adapter.ts';
import { roleOf } from './members.ts';
import { tokenKeys } from './token-keys.ts';

/** The client that every desktop is: public, with PKCE, coming back to any port of its own machine (RFC 8252). */
export const DESKTOP_CLIENT = 'error-iq-desktop';
/** What access tokens are for. */
export const API_AUDIENCE = 'urn:error-iq:tenant-api';

const MINUTE_S = 60;
const DAY_S = 86_400;
/** Access tokens end by themselves, so a stolen one is good for little. */
const ACCESS_S = 10 * MINUTE_S;
/** A desktop that was not heard of for so long must sign in again, and every one after the longer time. */
const IDLE_S = 30 * DAY_S;
const ABSOLUTE_S = 90 * DAY_S;

export interface OidcPlace {
  readonly database: Database;
  readonly master: MasterKey;
  readonly tenant: string;
  readonly slug: string;
  /** Where desktops find the server. */
  readonly publicUrl: string;
  /** A proxy on this machine speaks TLS for the server, and says who asked. */
  readonly behindProxy: boolean;
}

/** The issuer of a tenant's tokens. */
export function issuerOf(publicUrl: string, slug: string): string {
  return `${publicUrl.replace(/\/$/, '')}/t/${slug}`;
}

/** The identity provider of one tenant: authorization code with PKCE, EdDSA, refresh tokens that are used once. */
export async function createOidc(place: OidcPlace): Promise<Provider> {
  const { database, master, tenant, slug, publicUrl } = place;
  const configuration: Configuration = {
    adapter: (model) => oidcAdapter(database, tenant, model),
    clients: [
      {
        client_id: DESKTOP_CLIENT,
        client_name: 'Error-IQ',
        application_type: 'native',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: ['http://127.0.0.1/callback', 'http://[::1]/callback'],
        id_token_signed_response_alg: 'EdDSA',
      },
    ],
    jwks: { keys: await tokenKeys(database, master, tenant) },
    cookies: {
      keys: [master.derive(`cookies ${tenant}`).toString('base64url')],
      short: { signed: true, sameSite: 'lax', httpOnly: true },
      long: { signed: true, sameSite: 'lax', httpOnly: true },
    },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    pkce: { required: () => true },
    scopes: ['openid', 'offline_access'],
    responseTypes: ['code'],
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      userinfo: { enabled: false },
      revocation: { enabled: true },
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
      IdToken: ACCESS_S,
      Interaction: 15 * MINUTE_S,
      Session: 12 * 3600,
      Grant: ABSOLUTE_S,
      RefreshToken: (_context, token) => {
        const begun = token.iiat ?? Math.floor(Date.now() / 1000);
        const left = begun + ABSOLUTE_S - Math.floor(Date.now() / 1000);
        return Math.max(1, Math.min(IDLE_S, left));
      },
    },
    rotateRefreshToken: true,
    issueRefreshToken: () => true,
    expiresWithSession: () => false,
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
