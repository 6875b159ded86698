import type { Fields, FieldValue } from '#shared/model/record.ts';
import type { PersonalSpan, Pseudonym } from '#shared/model/personal-data.ts';
import { inPlaceOf } from '../erase/value-eraser.ts';
import { fieldSpans } from '../find/field-spans.ts';
import { hidden } from '../find/take-off-encoding.ts';
import { recordSpans, tellsOfPerson } from '../find/record-spans.ts';
import type { Finder } from '../find/find-personal-data.ts';
import { isPseudonym, pseudonymOf } from './pseudonym.ts';

/** Masks texts and values; what it made since it was last asked is to be kept with the case. */
export interface TextMasker {
  readonly find: Finder;
  /** The text with everything that was found in it replaced. Masking it again changes nothing. */
  mask(text: string): string;
  /** Whether a field's name tells that its value is personal. */
  readonly tellsOfPerson: (name: string) => boolean;
  /** What is personal in the text of a record, of which its fields may tell, see `recordSpans`. */
  findRecord(text: string, fields: Fields): PersonalSpan[];
  /** The text of a record masked so. */
  maskRecord(text: string, fields: Fields): string;
  /**
   * A value of JSON with its texts masked, keys included; a number that is personal becomes a text. A name holds for all
   * texts of a list under it, and `{field, value}` or `{field, values}` is of the field that it names.
   */
  maskValue(value: unknown): unknown;
  /** The value of a field of a record, of which its name may tell. */
  maskField(name: string, value: FieldValue): FieldValue;
  /** Pseudonyms that were made since this was last called. */
  taken(): Pseudonym[];
}

const isFieldValue = (value: unknown): value is FieldValue =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Times that a text is masked at most. */
const MOST_TIMES = 3;
/** What a pseudonym goes on from. */
const GROWS = /[\p{L}\p{N}_]/u;

/** What is compared as it is written, but for upper case. */
const AS_WRITTEN: ReadonlySet<PersonalSpan['kind']> = new Set(['email', 'ip', 'access-key', 'jwt']);

/** What a pseudonym is turned back into: of what was disguised the plain form, which has the same pseudonym. */
const originalOf = ({ kind, value }: PersonalSpan, written: string): string =>
  AS_WRITTEN.has(kind) && written.toLowerCase() !== value.toLowerCase() && hidden().test(written)
    ? value
    : written;

/** Values whose pseudonym is at hand. */
const MOST_KEPT = 100_000;

/** A masker with the key of a case, see `maskingKey`. */
export function createTextMasker(key: Uint8Array, find: Finder): TextMasker {
  let made = new Map<string, Pseudonym>();
  const known = new Map<string, string>();

  function pseudonym(span: PersonalSpan, written: string): string {
    const name = `${span.kind}\u0000${span.value}`;
    const before = known.get(name);
    if (before !== undefined) return before;
    const next = pseudonymOf(key, span.kind, span.value);
    if (known.size >= MOST_KEPT) known.clear();
    known.set(name, next);
    made.set(next, { pseudonym: next, kind: span.kind, original: originalOf(span, written) });
    return next;
  }

  function replace(text: string, spans: readonly PersonalSpan[]): string {
    let masked = '';
    let at = 0;
    for (const span of spans) {
      const written = text.slice(span.start, span.end);
      if (isPseudonym(written)) continue;
      const stands = pseudonym(span, written);
      masked += text.slice(at, span.start);
      // Grown together with what stands before it, nobody would know it for a pseudonym.
      if (GROWS.test(masked.slice(-1))) masked += ' ';
      masked += inPlaceOf(text, span.start, span.end, stands);
      at = span.end;
    }
    return at === 0 ? text : masked + text.slice(at);
  }

  /** Until nothing is found any more: what is left beside a pseudonym may read as something else. */
  function mask(text: string): string {
    let masked = text;
    for (let times = 0; times < MOST_TIMES; times++) {
      const next = replace(masked, find(masked));
      if (next === masked) break;
      masked = next;
    }
    return masked;
  }

  function maskField(name: string, value: FieldValue): FieldValue {
    if (typeof value === 'string') return replace(value, fieldSpans(find, name, value));
    if (typeof value !== 'number') return value;
    const text = String(value);
    const spans = fieldSpans(find, name, text);
    return spans.length === 0 ? value : replace(text, spans);
  }

  function maskValue(value: unknown, of: string | null = null): unknown {
    if (isFieldValue(value)) {
      if (of !== null) return maskField(of, value);
      return typeof value === 'string' ? mask(value) : value;
    }
    if (Array.isArray(value)) return value.map((item) => maskValue(item, of));
    if (typeof value !== 'object') return value;
    const told = 'field' in value && typeof value.field === 'string' ? value.field : null;
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => {
        const named = name === 'value' ? (told ?? of) : name === 'values' ? told : null;
        return [mask(name), maskValue(item, named ?? name)];
      }),
    );
  }

  return {
    find,
    mask,
    tellsOfPerson,
    findRecord: (text, fields) => recordSpans(find, text, fields),
    maskRecord: (text, fields) => replace(text, recordSpans(find, text, fields)),
    maskValue: (value) => maskValue(value),
    maskField,
    taken() {
      const taken = [...made.values()];
      made = new Map();
      return taken;
    },
  };
}
