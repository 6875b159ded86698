import { fieldCondition, quoteValue } from '#shared/query/index.ts';
import {
  fieldConditions,
  KIND_NAMES,
  type CaseWords,
  type FieldKind,
  type KnownValue,
  type NamedField,
} from './case-words.ts';
import { FILLER } from './filler.ts';
import { anyOf } from './reading.ts';
import type { Token } from './tokens.ts';
import { runAt, type Found, type Reader } from './word-readers.ts';

const found = (
  length: number,
  condition: string,
  group: string | null,
  note: string | null = null,
): Found => ({
  length,
  reading: { condition, group, note },
});

/** Fields that words at a place name, and how many words that takes; the longest name counts. */
function fieldsAt(
  tokens: readonly Token[],
  at: number,
  { fields }: CaseWords,
): {
  readonly fields: readonly NamedField[];
  readonly length: number;
  readonly kind: FieldKind | null;
} | null {
  const own = tokens[at];
  if (own?.kind !== 'word') return null;
  // `userId` is that field; `user` may be all that say who.
  const exact = /[A-Z._]/.test(own.text) ? fields.filter(({ name }) => name === own.text) : [];
  if (exact.length > 0) return { fields: exact, length: 1, kind: null };
  const run = runAt(tokens, at, 4);
  for (let length = run.length; length >= 1; length--) {
    const said = run.slice(0, length).join(' ');
    const kind = (Object.keys(KIND_NAMES) as FieldKind[]).find((one) =>
      KIND_NAMES[one].includes(said),
    );
    const called = fields.filter(({ names }) => names.includes(said));
    const alike = kind === undefined ? [] : fields.filter(({ kinds }) => kinds.includes(kind));
    // How long and how large are told of many things; where one is called so, it is meant.
    const one = called.length > 0 && (kind === 'duration' || kind === 'size');
    const named = one ? called : [...new Set([...called, ...alike])];
    if (named.length > 0) return { fields: named, length, kind: kind ?? null };
  }
  return null;
}

type Comparison = '>' | '>=' | '<' | '<=' | '=';

const COMPARISONS: readonly (readonly [RegExp, Comparison])[] = [
  [/^(?:>=|≥|at least|no less than|not less than|from)$/, '>='],
  [/^(?:<=|≤|at most|no more than|not more than|up to)$/, '<='],
  [
    /^(?:>|over|above|more than|greater than|higher than|longer than|larger than|bigger than|exceeding|exceeds|exceeded|beyond|slower than)$/,
    '>',
  ],
  [
    /^(?:<|under|below|less than|lower than|shorter than|smaller than|faster than|fewer than)$/,
    '<',
  ],
  [
    /^(?:=|is|are|was|were|equals|equal to|of|being|exactly|code|number|id|named|called|from|on|for|by)$/,
    '=',
  ],
];

/** A comparison in words or as a sign, and how many tokens it takes. */
function comparisonAt(
  tokens: readonly Token[],
  at: number,
): { readonly is: Comparison; readonly length: number } | null {
  let start = at;
  if (/^(?:is|are|was|were|of|be|being|took|taking|takes|that)$/.test(tokens[at]?.lower ?? ''))
    start++;
  for (const from of start === at ? [at] : [start, at]) {
    for (let length = 3; length >= 1; length--) {
      const said = tokens
        .slice(from, from + length)
        .map(({ lower }) => lower)
        .join(' ');
      const known = COMPARISONS.find(([pattern]) => pattern.test(said));
      if (known !== undefined) return { is: known[1], length: from + length - at };
    }
  }
  return null;
}

const UNITS: readonly (readonly [RegExp, number, 'time' | 'size'])[] = [
  [/^(?:ms|msecs?|milliseconds?|millis)$/, 1000, 'time'],
  [/^(?:s|secs?|seconds?)$/, 1_000_000, 'time'],
  [/^(?:m|mins?|minutes?)$/, 60_000_000, 'time'],
  [/^(?:h|hrs?|hours?)$/, 3_600_000_000, 'time'],
  [/^(?:us|µs|microseconds?)$/, 1, 'time'],
  [/^(?:b|bytes?)$/, 1, 'size'],
  [/^(?:kb|kib|kilobytes?)$/, 1024, 'size'],
  [/^(?:mb|mib|megabytes?)$/, 1_048_576, 'size'],
];
const NUMBER_WORDS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'a',
  'an',
];

