import type { PersonalKind, PersonalSpan } from '#shared/model/personal-data.ts';
import type { Fields } from '#shared/model/record.ts';
import type { BlockFacts, CaseBlocks } from './case-blocks.ts';
import type { CaseKnowledge } from './record-text.ts';

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

/** Counts what is personal in a block, by field and kind. The text is gone through once; fields are cut only where there is something. */
export function personalTallies(
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  find: (text: string) => readonly PersonalSpan[],
): PersonalTally[] {
  const text = blocks.text(block);
  const { offsets, ends, messageAt } = blocks.columns(block);
  const reader = knowledge.source(block.sourceId, block.shape);
  const tallies = new Map<string, Growing>();
  let record = 0;
  let fieldsOf = -1;
  let fields: [string, string][] = [];
  for (const { start, end, kind, value } of find(text)) {
    while (record + 1 < block.records && (offsets[record + 1] ?? 0) <= start) record++;
    const from = offsets[record] ?? 0;
    if (fieldsOf !== record) {
      fieldsOf = record;
      fields = textsOf(reader.fields(text.slice(from, ends[record])));
    }
    const written = text.slice(start, end);
    const message = messageAt[record] ?? -1;
    const field =
      fields.find(([, content]) => content.includes(written))?.[0] ??
      (message >= 0 && start >= from + message ? 'message' : '');
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

function textsOf(fields: Fields): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] =>
    value === null || typeof value === 'boolean' ? [] : [[name, String(value)]],
  );
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
