/** What was read, what somebody else has made of it meanwhile, and what was to be made of it, as far as they differ. */

/** One thing that is not the same in all three; of objects the innermost, its names joined by dots. */
export interface ChangedPart {
  readonly path: string;
  readonly was: unknown;
  readonly now: unknown;
  readonly wanted: unknown;
}

type Plain = Readonly<Record<string, unknown>>;

const isPlain = (value: unknown): value is Plain =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two values that JSON can hold are written in the same way. */
export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/**
 * Parts that somebody else has changed, or that were to be changed, in the order of what was read. Those of the `whole` are told
 * as one, whatever of them has changed.
 */
export function changedParts(
  was: unknown,
  now: unknown,
  wanted: unknown,
  whole: readonly string[] = [],
  path = '',
): ChangedPart[] {
  if (isSame(was, now) && isSame(was, wanted)) return [];
  const isWhole = whole.includes(path) || !isPlain(was) || !isPlain(now) || !isPlain(wanted);
  if (isWhole) return [{ path, was, now, wanted }];
  const names = new Set([was, wanted, now].flatMap(Object.keys));
  return [...names].flatMap((name) => {
    const inner = path === '' ? name : `${path}.${name}`;
    return changedParts(was[name], now[name], wanted[name], whole, inner);
  });
}

/**
 * What was wanted, on top of what is there now: a part that it did not change stays as the other has made it. Where both
 * changed the same part, or one of them made it another `kind` of thing, it is as wanted.
 */
export function onTop<T>(was: unknown, now: unknown, wanted: T): T;
export function onTop(was: unknown, now: unknown, wanted: unknown): unknown {
  if (isSame(was, wanted)) return now;
  if (!isPlain(was) || !isPlain(now) || !isPlain(wanted)) return wanted;
  if (new Set([was, now, wanted].map((one) => one['kind'])).size > 1) return wanted;
  const names = [...new Set([...Object.keys(now), ...Object.keys(wanted)])];
  const parts = names.map((name) => [name, onTop(was[name], now[name], wanted[name])]);
  return Object.fromEntries(parts.filter(([, value]) => value !== undefined));
}
