import type { FieldValue } from '#shared/model/record.ts';
import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import { boundedSearch } from '../pattern/index.ts';
import type { Node, Query, Term, Value, WildcardPart } from './ast.ts';
import { exactNumberOf, numberOf, rangeTest, type Range } from './compare-values.ts';
import { levelCodeOf } from './levels.ts';
import { networkOf } from './network.ts';
import { parseTimeValue } from './time-value.ts';

/** One record as a query sees it. What costs a parse is a function, so that it is only paid when needed. */
export interface Subject {
  readonly level: number;
  /** Microseconds UTC; NaN: none. */
  readonly timeUs: number;
  readonly source: string;
  readonly templateId: number;
  readonly issue: string | null;
  /** Keys of the detection rules that found it. */
  detected(): readonly string[];
  message(): string;
  field(name: string): FieldValue | undefined;
  /** All values that were found in its text. */
  values(): Iterable<FieldValue>;
}

export interface Matcher {
  matches(subject: Subject): boolean;
}

/** A user's expression sees this much of a message, so that no record can hold up a search. */
const REGEX_SEES = 64 * 1024;

type Test = (subject: Subject) => boolean;

/** Makes the test for records from a query. `zone`: of times written without an offset. */
export function compileMatcher(query: Query, options: { readonly zone: string }): Matcher {
  const test = query.root === null ? () => true : compileNode(query.root, options.zone);
  return { matches: test };
}

function compileNode(node: Node, zone: string): Test {
  if (node.type === 'term') return compileTerm(node, zone);
  if (node.type === 'not') {
    const child = compileNode(node.child, zone);
    return (subject) => !child(subject);
  }
  const children = node.children.map((child) => compileNode(child, zone));
  return node.type === 'and'
    ? (subject) => children.every((child) => child(subject))
    : (subject) => children.some((child) => child(subject));
}

function compileTerm(term: Term, zone: string): Test {
  const { value } = term;
  if (value.kind === 'field') return otherFieldTest(term.field, value);
  switch (term.field) {
    case '*': {
      const test = anywhereTest(value);
      return (subject) => {
        if (test(subject.message())) return true;
        for (const found of subject.values()) if (test(found)) return true;
        return false;
      };
    }
    case null:
    case 'message': {
      if (value.kind === 'range') return stringRange(value, (subject) => subject.message());
      const test = messageTest(value);
      return (subject) => test(subject.message());
    }
    case 'level': {
      const codes = levelTest(value);
      return (subject) => codes(subject.level);
    }
    case 'source': {
      const test = sourceTest(value);
      return (subject) => test(subject.source);
    }
    case 'template': {
      const test = fieldTest(value);
      return (subject) => test(subject.templateId);
    }
    case 'issue': {
      const test = fieldTest(value);
      return (subject) => subject.issue !== null && test(subject.issue);
    }
    case 'detected': {
      const test = detectedTest(value);
      return (subject) => test(subject.detected());
    }
    case 'time':
    case '@timestamp':
      return timeTest(value, zone);
    default: {
      const name = term.field;
      const test = heldTest(value);
      return (subject) => test(subject.field(name));
    }
  }
}

/** Test of what a record holds in a field; undefined: it has none. */
export function heldTest(value: Value): (found: FieldValue | undefined) => boolean {
  if (value.kind === 'present') return (found) => found !== undefined;
  const test = fieldTest(value);
  return (found) => found !== undefined && anyElement(found, test);
}

/** Test of a message for a value: text anywhere in it, any case. */
function messageTest(value: Value): (message: string) => boolean {
  switch (value.kind) {
    case 'word':
    case 'phrase': {
      const literal = value.text.toLowerCase();
      return (message) => message.toLowerCase().includes(literal);
    }
    case 'wildcard': {
      const pattern = new RegExp(wildcardSource(value, '\\S'), 'i');
      return (message) => pattern.test(message.slice(0, REGEX_SEES));
    }
    case 'regex': {
      const search = boundedSearch(value.source, value.flags);
      return (message) => search.test(message.slice(0, REGEX_SEES));
    }
    case 'exists':
    case 'present':
      return (message) => message !== '';
    case 'range':
    case 'field':
      return () => false;
  }
}

