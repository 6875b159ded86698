/**
 * Severity scale of a record, in rising order. The position is the code that blocks store, so the
 * order must never change; `unknown` is 0 because a record without a level has nothing to say.
 */
export const LEVELS = [
  'unknown',
  'trace',
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'fatal',
] as const;

export type Level = (typeof LEVELS)[number];

/** Code of a level as stored in blocks: 0 (unknown) to 7 (fatal). */
export const LEVEL_CODE = Object.fromEntries(LEVELS.map((level, code) => [level, code])) as Record<
  Level,
  number
>;

/** Level for a stored code; a code this version does not know reads as `unknown`. */
export function levelOf(code: number): Level {
  return LEVELS[code] ?? 'unknown';
}
