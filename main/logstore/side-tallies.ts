import type { FieldValue } from '#shared/model/record.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { add, forSpreadRecords, tallyDictionary, type Tally } from './facet.ts';
import type { CaseKnowledge } from './record-text.ts';
import type { ViewEntry } from './view.ts';

/** All that is counted of one side of a comparison. */
export interface SideTallies {
  readonly records: number;
  /** Earliest and latest time of its blocks. */
  readonly firstUs: number | null;
  readonly lastUs: number | null;
  readonly template: Tally;
  readonly issue: Tally;
  readonly level: Tally;
  readonly source: Tally;
  /** Values by field, in a spread sample of `looked` records. */
  readonly fields: ReadonlyMap<string, ReadonlyMap<FieldValue, number>>;
  readonly looked: number;
}

/** Values of one field that are kept apart; one with more names records, not groups of them. */
const MOST_VALUES = 2000;
const MOST_FIELDS = 200;
const LONGEST_VALUE = 200;
/** Each takes some forty milliseconds to open, and both sides are to be counted within a second. */
const MOST_OPENED = 6;

/** Counts a view for a comparison: templates, issues, levels and sources exactly, without opening text; fields in a sample. */
export function sideTallies(
  entries: readonly ViewEntry[],
  sample: number,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): SideTallies {
  const tally = (field: string): Tally => {
    const counted = tallyDictionary(field, entries, blocks, knowledge);
    counted.delete(null);
    return counted;
  };
  const fields = new Map<string, Tally>();
  const looked = forSpreadRecords(
    entries,
    sample,
    blocks,
    (found) => {
      for (const [name, value] of Object.entries(found)) {
        if (value === null || String(value).length > LONGEST_VALUE) continue;
        let values = fields.get(name);
        if (values === undefined) {
          if (fields.size >= MOST_FIELDS) continue;
          values = new Map();
          fields.set(name, values);
        }
        if (values.size < MOST_VALUES || values.has(value)) add(values, value, 1);
      }
    },
    knowledge,
    MOST_OPENED,
  );
  const opened = entries.flatMap(({ blockId }) => {
    const block = blocks.find(blockId);
    return block?.timed === true ? [block] : [];
  });
  return {
    records: entries.reduce((sum, { count }) => sum + count, 0),
    firstUs: opened.length === 0 ? null : Math.min(...opened.map(({ minUs }) => minUs)),
    lastUs: opened.length === 0 ? null : Math.max(...opened.map(({ maxUs }) => maxUs)),
    template: tally('template'),
    issue: tally('issue'),
    level: tally('level'),
    source: tally('source'),
    fields,
    looked,
  };
}