/** Test of a level's code. */
export function levelTest(value: Value): (code: number) => boolean {
  switch (value.kind) {
    case 'word':
    case 'phrase': {
      const wanted = levelCodeOf(value.text);
      return (code) => code === wanted;
    }
    case 'range': {
      const from = value.from === null ? LEVEL_CODE.trace : (levelCodeOf(value.from) ?? 99);
      const to = value.to === null ? LEVEL_CODE.fatal : (levelCodeOf(value.to) ?? -1);
      const low = from + (value.fromIncluded || value.from === null ? 0 : 1);
      const high = to - (value.toIncluded || value.to === null ? 0 : 1);
      return (code) => code >= low && code <= high;
    }
    case 'exists':
    case 'present':
      return (code) => code !== LEVEL_CODE.unknown;
    case 'field':
      return () => false;
    case 'wildcard':
    case 'regex': {
      const test = fieldTest(value);
      const codes = Object.entries(LEVEL_CODE)
        .filter(([name]) => test(name))
        .map(([, code]) => code);
      return (code) => codes.includes(code);
    }
  }
}

/** Test of the rules that found something. */
export function detectedTest(value: Value): (keys: readonly string[]) => boolean {
  const test = fieldTest(value);
  return (keys) => keys.some(test);
}

/** Test of a source's path: part of it, any case; a phrase that begins like a path is the whole of it. */
export function sourceTest(value: Value): (path: string) => boolean {
  if (value.kind === 'phrase' && value.text.startsWith('/')) return (path) => path === value.text;
  if (value.kind === 'wildcard') {
    const pattern = new RegExp(wildcardSource(value, '[^]'), 'i');
    return (path) => pattern.test(path);
  }
  return messageTest(value);
}

/** The stretches of time that a value stands for; null: everything with a time. */
export function timeBounds(value: Value, zone: string): { fromUs: number; toUs: number } | null {
  if (value.kind === 'word' || value.kind === 'phrase') {
    return parseTimeValue(value.text, zone) ?? { fromUs: 0, toUs: 0 };
  }
  if (value.kind !== 'range') return null;
  const from = value.from === null ? null : parseTimeValue(value.from, zone);
  const to = value.to === null ? null : parseTimeValue(value.to, zone);
  return {
    fromUs: (value.fromIncluded ? from?.fromUs : from?.toUs) ?? Number.NEGATIVE_INFINITY,
    toUs: (value.toIncluded ? to?.toUs : to?.fromUs) ?? Number.POSITIVE_INFINITY,
  };
}

function timeTest(value: Value, zone: string): Test {
  const bounds = timeBounds(value, zone);
  if (bounds === null) return (subject) => !Number.isNaN(subject.timeUs);
  return ({ timeUs }) => timeUs >= bounds.fromUs && timeUs < bounds.toUs;
}

/** Test of a field's whole value, any case; numbers by their value. */
function fieldTest(value: Value): (found: FieldValue) => boolean {
  switch (value.kind) {
    case 'word':
    case 'phrase': {
      const text = value.text.toLowerCase();
      const number = exactNumberOf(value.text);
      const network = networkOf(value.text);
      return (found) =>
        String(found).toLowerCase() === text ||
        (number !== null && numberOf(found) === number) ||
        (network !== null && typeof found === 'string' && network.holds(found));
    }
    case 'wildcard': {
      const test = wildcardTest(value.parts, true);
      return (found) => found !== null && test(String(found));
    }
    case 'regex': {
      const search = boundedSearch(value.source, value.flags);
      return (found) => found !== null && search.test(String(found).slice(0, REGEX_SEES));
    }
    case 'exists':
      return (found) => found !== null && found !== '';
    case 'present':
      return () => true;
    case 'field':
      return () => false;
    case 'range':
      return rangeTest(value);
  }
}