interface Amount {
  readonly value: number;
  /** Microseconds or bytes that its unit is; null: it has none. */
  readonly unit: { readonly size: number; readonly of: 'time' | 'size' } | null;
  readonly length: number;
}

/** A number with its unit. */
function amountAt(tokens: readonly Token[], at: number): Amount | null {
  const text = tokens[at]?.lower ?? '';
  const [, digits, ending = ''] =
    /^(-?\d+(?:\.\d+)?)([a-zµ]*)$/.exec(text.replaceAll(/(?<=\d),(?=\d{3}\b)/g, '')) ?? [];
  const next = tokens[at + 1]?.lower ?? '';
  const known = (unit: string) => UNITS.find(([pattern]) => pattern.test(unit));
  if (digits === undefined && text === 'half' && /^an?$/.test(next)) {
    const unit = known(tokens[at + 2]?.lower ?? '');
    if (unit !== undefined) return { value: 0.5, unit: { size: unit[1], of: unit[2] }, length: 3 };
  }
  if (digits === undefined) {
    const word = NUMBER_WORDS.indexOf(text);
    const unit = known(next);
    if (word < 0) return null;
    const value = word > 10 ? 1 : word;
    if (unit === undefined) return word > 10 ? null : { value, unit: null, length: 1 };
    return { value, unit: { size: unit[1], of: unit[2] }, length: 2 };
  }
  const own = known(ending);
  if (own !== undefined)
    return { value: Number(digits), unit: { size: own[1], of: own[2] }, length: 1 };
  if (ending !== '') return null;
  const unit = known(next);
  return unit === undefined
    ? { value: Number(digits), unit: null, length: 1 }
    : { value: Number(digits), unit: { size: unit[1], of: unit[2] }, length: 2 };
}

/** A number in the unit of a field. */
function inUnitOf({ unitUs }: NamedField, { value, unit }: Amount): number {
  if (unit === null || unit.of === 'size') return value * (unit?.size ?? 1);
  return (value * unit.size) / (unitUs ?? 1000);
}

const written = (value: number): string => String(Math.round(value * 1e6) / 1e6);

/** A field compared with a number: `response time over 2 seconds`, `attempt 3`, `status between 500 and 599`. */
export const readComparison: Reader = (tokens, at, words) => {
  const named = fieldsAt(tokens, at, words);
  if (named === null) return null;
  const numeric = named.fields.filter((field) => field.numeric);
  if (numeric.length === 0) return null;
  const after = at + named.length;
  const group = groupOf(numeric, named.kind);
  const range = rangeAt(tokens, after);
  if (range !== null) {
    const { from, to, length } = range;
    const conditions = numeric.map(
      (field) =>
        `${fieldName(field)}[${written(inUnitOf(field, from))} TO ${written(inUnitOf(field, to))}]`,
    );
    return found(named.length + length, anyOf(conditions), group);
  }
  const comparison = comparisonAt(tokens, after);
  const start = after + (comparison?.length ?? 0);
  const amount = amountAt(tokens, start);
  if (amount === null || amount.length === 0) return null;
  let end = start + amount.length;
  let is = comparison?.is ?? '=';
  const [join = '', more = ''] = [tokens[end]?.lower, tokens[end + 1]?.lower];
  if (join === 'or' && /^(?:more|higher|above|greater|longer|worse)$/.test(more))
    [is, end] = ['>=', end + 2];
  if (join === 'or' && /^(?:less|lower|below|fewer|under)$/.test(more)) [is, end] = ['<=', end + 2];
  return found(end - at, compared(numeric, is, amount), group, unitNote(numeric, amount));
};

