import { randomUUID } from 'node:crypto';

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

/** A UUIDv7 (RFC 9562, section 5.7): 48 bits of milliseconds, then what is random of a UUIDv4. */
export function makeUuid7(nowMs: number): string {
  const ms = Math.max(0, nowMs).toString(16).padStart(12, '0');
  return `${ms.slice(0, 8)}-${ms.slice(8)}-7${randomUUID().slice(15)}`;
}
