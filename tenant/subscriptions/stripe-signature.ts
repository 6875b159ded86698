import { createHmac, timingSafeEqual } from 'node:crypto';
import { Failure } from '../../shared/model/failure.ts';

/** How far the time of a message may be from ours, seconds: as Stripe advises. */
const TOLERANCE_S = 300;

/**
 * Refuses a message that was not signed with the endpoint's secret just now. Its header `Stripe-Signature` says `t=`, the
 * time in seconds, and one `v1=` for each secret in force: the HMAC-SHA-256 of time, full stop and body, in hex (Stripe,
 * "Verify webhook signatures manually"). Throws WEBHOOK_SIGNATURE_BAD.
 */
export function requireStripeSignature(
  header: string | undefined,
  body: Buffer,
  secret: string,
  nowMs: number,
): void {
  const parts = (header ?? '').split(',').map((part) => part.trim());
  const said = (name: string): string[] =>
    parts.flatMap((part) => (part.startsWith(`${name}=`) ? [part.slice(name.length + 1)] : []));
  const times = said('t');
  const [time = ''] = times;
  const isTime = times.length === 1 && /^\d{1,12}$/.test(time);
  const isNow = Math.abs(nowMs / 1000 - Number(time)) <= TOLERANCE_S;
  const mac = createHmac('sha256', secret).update(`${time}.`).update(body).digest();
  const fits = said('v1')
    .filter((text) => /^[0-9a-f]{64}$/.test(text))
    .some((text) => timingSafeEqual(Buffer.from(text, 'hex'), mac));
  if (isTime && isNow && fits) return;
  throw new Failure(
    'WEBHOOK_SIGNATURE_BAD',
    isTime && fits
      ? 'This message was signed too long ago, or the clock of this server is wrong. Nothing was taken from it.'
      : 'This message is not signed with the secret of the webhook. Nothing was taken from it.',
  );
}
