import type { Json } from '../model/canonical-json.ts';
import { Failure } from '../model/failure.ts';
import { lastName } from '../model/last-name.ts';
import { fieldCondition, quoteValue } from '../query/index.ts';

/** A function of expressions: how many values it takes, and what it gives. */
export interface PlaybookFunction {
  readonly takes: readonly [least: number, most: number];
  give(given: readonly Json[]): Json;
}

/** Characters of a text that a function gives. */
const LONGEST_TEXT = 20_000;
const LONGEST_WORD = 300;

const failed = (message: string): Failure => new Failure('EXPRESSION_FAILED', message);

const listOf = (value: Json | undefined): readonly Json[] =>
  Array.isArray(value)
    ? (value as readonly Json[])
    : value === null || value === undefined
      ? []
      : [value];
const numbersOf = (given: readonly Json[]): number[] =>
  given.flatMap(listOf).filter((value) => typeof value === 'number');
const memberOf = (value: Json, name: Json | undefined): Json =>
  typeof value === 'object' &&
  value !== null &&
  typeof name === 'string' &&
  Object.hasOwn(value, name)
    ? ((value as Readonly<Record<string, Json>>)[name] ?? null)
    : null;

/** A moment as tools give it. */
const MOMENT = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})\.\d{6}Z$/;

/** A value as a sentence says it: numbers with separators, moments to the second, lists joined, nothing for null. */
export function shownValue(value: Json): string {
  if (typeof value === 'string') return value.replace(MOMENT, '$1 $2 UTC');
  if (typeof value === 'number') {
    return Number.isInteger(value)
      ? value.toLocaleString('en')
      : value.toLocaleString('en', { maximumSignificantDigits: 3 });
  }
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return Array.isArray(value) ? value.map(shownValue).join(', ') : JSON.stringify(value);
}

/** A value as a query takes it as it is. */
export const plainValue = (value: Json): string =>
  typeof value === 'object' ? shownValue(value) : String(value);

const cut = (text: string): string => text.slice(0, LONGEST_TEXT);

/** A time so many seconds away, RFC 3339 to the microsecond. Throws EXPRESSION_FAILED for what is no time. */
function moved(time: Json | undefined, seconds: Json | undefined): Json {
  if (time === null || time === undefined) return null;
  const ms = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (Number.isNaN(ms) || typeof seconds !== 'number') {
    throw failed(`"${shownValue(time)}" is not a time that can be moved.`);
  }
  // Date keeps milliseconds; the rest of a microsecond time is kept beside it.
  const rest = /\.\d{3}(\d{3})/.exec(plainValue(time))?.[1] ?? '000';
  const there = new Date(ms + Math.round(seconds * 1000));
  if (Number.isNaN(there.getTime())) throw failed('The time is too far away.');
  return there.toISOString().replace('Z', `${rest}Z`);
}

/**
 * What expressions can call. `pluck` takes a member of each of a list, `where` those of which a member is a value,
 * `following` takes
 * the word after another, `counts` how often each value is there, `condition` makes a query's condition of a field and a value, `quote` a value that a query takes as it is.
 */
