import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { textOfLines } from './open-text.ts';
import { rawText } from './record-text.ts';
import type { RecordKey } from './view-order.ts';

/** Blocks that rows were shown from are remembered, so many of them. */
const REMEMBERED = 256;

/**
 * The texts of rows that are shown. Of a block from which rows are shown for the first time their lines alone are put together: after a
 * jump the text of the whole block, of which 50 rows are 7 kB, took half of the time. Who asks again scrolls in it, and the whole is opened.
 */
export class RowTexts {
  private readonly blocks: CaseBlocks;
  private readonly shown = new Set<number>();

  constructor(blocks: CaseBlocks) {
    this.blocks = blocks;
  }

  /** The texts of records, in their order, each as `rawText` gives it. Throws CASE_DAMAGED. */
  of(keys: readonly RecordKey[]): string[] {
    const texts = new Map<BlockFacts, (index: number) => string>();
    for (const [block, ofBlock] of Map.groupBy(keys, (key) => key.block)) {
      const indices = ofBlock.map(({ index }) => index);
      texts.set(block, this.textsOf(block, indices));
    }
    return keys.map(({ block, index }) => texts.get(block)?.(index) ?? '');
  }

  private textsOf(block: BlockFacts, indices: readonly number[]): (index: number) => string {
    const { blocks } = this;
    const isFirst = !this.shown.has(block.id) && !blocks.hasText(block);
    this.remember(block.id);
    const picked = isFirst ? pickedTexts(blocks, block, indices) : null;
    return picked ?? ((index) => rawText(blocks, block, index));
  }

  private remember(id: number): void {
    this.shown.delete(id);
    this.shown.add(id);
    const [oldest] = this.shown;
    if (this.shown.size > REMEMBERED && oldest !== undefined) this.shown.delete(oldest);
  }
}

/** Texts of some records of a block; null: it is not stored in lines. */
function pickedTexts(
  blocks: CaseBlocks,
  block: BlockFacts,
  indices: readonly number[],
): ((index: number) => string) | null {
  const stored = blocks.storedLines(block);
  if (stored === null) return null;
  try {
    const { offsets, ends, lineOffsets, records } = blocks.columns(block);
    const wanted = new Uint8Array(lineOffsets[records] ?? 0);
    const starts = new Map<number, number>();
    let size = 0;
    for (const index of indices.toSorted((a, b) => a - b)) {
      if (starts.has(index)) continue;
      starts.set(index, size);
      size += (offsets[index + 1] ?? 0) - (offsets[index] ?? 0);
      wanted.fill(1, lineOffsets[index], lineOffsets[index + 1]);
    }
    const text = textOfLines(stored, wanted, size);
    if (text === null) return null;
    return (index) => {
      const start = starts.get(index) ?? 0;
      return text.slice(start, start + (ends[index] ?? 0) - (offsets[index] ?? 0));
    };
  } finally {
    stored.release();
  }
}