/** Test of one text of a record for a value anywhere in it, any case. */
function anywhereTest(value: Value): (found: FieldValue) => boolean {
  switch (value.kind) {
    case 'word':
    case 'phrase': {
      const literal = value.text.toLowerCase();
      return (found) => String(found).toLowerCase().includes(literal);
    }
    case 'wildcard': {
      const test = wildcardTest(value.parts, false);
      return (found) => test(String(found));
    }
    case 'exists':
    case 'present':
      return () => true;
    default:
      return fieldTest(value);
  }
}

/**
 * Test of a text for literals with anything between them, any case; `whole`: nothing may stand before the
 * first or after the last. Looks for one literal after the other, which no text can make slow.
 */
function wildcardTest(parts: readonly WildcardPart[], whole: boolean): (text: string) => boolean {
  if (parts.some((part) => 'wild' in part && part.wild === '?')) {
    const source = wildcardSource({ kind: 'wildcard', parts }, '[^]');
    const pattern = new RegExp(whole ? `^${source}$` : source, 'i');
    return (text) => pattern.test(text);
  }
  const literals = parts.flatMap((part) => ('literal' in part ? [part.literal.toLowerCase()] : []));
  const first = whole && parts[0] !== undefined && 'literal' in parts[0] ? literals[0] : undefined;
  const end = parts.at(-1);
  const last = whole && end !== undefined && 'literal' in end ? literals.at(-1) : undefined;
  const between = literals.slice(
    first === undefined ? 0 : 1,
    last === undefined ? undefined : literals.length - 1,
  );
  if (first !== undefined && literals.length === 1 && last !== undefined) {
    return (text) => text.toLowerCase() === first;
  }
  return (text) => {
    const lower = text.toLowerCase();
    if (first !== undefined && !lower.startsWith(first)) return false;
    let at = first?.length ?? 0;
    for (const literal of between) {
      const found = lower.indexOf(literal, at);
      if (found < 0) return false;
      at = found + literal.length;
    }
    return last === undefined || (lower.length - last.length >= at && lower.endsWith(last));
  };
}

type OtherField = Extract<Value, { kind: 'field' }>;

/** Compares what two fields of a record hold, as text, any case. */
function otherFieldTest(field: string | null, { name, before, after }: OtherField): Test {
  const one = textOf(field ?? 'message');
  const other = textOf(name);
  return (subject) => {
    const text = one(subject);
    const wanted = other(subject);
    if (text === null || wanted === null) return false;
    if (before && after) return text.includes(wanted);
    if (before) return text.endsWith(wanted);
    return after ? text.startsWith(wanted) : text === wanted;
  };
}

/** What a field holds as lower-case text; null: nothing. */
function textOf(field: string): (subject: Subject) => string | null {
  const lower = (value: FieldValue | undefined): string | null =>
    value === undefined || value === null ? null : String(value).toLowerCase();
  switch (field) {
    case 'message':
      return (subject) => lower(subject.message());
    case 'level':
      return (subject) => levelOf(subject.level);
    case 'source':
      return (subject) => lower(subject.source);
    case 'template':
      return (subject) => lower(subject.templateId);
    case 'issue':
      return (subject) => lower(subject.issue);
    default:
      return (subject) => lower(subject.field(field));
  }
}

function stringRange(value: Range, of: (subject: Subject) => string): Test {
  const test = rangeTest(value);
  return (subject) => test(of(subject));
}

function anyElement(found: FieldValue, test: (value: FieldValue) => boolean): boolean {
  if (test(found)) return true;
  if (typeof found !== 'string' || !found.startsWith('[')) return false;
  try {
    const list: unknown = JSON.parse(found);
    return (
      Array.isArray(list) &&
      list.some((item) => (typeof item === 'object' ? false : test(item as FieldValue)))
    );
  } catch {
    return false;
  }
}

/** Regular expression for a wildcard value; `any` is what a wildcard may stand for. */
export function wildcardSource(value: Extract<Value, { kind: 'wildcard' }>, any: string): string {
  return value.parts
    .map((part) =>
      'literal' in part ? escapeRegex(part.literal) : part.wild === '*' ? `${any}*` : any,
    )
    .join('');
}

/** A text as a regular expression that finds just it. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
