import { levelOf } from '#shared/model/level.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { ASK_RECORD, type FieldColumn } from './field-columns.ts';
import { rawText, type CaseKnowledge } from './record-text.ts';
import { selectedIndices, type ViewEntry } from './view.ts';

/** Values of one field and how often each was met. */
export type Tally = Map<FieldValue, number>;

/** Distinct values that are kept apart; beyond it new ones are only counted as records looked at. */
const MOST_VALUES = 50_000;

/**
 * The commonest values, most frequent first, of a tally that was made of some of the records.
 *
 * @param scale records a counted one stands for
 */
export function commonestValues(
  tally: readonly (readonly [FieldValue, number])[],
  limit: number,
  scale: number,
): { value: FieldValue; count: number }[] {
  return [...tally]
    .sort((a, b) => b[1] - a[1] || String(a[0]).localeCompare(String(b[0])))
    .slice(0, limit)
    .map(([value, count]) => ({ value, count: Math.round(count * scale) }));
}

/** Fields whose values are known from the block's dictionary. */
export const DICTIONARY_FIELDS = new Set(['level', 'source', 'template', 'issue']);

/** Counts the values of a dictionary field: exact and without opening text. */
export function tallyDictionary(
  field: string,
  entries: readonly ViewEntry[],
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): Tally {
  const tally: Tally = new Map();
  for (const entry of entries) {
    const block = blocks.find(entry.blockId);
    if (block === undefined) continue;
    if (field === 'source') {
      add(tally, knowledge.source(block.sourceId, block.shape).path, entry.count);
      continue;
    }
    const { kinds } = block;
    const counts = countsByKind(entry, blocks);
    for (let kind = 0; kind < kinds.size; kind++) {
      const count = counts[kind] ?? 0;
      const value = dictionaryValue(
        field,
        kinds.levels[kind] ?? 0,
        kinds.skeletonIds[kind] ?? 0,
        knowledge,
      );
      if (count > 0 && value !== null) add(tally, value, count);
    }
  }
  return tally;
}

function dictionaryValue(
  field: string,
  level: number,
  skeletonId: number,
  knowledge: CaseKnowledge,
): FieldValue {
  if (field === 'level') return levelOf(level);
  if (field === 'template') return knowledge.templateOf(skeletonId);
  return knowledge.issueOf(skeletonId);
}

