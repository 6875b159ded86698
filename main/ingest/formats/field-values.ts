import type { Fields, FieldValue } from '#shared/model/record.ts';
import { eventLine } from '../intake/windows-event/event-line.ts';
import { xmlElement } from '../intake/xml-element.ts';
import { cefPairs, colonPairs, commaPairs, leefPairs } from './event-extension.ts';
import { logfmtPairs } from './logfmt-pairs.ts';

/** Nesting beyond this is kept as JSON text: nobody names a field twenty levels deep. */
const DEEPEST = 20;

type Entries = Map<string, FieldValue>;

/** Own properties only, so that a key such as `__proto__` is a field like any other. */
export function fieldsOf(entries: Entries): Fields {
  return Object.fromEntries(entries);
}

/** One of the fields; undefined: there is none of that name. */
export function fieldIn(fields: Fields, name: string): FieldValue | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Text of a log as a field: a number when it is written as one and nothing would be lost. */
export function fieldOfText(text: string): FieldValue {
  const whole = wholeNumber(text);
  if (whole >= 0) return whole;
  const first = text.charCodeAt(0);
  const numeric = (first >= 48 && first <= 57) || first === 45;
  if (!numeric || text.length > 17) return text;
  const value = Number(text);
  return Number.isFinite(value) && String(value) === text ? value : text;
}

/** Digits that a whole number has which is surely exact. */
const EXACT_DIGITS = 15;

/** The whole number that a text is; -1: it is none, or may not be written so. Nearly all numbers in logs are: by `Number` and back it took three times as long. */
function wholeNumber(text: string): number {
  const { length } = text;
  if (length === 0 || length > EXACT_DIGITS) return -1;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = text.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  // 007 is a text.
  return length > 1 && text.charCodeAt(0) === 48 ? -1 : value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Where a number of a line may have more digits than are kept; text with such digits costs a slower reading only. Microseconds
 * since 1970 have 16, and fewer than 2^53 has.
 */
const LONG_NUMBER = /[:[,]\s*-?(?:\d{17}|9\d{15})/;

/** A whole number too long to be kept as one, such as an id, as the digits that stand there. */
function asWritten(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === 'number' ? exactly(value, context?.source ?? '') : value;
}

function exactly(value: number, written: string): number | string {
  return !Number.isSafeInteger(value) && /^-?\d+$/.test(written) ? written : value;
}

/** A number of JSON as `jsonObject` gives it: a text where it is whole and too long to be kept as one. */
export function jsonNumber(written: string): number | string {
  return exactly(Number(written), written);
}

/** The JSON object that a text is; null when it is anything else. */
export function jsonObject(text: string): Record<string, unknown> | null {
  let start = 0;
  while (text.charCodeAt(start) <= 32) start++;
  if (text.charCodeAt(start) !== 123) return null;
  try {
    const value: unknown = LONG_NUMBER.test(text) ? JSON.parse(text, asWritten) : JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

/**
 * `jsonObject` that remembers the last line. Detection asks a dozen JSON formats about each line, twice:
 * measured, 20 ms a source without and 7 ms with it, while reading does not feel it.
 */
export function rememberingJsonObject(): typeof jsonObject {
  let lastText = '';
  let last: Record<string, unknown> | null = null;
  return (text) => {
    if (text !== lastText) {
      last = jsonObject(text);
      lastText = text;
    }
    return last;
  };
}

/** Adds the leaves of an object under dotted names, but for the paths in `except`. */
export function flatten(
  value: Record<string, unknown>,
  entries: Entries,
  except: ReadonlySet<string>,
  prefix = '',
  depth = 0,
): void {
  for (const [key, child] of Object.entries(value)) {
    const path = prefix + key;
    if (except.has(path)) continue;
    if (isObject(child) && depth < DEEPEST) flatten(child, entries, except, `${path}.`, depth + 1);
    else entries.set(path, leaf(child));
  }
}

/** What is no object, as a field. */
export function leaf(value: unknown): FieldValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return value;
  }
  return value === null || value === undefined ? null : jsonText(value);
}

/** JSON text of a value; null when it nests too deeply to be written, though it could be read. */
export function jsonText(value: unknown): string | null {
  try {
    return JSON.stringify(value);
  } catch {
    return null;
  }
}

/** How the text of a field holds further fields. */
export interface Expansion {
  readonly field: string;
  readonly as:
    | 'structured-data'
    | 'json'
    | 'logfmt'
    | 'cef'
    | 'leef'
    | 'comma'
    | 'colon'
    | 'windows-event';
}

const PAIRS = {
  logfmt: logfmtPairs,
  cef: cefPairs,
  leef: leefPairs,
  comma: commaPairs,
  colon: colonPairs,
};

/**
 * Whether records may have a field of a name: `named`, only those in whose text the name stands, each part of a dotted one for
 * itself; `never`: none has it.
 */
export type FieldPresence = 'may' | 'named' | 'never';

/** Whether what fields or messages hold may have a field that nothing else has. */
export function heldBy(expansions: readonly Expansion[]): FieldPresence {
  if (expansions.length === 0) return 'never';
  // An event's fields are called otherwise than what they stand in.
  return expansions.some(({ as }) => as === 'windows-event') ? 'may' : 'named';
}

/** Adds the fields that `text` holds. */
export function expand(text: string, as: Expansion['as'], entries: Entries): void {
  switch (as) {
    case 'structured-data':
      expandStructuredData(text, entries);
      break;
    case 'json':
      flatten(jsonObject(text) ?? {}, entries, new Set());
      break;
    case 'logfmt':
    case 'cef':
    case 'leef':
    case 'comma':
    case 'colon':
      for (const [key, value] of PAIRS[as](text)) entries.set(key, fieldOfText(value));
      break;
    case 'windows-event':
      expandEvent(text, entries);
      break;
  }
}

/** What the header of an event's record tells already. */
const OF_HEADER: ReadonlySet<string> = new Set(['TimeCreated', 'Severity', 'Message']);

/** XML of an event, as the fields of the Windows Event Log are called. */
function expandEvent(text: string, entries: Entries): void {
  const event = xmlElement(text);
  if (event !== null) flatten(jsonObject(eventLine(event)) ?? {}, entries, OF_HEADER);
}

const ELEMENT = /\[([^ =\]"]+)((?: [^ =\]"]+="(?:[^"\\\]]|\\.)*")*)\]/g;
const PARAMETER = / ([^ =\]"]+)="((?:[^"\\\]]|\\.)*)"/g;

/** RFC 5424 section 6.3: `[id name="value" …]…` as `id.name`. */
function expandStructuredData(text: string, entries: Entries): void {
  for (const [, id = '', parameters = ''] of text.matchAll(ELEMENT)) {
    for (const [, name = '', value = ''] of parameters.matchAll(PARAMETER)) {
      entries.set(`${id}.${name}`, fieldOfText(value.replaceAll(/\\(["\\\]])/g, '$1')));
    }
  }
}
