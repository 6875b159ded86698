import type { PersonalSpan } from '#shared/model/personal-data.ts';
import { kindOfField } from './field-names.ts';
import { findFieldValue } from './fields.ts';
import type { Finder } from './find-personal-data.ts';
import { withoutOverlaps } from './findings.ts';

/** What is personal in the value of a field, of which its name may tell. Offsets are in the value. */
export function fieldSpans(find: Finder, name: string, value: string): PersonalSpan[] {
  const inside = find(value);
  if (kindOfField(name) === null) return inside;
  // As it would stand in a line; what could end it early is put out of the way, one character for one.
  const before = `${name.replace(/[^\p{L}\d_.-]/gu, '_')}="`;
  const line = `${before}${value.replace(/["\\\n\r]/g, "'")}"`;
  const named: PersonalSpan[] = [];
  findFieldValue(line, before.length - 2, (kind, start, end, confidence, found) => {
    named.push({
      kind,
      start: start - before.length,
      end: end - before.length,
      confidence,
      value: found,
    });
  });
  return withoutOverlaps([...named, ...inside]);
}
