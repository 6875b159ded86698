import type { PersonalKind, PersonalSpan } from '#shared/model/personal-data.ts';
import type { Fields } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { CaseKnowledge } from './record-text.ts';
import type { TextPrivacy } from './text-privacy.ts';

/** Something personal in a record of a block. Offsets are in the text of the block. */
export interface PersonalPlace {
  /** Index of the record in its block. */
  readonly record: number;
  /** Name of the field; `message`; empty: elsewhere in the line. */
  readonly field: string;
  readonly kind: PersonalKind;
  readonly start: number;
  readonly end: number;
  readonly value: string;
}

/** What is personal in a block, in the order of its text. The text is gone through once, and fields are cut only where there is something, unless names of
 * fields that the text has not beside them tell of people. */
export function* personalPlaces(
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  privacy: Privacy,
): Generator<PersonalPlace> {
  const text = blocks.text(block);
  const { offsets, ends, messageAt } = blocks.columns(block);
  const reader = knowledge.source(block.sourceId, block.shape);
  let record = 0;
  let fieldsOf = -1;
  let fields: [string, string][] = [];
  /** How often each text was found in the record so far: one that two fields hold is counted in each. */
  const times = new Map<string, number>();
  const records: Records = {
    count: block.records,
    at(index) {
      const from = offsets[index] ?? 0;
      const own = text.slice(from, ends[index]);
      return { from, text: own, fields: reader.fields(own) };
    },
  };
  const spans = isNamedApart(records, privacy) ? byRecord(records, privacy) : privacy.find(text);
  for (const { start, end, kind, value } of spans) {
    while (record + 1 < block.records && (offsets[record + 1] ?? 0) <= start) record++;
    const from = offsets[record] ?? 0;
    if (fieldsOf !== record) {
      fieldsOf = record;
      fields = textsOf(reader.fields(text.slice(from, ends[record])));
      times.clear();
    }
    const written = text.slice(start, end);
    const before = times.get(written) ?? 0;
    times.set(written, before + 1);
    const message = messageAt[record] ?? -1;
    const field =
      fieldOf(fields, written, before) ??
      (message >= 0 && start >= from + message ? 'message' : '');
    yield { record, field, kind, start, end, value };
  }
}

/** Records whose fields are looked at, to see whether their names tell of people. */
const LOOKED = 16;

type Privacy = Pick<TextPrivacy, 'find' | 'findRecord' | 'tellsOfPerson'>;

/** The text of each record with its fields, and where it begins. */
interface Records {
  readonly count: number;
  at(record: number): { readonly from: number; readonly text: string; readonly fields: Fields };
}

/** Whether fields of the first records have names that tell what their values are and stand only at the head of a table. */
function isNamedApart({ count, at }: Records, { tellsOfPerson }: Privacy): boolean {
  for (let record = 0; record < Math.min(count, LOOKED); record++) {
    const { text, fields } = at(record);
    if (Object.keys(fields).some((name) => tellsOfPerson(name) && !text.includes(name)))
      return true;
  }
  return false;
}

/** What is personal in each record, with what its fields tell of it. */
function* byRecord({ count, at }: Records, { findRecord }: Privacy): Generator<PersonalSpan> {
  for (let record = 0; record < count; record++) {
    const { from, text, fields } = at(record);
    for (const span of findRecord(text, fields)) {
      yield { ...span, start: from + span.start, end: from + span.end };
    }
  }
}

/** The field in which a text stands when it was found so often before it; the last one that has it where that is too often. */
function fieldOf(
  fields: readonly [string, string][],
  written: string,
  before: number,
): string | undefined {
  let left = before;
  let last: string | undefined;
  for (const [name, content] of fields) {
    let at = content.indexOf(written);
    for (; at >= 0; at = content.indexOf(written, at + written.length)) {
      last = name;
      if (left-- === 0) return name;
    }
  }
  return last;
}

function textsOf(fields: Fields): [string, string][] {
  return Object.entries(fields).flatMap(([name, value]): [string, string][] =>
    value === null || typeof value === 'boolean' ? [] : [[name, String(value)]],
  );
}
