import type { KeyPath } from './key-path.ts';
import type { KeyedFormat } from './keyed-format.ts';
import type { JsonKey, JsonPlan } from './record-reader.ts';

/** Where a path leads among the keys of a line; `unclear`: into a value, or to one that is not read as it stands. */
type Place = number | 'nowhere' | 'unclear';

/**
 * Which values of a line with these keys are its time, its level and its message, as `KeyedReader` finds them. Null when
 * the keys alone do not tell.
 */
export function planOf(format: KeyedFormat, keys: readonly JsonKey[]): JsonPlan | null {
  const names = new Map(keys.map(({ key }, index) => [key, index]));
  if (names.size < keys.length || names.has('__proto__')) return null;
  if (keys.some(({ key }) => format.stackRoots.has(key))) return null;
  const place = (paths: readonly KeyPath[]): { at: Place; path: number } => {
    for (const [path, { path: name }] of paths.entries()) {
      const at = placeOf(name, names, keys);
      if (at !== 'nowhere') return { at, path };
    }
    return { at: 'nowhere', path: -1 };
  };
  const time = place(format.time).at;
  const level = place(format.levels);
  const message = place(format.message).at;
  if (typeof message !== 'number' || keys[message]?.kind !== 'text') return null;
  if (time === 'unclear' || level.at === 'unclear') return null;
  return {
    time: time === 'nowhere' ? -1 : time,
    message,
    level: level.at === 'nowhere' ? -1 : level.at,
    reading: level.path,
  };
}

function placeOf(
  path: string,
  names: ReadonlyMap<string, number>,
  keys: readonly JsonKey[],
): Place {
  const whole = names.get(path);
  if (whole !== undefined) {
    const kind = keys[whole]?.kind;
    if (kind === 'null') return 'nowhere';
    return kind === 'text' || kind === 'whole' ? whole : 'unclear';
  }
  const root = names.get((path.split('.')[0] ?? '').replace(/#$/, ''));
  const kind = root === undefined ? undefined : keys[root]?.kind;
  return kind === 'object' || kind === 'array' ? 'unclear' : 'nowhere';
}
