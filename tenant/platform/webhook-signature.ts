import { createHmac } from 'node:crypto';

/** A request as Standard Webhooks signs it. */
export interface SignedMessage {
  /** The same for each try, so that who takes it does it once. */
  readonly id: string;
  /** Unix time of the try, seconds. */
  readonly seconds: number;
  readonly body: string;
}

/**
 * Headers of a webhook, signed with every secret that is in force (Standard Webhooks 1.0: HMAC-SHA-256 over id, time and
 * body, `v1,` and base64). A secret is `whsec_` and base64.
 */
export function signedHeaders(
  { id, seconds, body }: SignedMessage,
  secrets: readonly string[],
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
    const mac = createHmac('sha256', key).update(`${id}.${seconds}.${body}`).digest('base64');
    return `v1,${mac}`;
  });
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': signatures.join(' '),
  };
}