function compared(fields: readonly NamedField[], is: Comparison, amount: Amount): string {
  return anyOf(
    fields.map((field) => {
      const value = written(inUnitOf(field, amount));
      return is === '=' ? fieldCondition(field.name, value) : `${fieldName(field)}${is}${value}`;
    }),
  );
}

const unitNote = (fields: readonly NamedField[], { unit }: Amount): string | null =>
  unit?.of === 'time' &&
  fields.some(({ name, unitUs }) => unitUs === 1000 && !/m(?:illi)?s/i.test(name))
    ? `${fields.map(({ name }) => name).join(' and ')} taken as milliseconds`
    : null;

/** A field's name as it stands before a value. */
const fieldName = ({ name }: NamedField): string => fieldCondition(name, 0).slice(0, -1);

function rangeAt(
  tokens: readonly Token[],
  at: number,
): { readonly from: Amount; readonly to: Amount; readonly length: number } | null {
  const start = /^(?:is|of|was)$/.test(tokens[at]?.lower ?? '') ? at + 1 : at;
  const opening = tokens[start]?.lower ?? '';
  if (opening !== 'between' && opening !== 'from') {
    const [, low, high] = /^(\d+)[-–](\d+)$/.exec(opening) ?? [];
    if (low === undefined || high === undefined) return null;
    const plain = (text: string): Amount => ({ value: Number(text), unit: null, length: 1 });
    return { from: plain(low), to: plain(high), length: start + 1 - at };
  }
  const from = amountAt(tokens, start + 1);
  if (from === null) return null;
  const join = start + 1 + from.length;
  if (!/^(?:and|to)$/.test(tokens[join]?.lower ?? '')) return null;
  const to = amountAt(tokens, join + 1);
  if (to === null) return null;
  return { from: { ...from, unit: from.unit ?? to.unit }, to, length: join + 1 + to.length - at };
}

/** How long something took or how large it was, without naming a field: `slower than 2 s`, `larger than 1 MB`. */
export const readMeasure: Reader = (tokens, at, { fields }) => {
  const own = tokens[at]?.lower ?? '';
  const took = /^(?:took|taking|takes|lasted|lasting)$/.test(own);
  const compares =
    /^(?:slower|longer|faster|shorter|over|under|above|below|more|less|exceeding|larger|bigger|greater|smaller|>=?|<=?)$/;
  if (!took && !compares.test(own)) return null;
  const comparison = comparisonAt(tokens, took ? at + 1 : at);
  const start = at + (took ? 1 : 0) + (comparison?.length ?? 0);
  const amount = amountAt(tokens, start);
  if (amount === null || amount.unit === null || comparison === null || comparison.is === '=')
    return null;
  const kind = amount.unit.of === 'time' ? 'duration' : 'size';
  const measured = fields.filter(({ kinds, numeric }) => numeric && kinds.includes(kind));
  if (measured.length === 0) return null;
  return found(
    start + amount.length - at,
    compared(measured, comparison.is, amount),
    `kind:${kind}`,
    unitNote(measured, amount),
  );
};

