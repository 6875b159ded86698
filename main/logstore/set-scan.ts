import type { FieldValue } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { AddedWords } from './literal-need.ts';
import { keyOf, QuerySet, type SetQuery } from './query-set.ts';
import { RecordSubject } from './record-subject.ts';
import type { CaseKnowledge } from './record-text.ts';
import { mayContain } from './word-filter.ts';

/** Queries to ask together, by the format of the sources that they are for. */
export interface SetPlanInput {
  readonly zone: string;
  readonly formats: readonly { readonly format: string; readonly queries: readonly SetQuery[] }[];
}

/** What a set of queries found in one block, a position a hit. */
export interface SetHits {
  readonly sourceId: number;
  readonly ids: Uint32Array;
  readonly ordinals: Uint32Array;
  /** Microseconds UTC; NaN: the record has no time of its own. */
  readonly timesUs: Float64Array;
  readonly lines: Uint32Array;
  /** Values of the fields that the hit's query wants. */
  readonly values: readonly (readonly FieldValue[])[];
  /** Records that were looked at. */
  readonly looked: number;
}

/** A set of queries for the formats of a case. */
export class SetPlan {
  private readonly input: SetPlanInput;
  private readonly sets = new Map<string, QuerySet>();

  constructor(input: SetPlanInput) {
    this.input = input;
  }

  /** The queries for a format; null: there are none. */
  private setOf(format: string, added: AddedWords): QuerySet | null {
    const name = JSON.stringify([format, added]);
    const known = this.sets.get(name);
    if (known !== undefined) return known;
    const queries = this.input.formats.find((entry) => entry.format === format)?.queries ?? [];
    if (queries.length === 0) return null;
    const set = new QuerySet(queries, this.input.zone, added);
    this.sets.set(name, set);
    return set;
  }

  /** Asks all queries of all records of a block, opening it only when one of them may find something. */
  scan(block: BlockFacts, format: string, blocks: CaseBlocks, knowledge: CaseKnowledge): SetHits {
    const { added } = knowledge.source(block.sourceId, block.shape);
    const set = this.setOf(format, added);
    const hits = new HitList(block.sourceId);
    if (set === null) return hits.done(0);
    const filter = blocks.filter(block);
    const possible = new Uint8Array(set.ready.length);
    let some = set.hasUntriggered;
    set.literals.forEach((literal, id) => {
      if (!mayContain(filter, literal)) return;
      some = true;
      for (const index of set.byLiteral[id] ?? []) possible[index] = 1;
    });
    if (!some) return hits.done(0);
    scanRecords(set, possible, block, blocks, knowledge, hits);
    return hits.done(block.records);
  }
}

function scanRecords(
  set: QuerySet,
  possible: Uint8Array,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  hits: HitList,
): void {
  const columns = blocks.columns(block);
  const text = blocks.text(block);
  const subject = new RecordSubject(block, blocks, () => columns, knowledge);
  /** The last record for which a query was asked, so that it is asked once. */
  const asked = new Int32Array(set.ready.length).fill(-1);
  const candidates: number[] = [];
  for (let record = 0; record < columns.records; record++) {
    candidates.length = 0;
    set.finder.scan(text, columns.offsets[record] ?? 0, columns.ends[record] ?? 0, (id) => {
      for (const index of set.byLiteral[id] as readonly number[]) {
        if (asked[index] === record || possible[index] === 0) continue;
        asked[index] = record;
        candidates.push(index);
      }
    });
    if (candidates.length === 0 && !set.hasUntriggered) continue;
    subject.at(record);
    const keys = set.keyFields.map((field) => keyOf(subject.field(field)));
    for (const index of set.untriggeredFor(keys[0] ?? null)) {
      if (asked[index] === record) continue;
      asked[index] = record;
      candidates.push(index);
    }
    for (const index of candidates) {
      const ready = set.ready[index];
      if (ready === undefined || !keysFit(ready.keys, keys)) continue;
      if (!ready.matcher.matches(subject)) continue;
      const { id, wanted } = ready.query;
      hits.add(
        id,
        block.firstOrdinal + record,
        columns.timed[record] === 1 ? (columns.timeUs[record] ?? Number.NaN) : Number.NaN,
        block.firstLine + (columns.lineOffsets[record] ?? 0),
        wanted.map((names) => firstOf(subject, names)),
      );
    }
  }
}

function keysFit(
  required: readonly (ReadonlySet<string> | null)[],
  keys: readonly (string | null)[],
): boolean {
  return required.every((values, at) => {
    const key = keys[at] ?? null;
    return values === null || key === null || values.has(key);
  });
}

function firstOf(subject: RecordSubject, names: readonly string[]): FieldValue {
  for (const name of names) {
    const value = subject.field(name);
    if (value !== undefined && value !== null && value !== '') return value;
  }
  return null;
}

class HitList {
  private readonly sourceId: number;
  private readonly ids: number[] = [];
  private readonly ordinals: number[] = [];
  private readonly timesUs: number[] = [];
  private readonly lines: number[] = [];
  private readonly values: (readonly FieldValue[])[] = [];
  private readonly seen = new Set<number>();
  private seenOrdinal = -1;

  constructor(sourceId: number) {
    this.sourceId = sourceId;
  }

  add(id: number, ordinal: number, us: number, line: number, values: readonly FieldValue[]): void {
    if (ordinal !== this.seenOrdinal) this.seen.clear();
    this.seenOrdinal = ordinal;
    if (this.seen.has(id)) return;
    this.seen.add(id);
    this.ids.push(id);
    this.ordinals.push(ordinal);
    this.timesUs.push(us);
    this.lines.push(line);
    this.values.push(values);
  }

  done(looked: number): SetHits {
    return {
      sourceId: this.sourceId,
      ids: Uint32Array.from(this.ids),
      ordinals: Uint32Array.from(this.ordinals),
      timesUs: Float64Array.from(this.timesUs),
      lines: Uint32Array.from(this.lines),
      values: this.values,
      looked,
    };
  }
}
