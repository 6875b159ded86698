import { levelOf } from '#shared/model/level.ts';
import type { Fields, FieldValue } from '#shared/model/record.ts';
import type { CaseBlocks } from './case-blocks.ts';
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

/** Calls back with about `wanted` records of a view, spread evenly; with all when `wanted` is infinite. */
export function forSpreadRecords(
  entries: readonly ViewEntry[],
  wanted: number,
  blocks: CaseBlocks,
  visit: (fields: Fields) => void,
  knowledge: CaseKnowledge,
  mostOpened = 24,
): number {
  const total = entries.reduce((sum, entry) => sum + entry.count, 0);
  // A sample opens a bounded number of blocks, a share of each.
  const opened = spread(entries, wanted === Number.POSITIVE_INFINITY ? entries.length : mostOpened);
  const available = opened.reduce((sum, entry) => sum + entry.count, 0);
  const every = Math.max(1, Math.floor(available / Math.min(wanted, total)));
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
