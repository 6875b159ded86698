import { z } from 'zod';
import { Failure } from '../../shared/model/failure.ts';

/** What the server needs to know of a provider outside (OpenID Connect Discovery 1.0, section 3). */
const metadata = z.object({
  issuer: z.string(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  response_types_supported: z.array(z.string()).default(['code']),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
  authorization_response_iss_parameter_supported: z.boolean().default(false),
});

export type ProviderMetadata = z.output<typeof metadata>;

/** The provider has so long to answer, ms, and may say so much, bytes. */
const ANSWER_MS = 10_000;
const MOST_BYTES = 1024 * 1024;

/** The provider could not be asked. */
export function providerSilent(title: string, cause?: unknown): Failure {
  return new Failure(
    'PROVIDER_SILENT',
    `The sign-in of ${title} could not be reached. Try again in a while; nothing was changed.`,
    {},
    { retryable: true, cause },
  );
}

/** What the provider said is not what this sign-in asked for. */
export function providerRefused(title: string, reason: string, cause?: unknown): Failure {
  return new Failure(
    'PROVIDER_REFUSED',
    `The sign-in of ${title} gave no answer that can be trusted (${reason}), so nobody was signed in. Begin again in Error-IQ; if it comes back, tell who runs the team server.`,
    { reason },
    { cause },
  );
}

/** Asks the provider for JSON, along no redirect. Throws PROVIDER_SILENT, and PROVIDER_REFUSED for an answer that is none. */
export async function askJson(
  title: string,
  url: string,
  init: RequestInit = {},
): Promise<{ status: number; json: unknown }> {
  let status: number;
  let text: string;
  try {
    const answer = await fetch(url, {
      ...init,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    status = answer.status;
    text = await limitedText(answer);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw providerSilent(title, error);
  }
  if (status >= 500) throw providerSilent(title);
  try {
    return { status, json: JSON.parse(text) };
  } catch (error) {
    throw providerRefused(title, 'not JSON', error);
  }
}

async function limitedText(answer: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of answer.body ?? []) {
    bytes += part.byteLength;
    if (bytes > MOST_BYTES) throw new RangeError('more than a provider has to say');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/**
 * What the provider says of itself under its issuer. Throws PROVIDER_SILENT, and CONFIGURATION_BAD when it is another
 * issuer, or one that the server cannot sign people in by.
 */
export async function metadataOf(title: string, issuer: string): Promise<ProviderMetadata> {
  const place = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const answer = await askJson(title, place).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'PROVIDER_SILENT') throw error;
    return null;
  });
  const data = answer?.status === 200 ? metadata.safeParse(answer.json).data : undefined;
  if (data === undefined) {
    throw unfit('identity.issuer: there is no provider of OpenID Connect at this address');
  }
  if (data.issuer !== issuer) {
    throw unfit('identity.issuer: the provider at this address calls itself by another name');
  }
  if (!data.response_types_supported.includes('code')) {
    throw unfit('identity.issuer: this provider gives no authorization code');
  }
  const isSafe = issuer.startsWith('https:');
  const addresses = [data.authorization_endpoint, data.token_endpoint, data.jwks_uri];
  if (data.userinfo_endpoint !== undefined) addresses.push(data.userinfo_endpoint);
  if (isSafe && addresses.some((address) => !address.startsWith('https:'))) {
    throw unfit('identity.issuer: this provider names addresses without TLS');
  }
  return data;
}

function unfit(said: string): Failure {
  return new Failure('CONFIGURATION_BAD', `The configuration of sign-ins is wrong. ${said}.`);
}