export const FUNCTIONS: Readonly<Record<string, PlaybookFunction>> = {
  size: {
    takes: [1, 1],
    give: ([value]) => (typeof value === 'string' ? value.length : listOf(value).length),
  },
  first: { takes: [1, 1], give: ([list]) => listOf(list)[0] ?? null },
  last: { takes: [1, 1], give: ([list]) => listOf(list).at(-1) ?? null },
  top: {
    takes: [2, 2],
    give: ([list, most]) => listOf(list).slice(0, typeof most === 'number' ? Math.max(0, most) : 0),
  },
  pluck: { takes: [2, 2], give: ([list, name]) => listOf(list).map((one) => memberOf(one, name)) },
  where: {
    takes: [3, 3],
    give: ([list, name, value]) => listOf(list).filter((one) => memberOf(one, name) === value),
  },
  having: {
    takes: [3, 3],
    give: ([list, name, part]) =>
      listOf(list).filter((one) => {
        const text = memberOf(one, name);
        return (
          typeof text === 'string' &&
          listOf(part).some(
            (wanted) =>
              typeof wanted === 'string' && text.toLowerCase().includes(wanted.toLowerCase()),
          )
        );
      }),
  },
  following: {
    takes: [2, 2],
    give: ([texts, word]) => listOf(texts).flatMap((text) => wordAfter(text, word ?? null) ?? []),
  },
  counts: { takes: [1, 1], give: ([list]) => countsOf(listOf(list)) },
  merge: { takes: [1, 10], give: (given) => given.flatMap(listOf) },
  unique: {
    takes: [1, 1],
    give: ([list]) => [...new Map(listOf(list).map((one) => [JSON.stringify(one), one])).values()],
  },
  min: { takes: [1, 10], give: (given) => orderedEnd(given, -1) },
  max: { takes: [1, 10], give: (given) => orderedEnd(given, 1) },
  sum: { takes: [1, 10], give: (given) => numbersOf(given).reduce((all, one) => all + one, 0) },
  round: {
    takes: [1, 1],
    give: ([value]) => (typeof value === 'number' ? Math.round(value) : null),
  },
  percent: {
    takes: [2, 2],
    give: ([part, whole]) =>
      typeof part === 'number' && typeof whole === 'number' && whole !== 0
        ? `${Math.round((part / whole) * 100)} %`
        : null,
  },
  plural: {
    takes: [3, 3],
    give: ([count, one, many]) =>
      `${shownValue(count ?? null)} ${shownValue((count === 1 ? one : many) ?? '')}`,
  },
  join: {
    takes: [2, 2],
    give: ([list, between]) =>
      cut(
        listOf(list)
          .map(shownValue)
          .join(shownValue(between ?? ', ')),
      ),
  },
  tally: {
    takes: [1, 2],
    give: ([list, most]) => cut(tally(listOf(list), typeof most === 'number' ? most : 5)),
  },
  short: {
    takes: [1, 2],
    give([value, most]) {
      const longest = typeof most === 'number' ? Math.max(1, most) : 200;
      // Of what has several lines, such as a stack trace, the first says it.
      const [text = ''] = shownValue(value ?? null).split(/\r?\n/, 1);
      return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
    },
  },
  lower: { takes: [1, 1], give: ([value]) => cut(shownValue(value ?? null).toLowerCase()) },
  text: { takes: [1, 1], give: ([value]) => cut(shownValue(value ?? null)) },
  basename: {
    takes: [1, 1],
    give: ([path]) => lastName(shownValue(path ?? null)),
  },
  quote: { takes: [1, 1], give: ([value]) => quoteValue(plainValue(value ?? null)) },
  condition: {
    takes: [2, 2],
    give([field, value]) {
      if (typeof field !== 'string' || field === '')
        throw failed('A condition needs the name of a field.');
      return fieldCondition(field, plainValue(value ?? null));
    },
  },
  conditions: {
    takes: [2, 3],
    give([field, values, join]) {
      if (typeof field !== 'string' || field === '')
        throw failed('A condition needs the name of a field.');
      const all = listOf(values).map((value) => fieldCondition(field, plainValue(value)));
      return all.length === 0 ? 'NOT *' : `(${all.join(join === 'and' ? ' AND ' : ' OR ')})`;
    },
  },
  either: {
    takes: [1, 10],
    give: (given) => given.find((one) => one !== null && one !== '') ?? null,
  },
  before: {
    takes: [2, 2],
    give: ([time, seconds]) => moved(time, typeof seconds === 'number' ? -seconds : null),
  },
  after: { takes: [2, 2], give: ([time, seconds]) => moved(time, seconds) },
  seconds: {
    takes: [2, 2],
    give: ([from, to]) => {
      const span = Date.parse(plainValue(to ?? null)) - Date.parse(plainValue(from ?? null));
      return Number.isNaN(span) ? null : span / 1000;
    },
  },
};

/** The word that follows another in a text, without the signs at its ends; null: none does. */
function wordAfter(text: Json, word: Json): string | null {
  if (typeof text !== 'string' || typeof word !== 'string' || word === '') return null;
  const at = text.toLowerCase().indexOf(word.toLowerCase());
  if (at < 0) return null;
  const [next = ''] = text
    .slice(at + word.length, at + word.length + LONGEST_WORD)
    .trimStart()
    .split(/\s/, 1);
  const bare = next.replace(/^["'`(<[=:]+/, '').replace(/["'`)>\],;:.]+$/, '');
  return bare === '' ? null : bare;
}

/** Values and how often each is among them, the commonest first, as tools give them. */
function countsOf(list: readonly Json[]): Json {
  const counts = new Map<string, number>();
  for (const one of list) {
    const value = shownValue(one);
    if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts]
    .map(([value, count]) => ({ value, count }))
    .toSorted((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
}

/** The least or greatest of numbers, or of texts, which times are. */
function orderedEnd(given: readonly Json[], sign: 1 | -1): Json {
  const all = given
    .flatMap(listOf)
    .filter((value) => typeof value === 'number' || typeof value === 'string');
  return all.reduce<Json>(
    (best, one) =>
      best === null || (typeof best === typeof one && (sign > 0 ? one > best : one < best))
        ? one
        : best,
    null,
  );
}

/** Values and how often there are, as tools give them: `alice (12), bob (3) and 4 more`. */
function tally(list: readonly Json[], most: number): string {
  const shown = list.slice(0, Math.max(1, most)).map((one) => {
    const [value, count] = [memberOf(one, 'value'), memberOf(one, 'count')];
    return `${lastName(shownValue(value))} (${shownValue(count)})`;
  });
  const more = list.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
