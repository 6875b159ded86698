import { randomBytes } from 'node:crypto';

/**
 * The next reading of a hybrid logical clock (Kulkarni et al., 2014): never behind the wall clock and
 * never behind a reading before it, even when the wall clock was set back.
 */
export function nextClock(previous: string | null, nowMs: number): string {
  const [ms = 0, counter = 0] = previous?.split('-').map(Number) ?? [];
  const next = nowMs > ms ? [nowMs, 0] : [ms, counter + 1];
  return `${String(next[0]).padStart(15, '0')}-${String(next[1]).padStart(6, '0')}`;
}

/** UTC time of a reading, RFC 3339. */
export function timeOfClock(clock: string): string {
  return new Date(Number(clock.split('-')[0])).toISOString();
}

/** A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then random. */
export function makeUuid7(nowMs: number): string {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Math.max(0, nowMs), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [8, 12, 16, 20, 32]
    .map((end, i, ends) => hex.slice(i === 0 ? 0 : ends[i - 1], end))
    .join('-');
}
