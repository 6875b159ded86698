import type { PersonalKind } from '#shared/model/personal-data.ts';
import type { PersonalPlace } from './personal-places.ts';

/** What of one kind was found in one field of a block's records. */
export interface PersonalTally {
  /** Name of the field; `message`; empty: elsewhere in the line. */
  readonly field: string;
  readonly kind: PersonalKind;
  readonly count: number;
  readonly records: number;
  /** What was found, as numbers that differ where the values do (53 bits of a hash). */
  readonly values: Float64Array;
}

interface Growing {
  readonly field: string;
  readonly kind: PersonalKind;
  count: number;
  records: number;
  lastRecord: number;
  readonly values: Set<number>;
}

/** Counts what is personal in a block, by field and kind. */
export function personalTallies(places: Iterable<PersonalPlace>): PersonalTally[] {
  const tallies = new Map<string, Growing>();
  for (const { record, field, kind, value } of places) {
    const key = `${kind}\u0000${field}`;
    let tally = tallies.get(key);
    if (tally === undefined) {
      tally = { field, kind, count: 0, records: 0, lastRecord: -1, values: new Set() };
      tallies.set(key, tally);
    }
    tally.count++;
    if (tally.lastRecord !== record) tally.records++;
    tally.lastRecord = record;
    tally.values.add(hash53(value));
  }
  return [...tallies.values()].map(({ field, kind, count, records, values }) => ({
    field,
    kind,
    count,
    records,
    values: Float64Array.from(values),
  }));
}

/** 53 bits of a text, well spread (two lanes of multiply and xor; not against somebody who wants them to be alike). */
function hash53(text: string): number {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  return 4294967296 * (2097151 & low) + (high >>> 0);
}
