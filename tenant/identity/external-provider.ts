import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { Failure } from '../../shared/model/failure.ts';
import type { ExternalIdentity } from '../platform/index.ts';
import {
  askJson,
  metadataOf,
  providerRefused,
  type ProviderMetadata,
} from './external-metadata.ts';
import type { KeptSignIn } from './external-sign-ins.ts';

/** Who a provider outside says that somebody is. */
export interface ExternalPerson {
  readonly issuer: string;
  readonly subject: string;
  /** Only when the provider has verified that it is hers. */
  readonly email: string | null;
  readonly name: string | null;
  /** When the provider asked for a second factor itself, seconds; null: it did not say so. */
  readonly secondFactorAt: number | null;
}

/** What the browser brought back. */
export interface ProviderAnswer {
  readonly code?: string | undefined;
  readonly error?: string | undefined;
  /** Who says so (RFC 9207). */
  readonly iss?: string | undefined;
}

export interface ExternalProvider {
  readonly title: string;
  /** Whether members may sign in with a passphrase of this server as well. */
  readonly passphrases: boolean;
  /** Asks it what it is. Throws PROVIDER_SILENT, CONFIGURATION_BAD. */
  look(): Promise<void>;
  /** Where the browser is sent, and what the answer is to be checked by. Throws PROVIDER_SILENT. */
  begin(asked: { redirectUri: string; isStepUp: boolean }): Promise<{
    url: string;
    kept: KeptSignIn;
  }>;
  /**
   * Who signed in there, by what the browser brought back and what was kept. Throws PROVIDER_SILENT, PROVIDER_REFUSED,
   * NOT_IN_GROUP.
   */
  finish(answer: ProviderAnswer, kept: KeptSignIn, redirectUri: string): Promise<ExternalPerson>;
}

/** What a provider says of itself is asked anew after so long, ms. */
const METADATA_MS = 3_600_000;
/** How far its clock may be from ours, s. */
const CLOCK_S = 60;
/** Signatures that only the provider can make; none by a secret that two know. */
const ALGORITHMS = 'RS256 RS384 RS512 PS256 PS384 PS512 ES256 ES384 ES512 EdDSA Ed25519'.split(' ');

const random = (): string => randomBytes(32).toString('base64url');

/** The provider that a configuration names. Throws CONFIGURATION_BAD when the file of its secret cannot be read. */
export function createExternalProvider(configuration: ExternalIdentity): ExternalProvider {
  const { title, issuer, clientId, scopes, secondFactorAcrs } = configuration;
  const secret = secretOf(configuration);
  let known: { metadata: ProviderMetadata; keys: JWTVerifyGetKey; until: number } | null = null;

  const provider = async () => {
    if (known !== null && known.until > performance.now()) return known;
    const metadata = await metadataOf(title, issuer);
    const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
    known = { metadata, keys, until: performance.now() + METADATA_MS };
    return known;
  };

  return {
    title,
    passphrases: configuration.passphrases === 'yes',
    async look() {
      await provider();
    },
    async begin({ redirectUri, isStepUp }) {
      const { metadata } = await provider();
      const kept = { state: random(), nonce: random(), verifier: random() };
      const url = new URL(metadata.authorization_endpoint);
      const asked = {
        client_id: clientId,
        response_type: 'code',
        redirect_uri: redirectUri,
        scope: scopes.join(' '),
        state: kept.state,
        nonce: kept.nonce,
        code_challenge: createHash('sha256').update(kept.verifier).digest('base64url'),
        code_challenge_method: 'S256',
        ...(isStepUp && secondFactorAcrs.length > 0
          ? { acr_values: secondFactorAcrs.join(' '), max_age: '0' }
          : {}),
      };
      for (const [name, value] of Object.entries(asked)) url.searchParams.set(name, value);
      return { url: url.href, kept };
    },
    async finish({ code, error, iss }, kept, redirectUri) {
      const { metadata, keys } = await provider();
      const isNamed = metadata.authorization_response_iss_parameter_supported;
      if ((isNamed || iss !== undefined) && iss !== issuer) {
        throw providerRefused(title, 'another issuer answered');
      }
      if (error !== undefined || code === undefined) {
        throw providerRefused(title, /^[a-z_]{1,40}$/.exec(error ?? '')?.[0] ?? 'no code');
      }
      const exchange = { title, metadata, clientId, secret };
      const tokens = await tokensFor(exchange, { code, redirectUri, verifier: kept.verifier });
      const said = await verified(configuration, { keys, idToken: tokens.idToken, kept });
      return personOf(configuration, await completed(configuration, metadata, tokens, said));
    },
  };
}

function secretOf({ clientSecret, clientSecretFile }: ExternalIdentity): string | null {
  if (clientSecretFile === undefined) return clientSecret ?? null;
  let text = '';
  try {
    text = readFileSync(clientSecretFile, 'utf8').trim();
  } catch {
    // Said below, as of a file with nothing in it.
  }
  if (text !== '') return text;
  throw new Failure(
    'CONFIGURATION_BAD',
    `The server was not started, because its configuration is wrong. identity.clientSecretFile: ${clientSecretFile} cannot be read, or is empty.`,
    { file: clientSecretFile },
  );
}

