import type { BlockColumns } from './block-columns.ts';
import type { BlockFacts, CaseBlocks } from './case-blocks.ts';
import { OPEN } from './kind-verdicts.ts';
import { damagedBlock } from './packed-block.ts';

/** The text of a block, or of some of its records. */
export interface OpenText {
  readonly text: string;
  /** Where each record begins in it, then where the last one ends; of one that is left out, where the next one begins. */
  readonly starts: Uint32Array;
}

/** Share of open records up to which they alone are put together: with more of them it takes as long as the whole. */
const WORTH_PICKING = 0.6;

/**
 * The text of at least the records that are left open. Where they are few, the lines of the others are not put together
 * from what is stored. Throws CASE_DAMAGED.
 *
 * @param states one a kind, see `kind-verdicts.ts`
 * @param refined one a record in their place; null: what the kinds say
 */
export function openText(
  block: BlockFacts,
  blocks: CaseBlocks,
  openColumns: () => BlockColumns,
  states: Uint8Array,
  refined: Uint8Array | null,
): OpenText {
  const few = openRecords(block, states, refined) <= block.records * WORTH_PICKING;
  const some = few ? openSome(block, blocks, openColumns(), states, refined) : null;
  if (some !== null) return some;
  return {
    text: blocks.text(block),
    get starts() {
      return openColumns().offsets;
    },
  };
}

function openRecords(block: BlockFacts, states: Uint8Array, refined: Uint8Array | null): number {
  let open = 0;
  if (refined === null) {
    states.forEach((state, kind) => {
      if (state === OPEN) open += block.kinds.counts[kind] ?? 0;
    });
  } else for (const state of refined) if (state === OPEN) open++;
  return open;
}

function openSome(
  block: BlockFacts,
  blocks: CaseBlocks,
  { records, kinds, offsets, lineOffsets }: BlockColumns,
  states: Uint8Array,
  refined: Uint8Array | null,
): OpenText | null {
  const starts = new Uint32Array(records + 1);
  const wanted = new Uint8Array(lineOffsets[records] as number);
  let at = 0;
  for (let i = 0; i < records; i++) {
    starts[i] = at;
    const state = refined === null ? states[kinds[i] as number] : refined[i];
    if (state !== OPEN) continue;
    at += (offsets[i + 1] as number) - (offsets[i] as number);
    wanted.fill(1, lineOffsets[i], lineOffsets[i + 1]);
  }
  starts[records] = at;
  const text = blocks.someLines(block, wanted);
  if (text === null) return null;
  // Behind the last line of a text stands a newline here, even if none does there.
  if (text.length !== at && text.length !== at + 1) {
    throw damagedBlock(new RangeError('lines are not as long as their records'));
  }
  return { text, starts };
}
