import { APICallError } from '@ai-sdk/provider';
import { Failure } from '#shared/model/failure.ts';

/** As OpenSSL names a chain that does not end in what is trusted. */
const NOT_TRUSTED = [
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
];

const KNOWN_CAUSES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    NOT_TRUSTED.map((code) => [
      code,
      'its certificate is not trusted: add the certificate of its authority',
    ]),
  ),
  ECONNREFUSED: 'nothing answers at its address',
  ENOTFOUND: 'its name is not known to the network',
  EAI_AGAIN: 'its name is not known to the network',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  UND_ERR_CONNECT_TIMEOUT: 'it did not answer in time',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it stopped in the middle of its answer',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet: see that the clock is right',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};

/** How a call to a provider failed, for the person; never with what was sent or answered. */
export function callFailure(provider: string, error: unknown): Failure {
  const own = ownFailure(error);
  if (own !== null) return own;
  const named = { provider };
  if (APICallError.isInstance(error) && error.statusCode !== undefined) {
    const status = error.statusCode;
    const details = { ...named, status };
    if (status === 401 || status === 403) {
      return new Failure(
        'PROVIDER_KEY_REFUSED',
        `The provider "${provider}" refused the key (${status}). Set another one.`,
        details,
      );
    }
    if (status === 404) {
      return new Failure(
        'PROVIDER_MODEL_UNKNOWN',
        `The provider "${provider}" does not know this model or address (404).`,
        details,
      );
    }
    if (status === 429) {
      const retryAfterMs = retryAfter(error.responseHeaders);
      return new Failure(
        'PROVIDER_RATE_LIMITED',
        `The provider "${provider}" takes no more calls for now (429).`,
        retryAfterMs === null ? details : { ...details, retryAfterMs },
        { retryable: true },
      );
    }
    if (status >= 500 || status === 408 || status === 409) {
      return new Failure(
        'PROVIDER_OVERLOADED',
        `The provider "${provider}" failed (${status}).`,
        details,
        { retryable: true },
      );
    }
    if (status >= 400) {
      return new Failure(
        'PROVIDER_REFUSED_CALL',
        `The provider "${provider}" did not take the call (${status}).`,
        details,
      );
    }
    return new Failure(
      'PROVIDER_ANSWER_BROKEN',
      `The answer of the provider "${provider}" could not be read.`,
      details,
      { retryable: true },
    );
  }
  const code = codeOf(error);
  const why = code === null ? proxyRefusal(error) : (KNOWN_CAUSES[code] ?? null);
  if (why !== null) {
    return new Failure(
      'PROVIDER_UNREACHABLE',
      `The provider "${provider}" cannot be reached: ${why}.`,
      named,
      { retryable: true },
    );
  }
  return new Failure(
    'PROVIDER_ANSWER_BROKEN',
    `The answer of the provider "${provider}" broke off or could not be read.`,
    named,
    { retryable: true },
  );
}

/** One of our own failures, wherever a library has wrapped it. */
function ownFailure(error: unknown): Failure | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    if (at instanceof Failure) return at;
    at = at.cause;
  }
  return null;
}

function codeOf(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    const code: unknown = 'code' in at ? at.code : null;
    if (typeof code === 'string' && code in KNOWN_CAUSES) return code;
    at = at.cause;
  }
  return null;
}

/** That a proxy did not open a tunnel, as undici says it; null: it is not that. */
function proxyRefusal(error: unknown): string | null {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 6; depth++) {
    const [, status] = /^Proxy response \((\d{3})\)/.exec(at.message) ?? [];
    if (status !== undefined) return `its proxy did not let the call through (${status})`;
    at = at.cause;
  }
  return null;
}

/** What the header of RFC 9110 (10.2.3) says, in milliseconds; null: nothing. */
function retryAfter(headers: Record<string, string> | undefined): number | null {
  const text = headers?.['retry-after'];
  if (text === undefined) return null;
  const seconds = Number(text);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : Math.max(0, at - Date.now());
}
