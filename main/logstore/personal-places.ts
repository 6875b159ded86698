import type { PersonalKind, PersonalSpan } from '#shared/model/personal-data.ts';
import type { Fields } from '#shared/model/record.ts';
import type { BlockFacts, CaseBlocks } from './case-blocks.ts';
import type { CaseKnowledge } from './record-text.ts';

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

/** What is personal in a block, in the order of its text. The text is gone through once; fields are cut only where there is something. */
export function* personalPlaces(
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  find: (text: string) => readonly PersonalSpan[],
): Generator<PersonalPlace> {
  const text = blocks.text(block);
  const { offsets, ends, messageAt } = blocks.columns(block);
  const reader = knowledge.source(block.sourceId, block.shape);
  let record = 0;
  let fieldsOf = -1;
  let fields: [string, string][] = [];
  /** How often each text was found in the record so far: one that two fields hold is counted in each. */
  const times = new Map<string, number>();
  for (const { start, end, kind, value } of find(text)) {
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
