import { Temporal } from 'temporal-polyfill';
import type { Field } from './framework.ts';

export type AnswerValue = string | number | boolean | readonly string[];

/** What was given for a field: a value, or why there is none. */
export type Answer = { readonly value: AnswerValue } | { readonly justified: string };

export type Answers = ReadonlyMap<string, Answer>;

/** The value of a field, or null where there is none. */
export function valueOf(answers: Answers, id: string): AnswerValue | null {
  const answer = answers.get(id);
  return answer !== undefined && 'value' in answer ? answer.value : null;
}

/** A value in the one form in which it is kept, or what would have been right. */
export type Reading =
  | { readonly ok: true; readonly value: AnswerValue | null }
  | { readonly ok: false; readonly expected: string };

const good = (value: AnswerValue | null): Reading => ({ ok: true, value });
const bad = (expected: string): Reading => ({ ok: false, expected });

/**
 * Reads what somebody gave for a field: times become UTC to the second, choices their ids, numbers numbers.
 * Nothing (null, no text, no list entries) is no answer. Local times are taken in `zone`.
 */
export function readValue(field: Field, given: unknown, zone: string): Reading {
  if (given === null || given === undefined || given === '') return good(null);
  if (Array.isArray(given) && given.length === 0) return good(null);
  if (typeof given === 'string' && given.trim() === '') return good(null);
  switch (field.type) {
    case 'text':
    case 'prose':
      return typeof given === 'string' ? good(given.trim()) : bad('text');
    case 'yesno':
      return readYesNo(given);
    case 'choice':
      return readChoice(field, given);
    case 'choices':
      return readChoices(field, given);
    case 'datetime':
      return readTime(given, zone);
    case 'date':
      return readDate(given);
    case 'dates':
      return readList(given, readDate, 'a list of dates, YYYY-MM-DD');
    case 'countries':
      return readList(given, readCountry, 'a list of ISO 3166 codes, for example DE');
    case 'count':
      return readNumber(given, (n) => Number.isInteger(n) && n >= 0, 'a whole number');
    case 'percent':
      return readNumber(
        given,
        (n) => n >= 0 && n <= 100 && Number.isInteger(Math.round(n * 1e6) / 1e5),
        'a percentage with at most one decimal place',
      );
    case 'number':
    case 'money':
      return readNumber(given, (n) => n >= 0, 'a number');
    case 'duration':
      return readText(given, /^\d{1,5}:([01]\d|2[0-3]):[0-5]\d$/, 'DD:HH:MM');
    case 'currency':
      return typeof given === 'string' && Intl.supportedValuesOf('currency').includes(given)
        ? good(given)
        : bad('an ISO 4217 code, for example EUR');
    case 'email':
      return readText(given, /^[^\s@]+@[^\s@]+\.[^\s@.]+$/, 'an e-mail address');
    case 'lei':
      return typeof given === 'string' && isLei(given)
        ? good(given)
        : bad('an LEI of 20 characters with its check digits (ISO 17442)');
  }
}

function readText(given: unknown, form: RegExp, expected: string): Reading {
  return typeof given === 'string' && form.test(given.trim()) ? good(given.trim()) : bad(expected);
}

function readYesNo(given: unknown): Reading {
  if (typeof given === 'boolean') return good(given);
  const word = typeof given === 'string' ? given.trim().toLowerCase() : '';
  if (['yes', 'true'].includes(word)) return good(true);
  return ['no', 'false'].includes(word) ? good(false) : bad('yes or no');
}

function readNumber(given: unknown, fits: (n: number) => boolean, expected: string): Reading {
  const number =
    typeof given === 'string' && /^-?\d+(\.\d+)?$/.test(given.trim()) ? Number(given) : given;
  return typeof number === 'number' && Number.isFinite(number) && fits(number)
    ? good(number)
    : bad(expected);
}

function choiceId(field: Field, given: unknown): string | null {
  const found = field.choices?.find(
    ({ id, label }) =>
      id === given || (typeof given === 'string' && label.toLowerCase() === given.toLowerCase()),
  );
  return found?.id ?? null;
}

const expectedChoice = (field: Field): string =>
  `of ${field.choices?.map(({ id }) => id).join(', ') ?? ''}`;

function readChoice(field: Field, given: unknown): Reading {
  const id = choiceId(field, given);
  return id === null ? bad(`one ${expectedChoice(field)}`) : good(id);
}

function readChoices(field: Field, given: unknown): Reading {
  const list: unknown[] = Array.isArray(given) ? given : [given];
  const ids = list.map((each) => choiceId(field, each));
  const expected = `a list ${expectedChoice(field)}`;
  if (ids.includes(null)) return bad(expected);
  // In the order of the form, so that the same choices give the same report.
  return good((field.choices ?? []).map(({ id }) => id).filter((id) => ids.includes(id)));
}

function readList(given: unknown, each: (one: unknown) => Reading, expected: string): Reading {
  const list: unknown[] = Array.isArray(given)
    ? given
    : typeof given === 'string'
      ? given.split(/[\s,;]+/).filter((part) => part !== '')
      : [given];
  const values: string[] = [];
  for (const one of list) {
    const reading = each(one);
    if (!reading.ok || typeof reading.value !== 'string') return bad(expected);
    values.push(reading.value);
  }
  return good([...new Set(values)].sort());
}

function readCountry(given: unknown): Reading {
  const code = typeof given === 'string' ? given.toUpperCase() : '';
  return countryName(code) === null ? bad('an ISO 3166 code, for example DE') : good(code);
}

const COUNTRY_NAMES = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });

/** The English name of an ISO 3166 alpha-2 code; null: there is none. */
export function countryName(code: string): string | null {
  if (!/^[A-Z]{2}$/.test(code)) return null;
  return COUNTRY_NAMES.of(code) ?? null;
}

function readDate(given: unknown): Reading {
  const expected = 'a date, YYYY-MM-DD';
  if (typeof given !== 'string') return bad(expected);
  try {
    return good(Temporal.PlainDate.from(given.trim(), { overflow: 'reject' }).toString());
  } catch {
    return bad(expected);
  }
}

function readTime(given: unknown, zone: string): Reading {
  const expected = 'a time, for example 2026-03-12T14:20:00Z';
  if (typeof given !== 'string') return bad(expected);
  try {
    return good(instantText(instantOf(given.trim(), zone)));
  } catch {
    return bad(expected);
  }
}

function instantOf(text: string, zone: string): Temporal.Instant {
  if (/(Z|[+-]\d{2}:?\d{2})$/i.test(text)) return Temporal.Instant.from(text);
  // A date alone is not a time: the hours of a deadline would be made up.
  if (!/[T ]\d/.test(text)) throw new RangeError('no time of day');
  return Temporal.PlainDateTime.from(text, { overflow: 'reject' })
    .toZonedDateTime(zone)
    .toInstant();
}

/** UTC to the second, as DORA's form has it. */
export function instantText(instant: Temporal.Instant): string {
  return instant.toString({ smallestUnit: 'second' });
}

/** Whether a code is an LEI: form and check digits (ISO 17442-1:2020, by ISO 7064 MOD 97-10). */
export function isLei(code: string): boolean {
  if (!/^[A-Z0-9]{18}\d{2}$/.test(code)) return false;
  const digits = Array.from(code, (letter) => Number.parseInt(letter, 36)).join('');
  return BigInt(digits) % 97n === 1n;
}
