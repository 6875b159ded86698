import { fieldCondition, quoteValue } from '#shared/query/index.ts';
import {
  fieldConditions,
  KIND_NAMES,
  type CaseWords,
  type FieldKind,
  type KnownValue,
  type NamedField,
} from './case-words.ts';
import { amountAt, comparisonAt, rangeAt, type Amount, type Comparison } from './amounts.ts';
import { FILLER } from './filler.ts';
import { anyOf } from './reading.ts';
import type { Token } from './tokens.ts';
import { found, runAt, type Found, type Reader } from './word-readers.ts';

/** Fields that words at a place name, and how many words that takes; the longest name counts. */
export function fieldsAt(
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

const IN_MEASURE = /^(?:slow|slower|long|longer|fast|quick|big|large|huge|small)$/;

/** Whether a word only says what a measure after it says exactly: the `slow` of `slow requests over 2 s`. */
export function measuredLater(tokens: readonly Token[], at: number): boolean {
  if (!IN_MEASURE.test(tokens[at]?.lower ?? '')) return false;
  const after = [at + 1, at + 2, at + 3, at + 4];
  return (
    after.some((from) => {
      const comparison = comparisonAt(tokens, from);
      if (comparison === null || comparison.is === '=') return false;
      return (amountAt(tokens, from + comparison.length)?.unit ?? null) !== null;
    }) && comparisonAt(tokens, at) === null
  );
}

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
      if (!mayBeValue(value)) continue;
      const fields = await having(named.fields, value, words);
      if (fields.length === 0) continue;
      return found(
        named.length + skipped + 1,
        anyOf(fieldConditions(fields)),
        groupOf(named.fields, named.kind),
      );
    }
  }
  const unseen = named === null ? null : await unseenValue(tokens, at, { ...named, words });
  if (unseen !== null) return unseen;
  // The name may come after: `the payment service`.
  const value = tokens[at];
  if (!mayBeValue(value)) return null;
  const after = fieldsAt(tokens, at + 1, words);
  if (after === null) return null;
  const fields = await having(after.fields, value, words);
  if (fields.length === 0) return null;
  return found(1 + after.length, anyOf(fieldConditions(fields)), groupOf(after.fields, after.kind));
};

/** `get` may be said of anything, `GET` is the method. */
const mayBeValue = (token: Token | undefined): token is Token =>
  token !== undefined &&
  token.kind !== 'time' &&
  token.kind !== 'sign' &&
  (/^[A-Z]{2,}$/.test(token.text) || !FILLER.has(token.lower));

/** A value that no record has, where it can be nothing else: `user mallory99`. */
async function unseenValue(
  tokens: readonly Token[],
  at: number,
  { fields, length, kind, words }: NonNullable<ReturnType<typeof fieldsAt>> & { words: CaseWords },
): Promise<Found | null> {
  const comparison = comparisonAt(tokens, at + length);
  const skipped = comparison?.is === '=' ? comparison.length : 0;
  const value = tokens[at + length + skipped];
  const isName = value?.kind === 'word' && /(?=.*\d)(?=.*\p{L})|\w@\w/u.test(value.text);
  if (!isName || (await words.count(`*:${quoteValue(value.text)}`)) > 0) return null;
  const conditions = fields.map(({ name }) => fieldCondition(name, value.text));
  return found(length + skipped + 1, anyOf(conditions), groupOf(fields, kind), 'no record has it');
}

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

const NETWORK = /^(?:\d{1,3}(?:\.\d{1,3}){3}|[\da-f:]*:[\da-f:.]*:[\da-f:.]*)(?:\/\d{1,3})?$/i;

/** What is one thing's own name: an address, a network, a path, an id. */
export const readId: Reader = async (tokens, at, words) => {
  const token = tokens[at];
  if (token?.kind !== 'word') return null;
  const { text } = token;
  if (NETWORK.test(text)) return readAddress(text, words);
  if (text.startsWith('/')) return readPath(text, words);
  if (!/^(?=.*\d)(?=.*[\p{L}_@-]).{4,}$|@.|\p{L}_\p{L}|^\d{4,}$/u.test(text)) return null;
  return readAnywhere(text, words);
};

/** A name wherever it stands. Asked for even where no record has it: leaving it out would show other things. */
async function readAnywhere(text: string, words: CaseWords): Promise<Found> {
  const anywhere = `*:${quoteValue(text)}`;
  const none = (await words.count(anywhere)) === 0;
  return found(1, anywhere, 'id', none ? 'no record says it' : 'wherever it stands');
}

/** An address or a network: of a client where the case tells of clients, or else wherever it stands. */
async function readAddress(text: string, words: CaseWords): Promise<Found> {
  const clients = words.fields
    .filter(({ kinds }) => kinds.includes('client'))
    .map(({ name }) => fieldCondition(name, text));
  const having: string[] = [];
  for (const condition of clients) if ((await words.count(condition)) > 0) having.push(condition);
  if (having.length > 0) return found(1, anyOf(having), 'kind:client');
  const elsewhere = !text.includes('/') && (await words.count(`*:${quoteValue(text)}`)) > 0;
  if (!elsewhere && clients.length > 0)
    return found(1, anyOf(clients), 'kind:client', 'no record says it');
  return readAnywhere(text, words);
}

/** A path as it is, or else paths that begin so. */
async function readPath(text: string, words: CaseWords): Promise<Found> {
  const paths = words.fields.filter(({ kinds }) => kinds.includes('path'));
  const exact = paths.map(({ name }) => fieldCondition(name, text));
  const beginning = paths.map(
    (field) => `${fieldName(field)}${text.replace(/[\s()"\\*?:^~/[\]{}<>!+=-]/g, '\\$&')}*`,
  );
  for (const [conditions, note] of [
    [exact, null],
    [beginning, 'paths that begin so'],
  ] as const) {
    const having: string[] = [];
    for (const condition of conditions) {
      if ((await words.count(condition)) > 0) having.push(condition);
    }
    if (having.length > 0) return found(1, anyOf(having), 'kind:path', note);
  }
  return readAnywhere(text, words);
}

function groupOf(fields: readonly NamedField[], kind: FieldKind | null): string | null {
  if (kind !== null) return `kind:${kind}`;
  const shared = fields[0]?.kinds.find((one) => fields.every(({ kinds }) => kinds.includes(one)));
  return shared === undefined
    ? `field:${fields.map(({ name }) => name).join(',')}`
    : `kind:${shared}`;
}
