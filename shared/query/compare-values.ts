import type { FieldValue } from '#shared/model/record.ts';
import type { Value } from './ast.ts';

export type Range = Extract<Value, { kind: 'range' }>;

/** An end of a range, read once and not with each record. */
interface RangeEnd {
  readonly number: number | null;
  readonly text: string;
}

/** Test of a value for a range. */
export function rangeTest({
  from,
  to,
  fromIncluded,
  toIncluded,
}: Range): (found: FieldValue) => boolean {
  const [low, high] = [endOf(from), endOf(to)];
  return (found) => {
    if (found === null) return false;
    const above = low === null ? 1 : compare(found, low);
    const below = high === null ? -1 : compare(found, high);
    if (above === null || below === null) return false;
    return (
      (above > 0 || (above === 0 && fromIncluded)) && (below < 0 || (below === 0 && toIncluded))
    );
  };
}

function endOf(written: string | null): RangeEnd | null {
  return written === null ? null : { number: numberOf(written), text: written.toLowerCase() };
}

/** By value when both are numbers, as text otherwise; null: a number against a word. */
function compare(found: FieldValue, end: RangeEnd): number | null {
  const number = numberOf(found);
  if (number !== null && end.number !== null) return number - end.number;
  if (number !== null || end.number !== null) return null;
  const text = String(found).toLowerCase();
  return text < end.text ? -1 : text > end.text ? 1 : 0;
}

/** Whether a text is a number as far as values are compared. */
export function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text);
}

/** A value as a number; null: it is none. */
export function numberOf(value: FieldValue): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && isNumber(value) ? Number(value) : null;
}

/** As `numberOf`, null also for a whole number of which the neighbours read the same: ids of 64 bits are told by their digits. */
export function exactNumberOf(text: string): number | null {
  const number = numberOf(text);
  const isExact = number === null || !Number.isInteger(number) || Number.isSafeInteger(number);
  return isExact ? number : null;
}