function countsByKind(entry: ViewEntry, blocks: CaseBlocks): Uint32Array {
  const block = blocks.find(entry.blockId);
  if (block === undefined) return new Uint32Array(0);
  const { selection } = entry;
  if (selection.by === 'all') return block.kinds.counts;
  if (selection.by === 'kinds') {
    return block.kinds.counts.map((count, kind) => (selection.accepted[kind] === 1 ? count : 0));
  }
  const columns = blocks.columns(block);
  const counts = new Uint32Array(block.kinds.size);
  for (const index of selection.indices) {
    const kind = columns.kinds[index] ?? 0;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
}

/** What a tally of a field was made of. */
export interface FieldTally {
  readonly tally: Tally;
  /** Records whose value was looked at. */
  looked: number;
  /** Records that the counts stand for. */
  covered: number;
}

/**
 * Counts the values of fields, in their order: from its column where a block has one, without opening text; else from about
 * `wanted` records, each standing for those around it; from all when `wanted` is infinite. A text is read once for all fields.
 */
export function tallyFields(
  fields: readonly string[],
  entries: readonly ViewEntry[],
  wanted: number,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): FieldTally[] {
  // Levels, sources, templates and issues are counted by who asks, and need no block opened.
  if (fields.length === 0) return [];
  const tallies = fields.map(() => ({ tally: new Map() as Tally, looked: 0, covered: 0 }));
  const byField = new Map(fields.map((field, at) => [field, tallies[at] as FieldTally]));
  const { opened, every } = sampleOf(entries, wanted, MOST_OPENED);
  for (const entry of opened) {
    const block = blocks.find(entry.blockId);
    if (block === undefined) continue;
    const { by } = entry.selection;
    // In which order they are counted is all one, and the order of time costs a column.
    const indices = by === 'all' ? null : selectedIndices(entry.selection, blocks.columns(block));
    const look = (rest: Uint32Array | null, of: ReadonlyMap<string, FieldTally>): void =>
      tallyTexts(rest, of, every, entry.count, block, blocks, knowledge);
    const unstored = new Map(byField);
    const columns = blocks.fields(block);
    for (const [field, of] of byField) {
      of.covered += entry.count;
      const column = columns.get(field);
      if (column === undefined) continue;
      unstored.delete(field);
      look(tallyColumn(column, indices, of.tally), new Map([[field, of]]));
    }
    if (unstored.size > 0) look(indices, unstored);
  }
  return tallies;
}

/** Counts what the texts of records say in fields, one of `every` for those around it; of all of the block if null. */
function tallyTexts(
  indices: Uint32Array | null,
  tallies: ReadonlyMap<string, FieldTally>,
  every: number,
  selected: number,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): void {
  const untold = indices?.length ?? block.records;
  const asked = Math.ceil(untold / every);
  const source = knowledge.source(block.sourceId, block.shape);
  for (let i = 0; i < untold; i += every) {
    const fields = source.fields(rawText(blocks, block, indices === null ? i : (indices[i] ?? 0)));
    for (const [field, { tally }] of tallies) {
      const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
      if (value !== undefined) add(tally, value, untold / asked);
    }
  }
  for (const of of tallies.values()) of.looked += selected - untold + asked;
}

/** Counts what a column tells of records, all of the block if null. Gives those of which only their text tells. */
function tallyColumn(
  { values, numbers }: FieldColumn,
  indices: Uint32Array | null,
  tally: Tally,
): Uint32Array {
  const counts = new Uint32Array(ASK_RECORD + 1);
  const untold: number[] = [];
  const length = indices?.length ?? numbers.length;
  for (let i = 0; i < length; i++) {
    const index = indices === null ? i : (indices[i] as number);
    const number = numbers[index] as number;
    counts[number] = (counts[number] as number) + 1;
    if (number === ASK_RECORD) untold.push(index);
  }
  values.forEach((value, at) => {
    const count = counts[at + 1] ?? 0;
    if (count > 0) add(tally, value, count);
  });
  return Uint32Array.from(untold);
}

/** A sample opens a bounded number of blocks, a share of each. */
export const MOST_OPENED = 24;

/** Which parts of a view are opened, and of how many of their records one is looked at, for about `wanted` of all. */
export function sampleOf(
  entries: readonly ViewEntry[],
  wanted: number,
  mostOpened: number,
): { opened: readonly ViewEntry[]; every: number } {
  const total = entries.reduce((sum, entry) => sum + entry.count, 0);
  const opened = spread(entries, wanted === Number.POSITIVE_INFINITY ? entries.length : mostOpened);
  const available = opened.reduce((sum, entry) => sum + entry.count, 0);
  return { opened, every: Math.max(1, Math.floor(available / Math.min(wanted, total))) };
}

/** Calls back with about `wanted` records of a view, spread evenly; with all when `wanted` is infinite. */
export function forSpreadRecords(
  entries: readonly ViewEntry[],
  wanted: number,
  blocks: CaseBlocks,
  visit: (fields: Fields) => void,
  knowledge: CaseKnowledge,
  mostOpened = MOST_OPENED,
): number {
  const { opened, every } = sampleOf(entries, wanted, mostOpened);
  let looked = 0;
  for (const entry of opened) {
    const block = blocks.find(entry.blockId);
    if (block === undefined) continue;
    const columns = blocks.columns(block);
    const indices = selectedIndices(entry.selection, columns);
    const source = knowledge.source(block.sourceId, block.shape);
    const length = indices?.length ?? columns.records;
    for (let i = 0; i < length; i += every) {
      const raw = rawText(blocks, block, indices === null ? i : (indices[i] ?? 0));
      visit(source.fields(raw));
      looked++;
    }
  }
  return looked;
}

function spread<T>(items: readonly T[], wanted: number): T[] {
  if (items.length <= wanted) return [...items];
  return Array.from(
    { length: wanted },
    (_, i) => items[Math.floor((i * items.length) / wanted)],
  ).filter((item) => item !== undefined);
}

/** Adds one value to a tally. */
export function add(tally: Tally, value: FieldValue, count: number): void {
  const known = tally.get(value);
  if (known !== undefined) tally.set(value, known + count);
  else if (tally.size < MOST_VALUES) tally.set(value, count);
}
