import type { BlockColumns } from './block-columns.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { countOpen, IS_OPEN, OPEN, statesOfKinds } from './record-states.ts';
import { someLines } from './block-text.ts';
import { damagedBlock, decodeText } from './packed-block.ts';
import type { StoredLines } from './stored-lines.ts';

/** The text of a block, or of some of its records. */
export interface OpenText {
  readonly text: string;
  /** Where each record begins in it, then where the last one ends; of one that is left out, where the next one begins. */
  readonly starts: Uint32Array;
}

/**
 * Share of open records up to which they alone are put together: with more of them it takes as long as the whole. At 67 % (an
 * expression over 250 MB of syslog) it took a tenth less.
 */
const WORTH_PICKING = 0.8;

/**
 * The text of at least the records that are left open. Where they are few, the lines of the others are not put together
 * from what is stored. Throws CASE_DAMAGED.
 *
 * @param states one a kind, see `kind-verdicts.ts`
 * @param refined one a record in their place; null: what the kinds say
 * @param lines what the text is stored in, where it was opened already
 */
export function openText(
  block: BlockFacts,
  blocks: CaseBlocks,
  openColumns: () => BlockColumns,
  states: Uint8Array,
  refined: Uint8Array | null,
  lines?: StoredLines | null,
): OpenText {
  const stored = lines === undefined ? blocks.storedLines(block) : lines;
  try {
    const few = openRecords(block, states, refined) <= block.records * WORTH_PICKING;
    const some = few && stored !== null ? openSome(stored, openColumns(), states, refined) : null;
    if (some !== null) return some;
    return {
      text: blocks.text(block, stored),
      get starts() {
        return openColumns().offsets;
      },
    };
  } finally {
    if (lines === undefined) stored?.release();
  }
}

/** How many records are left open. */
export function openRecords(
  block: BlockFacts,
  states: Uint8Array,
  refined: Uint8Array | null,
): number {
  if (refined !== null) return countOpen(refined);
  let open = 0;
  states.forEach((state, kind) => {
    if (state === OPEN) open += block.kinds.counts[kind] ?? 0;
  });
  return open;
}

function openSome(
  stored: StoredLines,
  { records, kinds, offsets, lineOffsets }: BlockColumns,
  states: Uint8Array,
  refined: Uint8Array | null,
): OpenText | null {
  const ofRecords = refined ?? statesOfKinds(kinds, states);
  const starts = new Uint32Array(records + 1);
  placeOpen(ofRecords, offsets, starts);
  const size = starts[records] as number;
  const wanted = new Uint8Array(lineOffsets[records] as number);
  if (wanted.length === records) markEach(ofRecords, wanted);
  else markRecords(ofRecords, lineOffsets, wanted);
  const text = textOfLines(stored, wanted, size);
  return text === null ? null : { text, starts };
}

/**
 * The text of some lines of a block; null: there are not so many lines. Throws CASE_DAMAGED where it is not as long as told.
 *
 * @param wanted one a line
 * @param size characters of the records that the lines are of
 */
export function textOfLines(stored: StoredLines, wanted: Uint8Array, size: number): string | null {
  const lines = someLines(stored, wanted);
  if (lines === null) return null;
  const text = decodeText(lines);
  // Behind the last line of a text stands a newline here, even if none does there.
  if (text.length !== size && text.length !== size + 1) {
    throw damagedBlock(new RangeError('lines are not as long as their records'));
  }
  return text;
}

// Functions of their own, so that they are fast from the first block on, without branches that are taken now and then.

function placeOpen(states: Uint8Array, offsets: Uint32Array, starts: Uint32Array): void {
  let at = 0;
  for (let i = 0; i < states.length; i++) {
    starts[i] = at;
    const length = (offsets[i + 1] as number) - (offsets[i] as number);
    at += length * (IS_OPEN[states[i] as number] as number);
  }
  starts[states.length] = at;
}

function markEach(states: Uint8Array, wanted: Uint8Array): void {
  for (let i = 0; i < states.length; i++) wanted[i] = IS_OPEN[states[i] as number] as number;
}

function markRecords(states: Uint8Array, lineOffsets: Uint32Array, wanted: Uint8Array): void {
  for (let i = 0; i < states.length; i++) {
    if (states[i] === OPEN) wanted.fill(1, lineOffsets[i], lineOffsets[i + 1]);
  }
}
