import type { KeyPath } from './key-path.ts';
import type { KeyedFormat } from './keyed-format.ts';
import type { JsonKey, JsonPlan, ShownAs } from './record-reader.ts';

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
  if (format.untimed !== null && names.has(format.untimed.path)) return null;
  const place = (
    paths: readonly KeyPath[],
    kinds: ReadonlySet<JsonKey['kind']> = AS_THEY_STAND,
  ): { at: Place; path: number } => {
    for (const [path, { path: name }] of paths.entries()) {
      const at = placeOf(name, names, keys, kinds);
      if (at !== 'nowhere') return { at, path };
    }
    return { at: 'nowhere', path: -1 };
  };
  const time = place(format.time, OF_TIMES).at;
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

/** Whether lines with these keys have those that a format is told by, as `hasRequired` says it; null: the keys alone do not tell. */
export function hasRequiredKeys(
  { required }: Pick<KeyedFormat, 'required'>,
  keys: readonly JsonKey[],
): boolean | null {
  const kinds = new Map(keys.map(({ key, kind }) => [key, kind]));
  if (kinds.size < keys.length) return null;
  let isTold: boolean | null = true;
  for (const { path, type } of required) {
    const kind = kinds.get(path);
    const root = kinds.get((path.split('.')[0] ?? '').replace(/#$/, ''));
    if (kind !== undefined && (type === 'any' || TYPES[kind] === type)) continue;
    if (kind !== undefined || (root !== 'object' && root !== 'array')) return false;
    isTold = null;
  }
  return isTold;
}

const TYPES: Partial<Record<JsonKey['kind'], 'string' | 'number'>> = {
  text: 'string',
  escaped: 'string',
  whole: 'number',
  number: 'number',
};

/** What `KeyedReader.fields` makes of keys; without a plan it depends on their values which are the header's. Null: nothing is known. */
export function shownBy(
  format: KeyedFormat,
  keys: readonly JsonKey[],
  plan: JsonPlan | null,
): readonly ShownAs[] | null {
  const names = new Set(keys.map(({ key }) => key));
  if (names.size < keys.length || names.has('__proto__')) return null;
  if (format.definition.expand.length > 0 || format.held !== null) return null;
  const used = plan === null ? headerKeys(format) : null;
  return keys.map(({ key, kind }, index) => {
    if (plan !== null && isOfHeader(format, plan, index)) return 'none';
    if (kind === 'object') return 'none';
    // A name with a dot may also be that of a value further inside.
    if (key.includes('.') || used?.has(key) === true) return 'ask';
    return PLAIN.has(kind) ? 'value' : 'ask';
  });
}

/** Kinds of values that are read as they stand in the line, and those that say a time. */
const AS_THEY_STAND = new Set<JsonKey['kind']>(['text', 'whole']);
const OF_TIMES = new Set<JsonKey['kind']>(['text', 'whole', 'number']);
/** Kinds of values that a field holds as they stand in the line. */
const PLAIN = new Set<JsonKey['kind']>(['text', 'whole', 'truth', 'null']);

function isOfHeader(format: KeyedFormat, { time, message, level, reading }: JsonPlan, at: number) {
  return at === time || at === message || (at === level && format.levels[reading]?.whole === true);
}

/** Keys that may be of the header, by where their paths begin. */
function headerKeys({ time, levels, message, stack, untimed }: KeyedFormat): Set<string> {
  const all = [...time, ...levels, ...message, ...stack, ...(untimed === null ? [] : [untimed])];
  const paths = all.map(({ path }) => path);
  return new Set(paths.flatMap((path) => [path, (path.split('.')[0] ?? '').replace(/#$/, '')]));
}

function placeOf(
  path: string,
  names: ReadonlyMap<string, number>,
  keys: readonly JsonKey[],
  kinds: ReadonlySet<JsonKey['kind']>,
): Place {
  const whole = names.get(path);
  if (whole !== undefined) {
    const kind = keys[whole]?.kind;
    if (kind === undefined || kind === 'null') return 'nowhere';
    return kinds.has(kind) ? whole : 'unclear';
  }
  const root = names.get((path.split('.')[0] ?? '').replace(/#$/, ''));
  const kind = root === undefined ? undefined : keys[root]?.kind;
  return kind === 'object' || kind === 'array' ? 'unclear' : 'nowhere';
}
