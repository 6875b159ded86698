import type {
  OAuthClientProvider,
  OAuthDiscoveryState,
  StoredOAuthClientInformation,
  StoredOAuthTokens,
} from '@modelcontextprotocol/client';
import { Failure } from '#shared/model/failure.ts';
import type { Grant } from './grant.ts';

/** What a sign-in has come to so far. */
export interface OpenGrant {
  client: StoredOAuthClientInformation | undefined;
  /** The client was registered by hand. */
  given: boolean;
  tokens: StoredOAuthTokens | undefined;
  discovery: OAuthDiscoveryState | undefined;
  /** When the tokens came, milliseconds since 1970. */
  atMs: number;
}

/** How a person is asked. Null: nobody is there to be asked. */
export interface AskPerson {
  readonly redirect: string;
  readonly state: string;
  open(page: URL): Promise<void>;
}

/** Where tokens are kept beside a connection: another one may have renewed them. */
export interface KeptTokens {
  /** Undefined: none are kept. */
  latest(): StoredOAuthTokens | undefined;
  /** Told after a renewal, with the access token before it. */
  renewed(before: string | undefined): void;
}

/** What the protocol's client is told of us, and where it keeps what it is given. */
export function oauthClient(
  id: string,
  held: OpenGrant,
  ask: AskPerson | null,
  kept: KeptTokens,
): OAuthClientProvider {
  let verifier = '';
  /** Access token of a sign-in that the server does not renew any more. */
  let refused: string | undefined;
  return {
    // Without a person it would take us for a service that needs none; nothing is ever sent back here.
    redirectUrl: ask?.redirect ?? 'http://127.0.0.1/callback',
    clientMetadata: {
      client_name: 'Auterity Error-IQ',
      redirect_uris: [ask?.redirect ?? 'http://127.0.0.1/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none',
      application_type: 'native',
    },
    state: () => ask?.state ?? '',
    clientInformation: () => held.client,
    saveClientInformation(client) {
      if (held.given && client.client_id !== held.client?.client_id) throw clientRefused(id);
      held.client = client;
    },
    tokens(context) {
      const newest = kept.latest();
      if (newest !== undefined && newest.access_token !== refused) held.tokens = newest;
      return context === undefined || held.tokens?.issuer === context.issuer
        ? held.tokens
        : undefined;
    },
    saveTokens(tokens) {
      const before = held.tokens?.access_token;
      // A server that gives no new refresh token means that the old one holds (RFC 6749, section 6).
      const { refresh_token: old } = held.tokens ?? {};
      held.tokens = old === undefined ? tokens : { refresh_token: old, ...tokens };
      held.atMs = Date.now();
      kept.renewed(before);
    },
    async redirectToAuthorization(page) {
      if (ask === null) {
        throw signInNeeded(id);
      }
      const { code_challenge_methods_supported: proofs } =
        held.discovery?.authorizationServerMetadata ?? {};
      if (proofs?.includes('S256') !== true) throw unproven(id);
      await ask.open(page);
    },
    saveCodeVerifier(code) {
      verifier = code;
    },
    codeVerifier: () => verifier,
    discoveryState: () => held.discovery,
    saveDiscoveryState(discovery) {
      held.discovery = discovery;
    },
    invalidateCredentials(scope) {
      if (scope === 'all' || scope === 'tokens') {
        refused = held.tokens?.access_token;
        held.tokens = undefined;
      }
      if (scope !== 'all' && scope !== 'client') return;
      if (held.given) throw clientRefused(id);
      held.client = undefined;
    },
  };
}

/** A server that does not say that it checks the proof of the code (PKCE) is not to be signed in at, as the protocol has it. */
const unproven = (id: string): Failure =>
  new Failure(
    'TOOLKIT_SIGN_IN_UNSAFE',
    `The server of the toolkit "${id}" does not say that it protects sign-ins of programs (PKCE with S256). You were not sent there. Ask who runs the toolkit, or give it a credential instead.`,
    { toolkit: id },
  );

/** A client that was registered by hand is not known at its server any more, or its secret is another one. */
const clientRefused = (id: string): Failure =>
  new Failure(
    'TOOLKIT_CLIENT_REFUSED',
    `The server of the toolkit "${id}" does not take the client id and secret that were given for it. Nothing was changed. Look them up there, and sign in again with them.`,
    { toolkit: id },
  );

/** What a person is told when a server asks who it is. */
export function signInNeeded(id: string): Failure {
  return new Failure(
    'TOOLKIT_SIGN_IN_NEEDED',
    `You are not signed in to the toolkit "${id}", or not any more. Sign in to it in the settings, or with "error-iq toolkit sign-in ${id}".`,
    { toolkit: id },
  );
}

/** A grant as the protocol's client has it. */
export function openGrant(kept: Grant | null): OpenGrant {
  if (kept === null) {
    return { client: undefined, given: false, tokens: undefined, discovery: undefined, atMs: 0 };
  }
  return {
    client: kept.client,
    given: kept.given === true,
    tokens: kept.tokens,
    discovery: kept.discovery,
    atMs: 0,
  };
}

/** A grant as it is kept; null: nobody is signed in. */
export function keptGrant(
  { client, given, tokens, discovery, atMs }: OpenGrant,
  origins: readonly string[],
): Grant | null {
  const issuer = tokens?.issuer;
  if (client === undefined || tokens === undefined || discovery === undefined) return null;
  if (issuer === undefined) return null;
  return {
    server: issuer,
    origins: [...origins],
    untilMs: tokens.expires_in === undefined ? null : atMs + tokens.expires_in * 1000,
    client: { ...client, issuer },
    ...(given && { given }),
    tokens: { ...tokens, issuer },
    discovery: { ...discovery },
  };
}
