import { UNTIMED_US } from './block-facts.ts';
import type { BlockSummary } from './search-operations.ts';

/** What all records of a case come to: their times (microseconds UTC; null: none has one), and how many. */
export interface CaseRange {
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly records: number;
}

/** Adds up the blocks of a case. */
export function caseRange(blocks: readonly BlockSummary[]): CaseRange {
  const timed = blocks.filter((block) => block.timed && block.maxUs < UNTIMED_US);
  return {
    fromUs: timed.length === 0 ? null : Math.min(...timed.map((block) => block.minUs)),
    toUs: timed.length === 0 ? null : Math.max(...timed.map((block) => block.maxUs)),
    records: blocks.reduce((sum, block) => sum + block.records, 0),
  };
}