/** HTTP's answers: `5xx`, `404s`, `server errors`, `503 responses`, `failed requests`. */
export const readStatus: Reader = (tokens, at, { fields }) => {
  const statuses = fields.filter(({ kinds, numeric }) => numeric && kinds.includes('status'));
  if (statuses.length === 0) return null;
  const label = labelLength(tokens, at);
  const [first = '', second = ''] = runAt(tokens, at + label, 2);
  const noun = /^(?:responses?|errors?|codes?|status(?:es)?|answers?|requests?|replies)$/;
  const ranged = (from: number, to: number, length: number, note: string | null = null): Found =>
    found(
      label + length,
      anyOf(statuses.map((field) => `${fieldName(field)}[${from} TO ${to}]`)),
      'kind:status',
      note,
    );
  const size = (length: number): number =>
    noun.test(tokens[at + label + length]?.lower ?? '') ? length + 1 : length;
  const family = /^([1-5])(?:xx|\*\*|\*|00s)(?:'?s|es)?$/.exec(first);
  if (family !== null)
    return ranged(Number(family[1]) * 100, Number(family[1]) * 100 + 99, size(1));
  if (/^(?:server|client)$/.test(first) && /^errors?$/.test(second)) {
    const from = first === 'server' ? 500 : 400;
    return ranged(from, from + 99, 2, `HTTP ${from} to ${from + 99}`);
  }
  if (
    /^(?:failed|failing|unsuccessful)$/.test(first) &&
    /^(?:requests?|responses?)$/.test(second)
  ) {
    return ranged(400, 599, 2, 'HTTP 400 to 599');
  }
  if (/^(?:successful|ok)$/.test(first) && /^(?:requests?|responses?)$/.test(second)) {
    return ranged(200, 299, 2, 'HTTP 200 to 299');
  }
  const number = /^([1-5]\d\d)(?:'?s|es)?$/.exec(first)?.[1];
  if (number === undefined) return null;
  const conditions = statuses.map(({ name }) => fieldCondition(name, Number(number)));
  return found(label + size(1), anyOf(conditions), 'kind:status');
};

/** Words that say that a status follows. */
function labelLength(tokens: readonly Token[], at: number): number {
  const run = runAt(tokens, at, 4);
  for (let length = run.length; length >= 1; length--) {
    if (KIND_NAMES.status.includes(run.slice(0, length).join(' '))) {
      return /^(?:is|of|was|=|equals)$/.test(tokens[at + length]?.lower ?? '')
        ? length + 1
        : length;
    }
  }
  return 0;
}

/** A field that has a value: `user emil86`, `error code is ETIMEDOUT`, `host web-1`, and `web-1 host`. */
export const readNamedValue: Reader = async (tokens, at, words) => {
  const named = fieldsAt(tokens, at, words);
  if (named !== null) {
    const comparison = comparisonAt(tokens, at + named.length);
    for (const skipped of comparison?.is === '=' ? [comparison.length, 0] : [0]) {
      const value = tokens[at + named.length + skipped];
      if (
        value === undefined ||
        value.kind === 'time' ||
        value.kind === 'sign' ||
        FILLER.has(value.lower)
      )
        continue;
      const fields = await having(named.fields, value, words);
      if (fields.length === 0) continue;
      return found(
        named.length + skipped + 1,
        anyOf(fieldConditions(fields)),
        groupOf(named.fields, named.kind),
      );
    }
  }
  // The name may come after: `the payment service`.
  const value = tokens[at];
  if (
    value === undefined ||
    value.kind === 'time' ||
    value.kind === 'sign' ||
    FILLER.has(value.lower)
  )
    return null;
  const after = fieldsAt(tokens, at + 1, words);
  if (after === null) return null;
  const fields = await having(after.fields, value, words);
  if (fields.length === 0) return null;
  return found(1 + after.length, anyOf(fieldConditions(fields)), groupOf(after.fields, after.kind));
};

/** Of some fields those that records have a value in, with it as it is written there. */
async function having(
  fields: readonly NamedField[],
  { text, lower }: Token,
  words: CaseWords,
): Promise<KnownValue[]> {
  const known = (words.values.get(lower) ?? []).filter(({ field }) => fields.includes(field));
  const rest = fields.filter((field) => !known.some((one) => one.field === field));
  // Words of a sentence are no values that were not seen: only what looks like a name or a number is looked up.
  if (known.length > 0 && !/\d/.test(text)) return known;
  if (!/[\d_@./:-]|^[A-Z]{2,}$/.test(text)) return known;
  for (const field of rest.slice(0, 6)) {
    if ((await words.count(fieldCondition(field.name, text))) > 0)
      known.push({ field, value: text });
  }
  return known;
}

/** That a field is there: `with an amount`, `that have a user`. */
export const readPresence: Reader = (tokens, at, words) => {
  const opening = tokens[at]?.lower ?? '';
  if (!/^(?:with|without|no|having|has|have|missing|lacking)$/.test(opening)) return null;
  const start = /^(?:a|an|any|the)$/.test(tokens[at + 1]?.lower ?? '') ? at + 2 : at + 1;
  const named = fieldsAt(tokens, start, words);
  if (named === null) return null;
  const next = tokens[start + named.length];
  // `with status 500` is no question of whether there is one.
  if (
    next !== undefined &&
    next.kind !== 'time' &&
    !/^(?:and|or|,|in|on|from|of|at|set|given|field|value)$/.test(next.lower)
  )
    return null;
  const denies = /^(?:without|no|missing|lacking)$/.test(opening);
  const there = anyOf(named.fields.map(({ name }) => fieldCondition(name, 0).replace(/0$/, '*')));
  return found(start + named.length - at, denies ? `NOT ${there}` : there, null);
};

/** A value that records have in some field: `POST`, `web-1`, `sshd`, `ChargeService`. */
export const readValue: Reader = async (tokens, at, words) => {
  for (let length = Math.max(1, runAt(tokens, at, 4).length); length >= 1; length--) {
    const said = tokens.slice(at, at + length);
    const text = said.map(({ text: one }) => one).join(' ');
    const known = words.values.get(text.toLowerCase()) ?? [];
    if (known.length === 0) continue;
    // `get` may be said of anything, `GET` is the method; a bare number may be anything at all.
    const shouted = /^[A-Z]{2,}$/.test(text) && known.some(({ value }) => value === text);
    if (length === 1 && FILLER.has(text.toLowerCase()) && !shouted) continue;
    if (length === 1 && /^-?\d+(?:\.\d+)?$/.test(text)) continue;
    const [token] = said;
    const kinds = new Set(known.flatMap(({ field }) => field.kinds));
    const alike = words.fields.filter((field) => field.kinds.some((kind) => kinds.has(kind)));
    const more = token === undefined || length > 1 ? [] : await having(alike, token, words);
    const all = [
      ...known,
      ...more.filter((one) => !known.some(({ field }) => field === one.field)),
    ];
    const group = groupOf(
      all.map(({ field }) => field),
      null,
    );
    return found(length, anyOf(fieldConditions(all)), group);
  }
  return null;
};

/** What is one thing's own name: an address, a network, a path, an id. */
export const readId: Reader = async (tokens, at, words) => {
  const token = tokens[at];
  if (token?.kind !== 'word' || !/[\d/@_.]/.test(token.text) || /^\d{1,3}$/.test(token.text))
    return null;
  const { text } = token;
  if (/^\d{1,3}(?:\.\d{1,3}){3}\/\d{1,2}$/.test(text)) {
    const clients = words.fields.filter(({ kinds }) => kinds.includes('client'));
    if (clients.length > 0)
      return found(1, anyOf(clients.map(({ name }) => fieldCondition(name, text))), 'kind:client');
  }
  if (text.startsWith('/')) {
    const paths = words.fields.filter(({ kinds }) => kinds.includes('path'));
    const exact: string[] = [];
    for (const { name } of paths) {
      const condition = fieldCondition(name, text);
      if ((await words.count(condition)) > 0) exact.push(condition);
    }
    if (exact.length > 0) return found(1, anyOf(exact), 'kind:path');
    const begins: string[] = [];
    for (const field of paths) {
      const condition = `${fieldName(field)}${text.replace(/[\s()"\\*?:^~/[\]{}<>!+=-]/g, '\\$&')}*`;
      if ((await words.count(condition)) > 0) begins.push(condition);
    }
    if (begins.length > 0) return found(1, anyOf(begins), 'kind:path', 'paths that begin so');
  }
  const anywhere = `*:${quoteValue(text)}`;
  return (await words.count(anywhere)) > 0 ? found(1, anywhere, 'id', 'wherever it stands') : null;
};

function groupOf(fields: readonly NamedField[], kind: FieldKind | null): string | null {
  if (kind !== null) return `kind:${kind}`;
  const shared = fields[0]?.kinds.find((one) => fields.every(({ kinds }) => kinds.includes(one)));
  return shared === undefined
    ? `field:${fields.map(({ name }) => name).join(',')}`
    : `kind:${shared}`;
}