interface Exchange {
  readonly title: string;
  readonly metadata: ProviderMetadata;
  readonly clientId: string;
  readonly secret: string | null;
}

interface Tokens {
  readonly idToken: string;
  readonly accessToken: string | null;
}

async function tokensFor(
  { title, metadata, clientId, secret }: Exchange,
  { code, redirectUri, verifier }: { code: string; redirectUri: string; verifier: string },
): Promise<Tokens> {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
  });
  const headers: Record<string, string> = { accept: 'application/json' };
  const methods = metadata.token_endpoint_auth_methods_supported;
  if (secret !== null && methods.includes('client_secret_basic')) {
    // Each part as a form writes it (RFC 6749, section 2.3.1).
    const part = (text: string): string => new URLSearchParams({ x: text }).toString().slice(2);
    const both = Buffer.from(`${part(clientId)}:${part(secret)}`).toString('base64');
    headers['authorization'] = `Basic ${both}`;
  } else {
    form.set('client_id', clientId);
    if (secret !== null) form.set('client_secret', secret);
  }
  const { json } = await askJson(title, metadata.token_endpoint, {
    method: 'POST',
    headers,
    body: form,
  });
  const { id_token: idToken, access_token: accessToken } = json as Record<string, unknown>;
  if (typeof idToken !== 'string') throw providerRefused(title, 'the code was not taken');
  return { idToken, accessToken: typeof accessToken === 'string' ? accessToken : null };
}

/** What an ID token says (OpenID Connect Core 1.0, section 3.1.3.7). Throws PROVIDER_REFUSED. */
async function verified(
  { title, issuer, clientId }: ExternalIdentity,
  { keys, idToken, kept }: { keys: JWTVerifyGetKey; idToken: string; kept: KeptSignIn },
): Promise<JWTPayload> {
  let said: JWTPayload;
  try {
    const options = {
      algorithms: ALGORITHMS,
      issuer,
      audience: clientId,
      clockTolerance: CLOCK_S,
      requiredClaims: ['sub', 'exp', 'iat', 'nonce'],
    };
    said = (await jwtVerify(idToken, keys, options)).payload;
  } catch (error) {
    const claim = error instanceof Error && 'claim' in error ? String(error.claim) : '';
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    const reason = /^[a-z]{1,20}$/.test(claim) ? `ID token: ${claim}` : `ID token: ${code}`;
    throw providerRefused(title, reason, error);
  }
  if (said['nonce'] !== kept.nonce) throw providerRefused(title, 'ID token: nonce');
  const isForSeveral = Array.isArray(said.aud) && said.aud.length > 1;
  const { azp } = said as { azp?: unknown };
  if ((isForSeveral || azp !== undefined) && azp !== clientId) {
    throw providerRefused(title, 'ID token: azp');
  }
  return said;
}

/** With what only the provider's userinfo says, where claims are missing. Throws PROVIDER_REFUSED for another person's. */
async function completed(
  { title, emailClaim, groups }: ExternalIdentity,
  { userinfo_endpoint: userinfo }: ProviderMetadata,
  { accessToken }: Tokens,
  said: JWTPayload,
): Promise<JWTPayload> {
  const wanted = [emailClaim, ...(groups === undefined ? [] : [groups.claim])];
  const isWhole = wanted.every((claim) => said[claim] !== undefined);
  if (isWhole || userinfo === undefined || accessToken === null) return said;
  const { status, json } = await askJson(title, userinfo, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
  });
  const more = json as Record<string, unknown>;
  if (status !== 200 || more['sub'] !== said.sub) {
    throw providerRefused(title, 'userinfo: sub');
  }
  return { ...more, ...said };
}

function personOf(configuration: ExternalIdentity, said: JWTPayload): ExternalPerson {
  const { title, issuer, groups, secondFactorAcrs } = configuration;
  if (groups !== undefined) {
    const found = said[groups.claim];
    const has: readonly unknown[] = Array.isArray(found) ? found : [found];
    if (!groups.anyOf.some((group) => has.includes(group))) {
      throw new Failure(
        'NOT_IN_GROUP',
        `You are signed in at ${title}, but in none of the groups that may use this team server. Ask who runs it.`,
      );
    }
  }
  const email = said[configuration.emailClaim];
  // Some write it as text.
  const isVerified = [true, 'true'].includes(said[configuration.emailVerifiedClaim] as boolean);
  const { name, acr, auth_time: at } = said;
  return {
    issuer,
    subject: said.sub ?? '',
    email: typeof email === 'string' && isVerified ? email : null,
    name: typeof name === 'string' && name.trim() !== '' ? name.trim().slice(0, 200) : null,
    secondFactorAt:
      typeof acr === 'string' && secondFactorAcrs.includes(acr) && typeof at === 'number'
        ? Math.min(at, Math.floor(Date.now() / 1000))
        : null,
  };
}
