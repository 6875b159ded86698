/** A moment, microseconds UTC, in the words of RFC 3339 to the microsecond; null: there is none (null or not a number). */
export function utcOf(us: number): string;
export function utcOf(us: number | null): string | null;
export function utcOf(us: number | null): string | null {
  if (us === null || Number.isNaN(us)) return null;
  const millis = Math.floor(us / 1000);
  const rest = String(Math.round(us - millis * 1000)).padStart(3, '0');
  return new Date(millis).toISOString().replace('Z', `${rest}Z`);
}
