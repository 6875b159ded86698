import type { PersonalSpan } from '#shared/model/personal-data.ts';
import type { Fields } from '#shared/model/record.ts';
import { kindOfField } from './field-names.ts';
import { fieldSpans } from './field-spans.ts';
import type { Finder } from './find-personal-data.ts';
import { withoutOverlaps } from './findings.ts';

/** Whether a field's name tells that its value is personal, whatever the value looks like. */
export const tellsOfPerson = (name: string): boolean => kindOfField(name) !== null;

/**
 * What is personal in the text of a record, of which the names of its fields may tell: in a table, or between spaces,
 * no name stands beside the value. Offsets are in the text, in its order.
 */
export function recordSpans(find: Finder, text: string, fields: Fields): PersonalSpan[] {
  const found = find(text);
  const named: PersonalSpan[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (typeof value !== 'string' && typeof value !== 'number') continue;
    if (!tellsOfPerson(name)) continue;
    const content = String(value);
    const spans = fieldSpans(find, name, content);
    if (spans.length === 0) continue;
    for (const at of wordsIn(text, content)) {
      for (const span of spans) named.push({ ...span, start: at + span.start, end: at + span.end });
    }
  }
  return named.length === 0 ? found : withoutOverlaps([...found, ...named]);
}

/** Where a value stands in a text and is no part of a longer word. */
function* wordsIn(text: string, value: string): Generator<number> {
  for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + value.length)) {
    if (!isWordAt(text, at - 1) && !isWordAt(text, at + value.length)) yield at;
  }
}

const isWordAt = (text: string, at: number): boolean => /[\p{L}\d_]/u.test(text[at] ?? '');
