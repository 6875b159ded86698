import { compareBlocks, type BlockFacts } from '../block-facts.ts';
import type { CaseBlocks } from '../case-blocks.ts';
import { selectedIndices, type ViewEntry } from '../view.ts';
import type { RecordKey } from '../view-order.ts';

interface Part {
  readonly entry: ViewEntry;
  readonly block: BlockFacts;
  /** Records of the view before it. */
  readonly before: number;
}

/** The rows of a view in the order of their files: source after source, each from its first line to its last. */
export class FileOrder {
  readonly total: number;
  private readonly blocks: CaseBlocks;
  private readonly parts: readonly Part[];

  constructor(entries: readonly ViewEntry[], blocks: CaseBlocks) {
    this.blocks = blocks;
    const found = entries.flatMap((entry) => {
      const block = blocks.find(entry.blockId);
      return block === undefined || entry.count === 0 ? [] : [{ entry, block }];
    });
    found.sort((a, b) => compareBlocks(a.block, b.block));
    let before = 0;
    this.parts = found.map((part) => {
      const placed = { ...part, before };
      before += part.entry.count;
      return placed;
    });
    this.total = before;
  }

  /** Rows `start` to `start + count`; fewer at the end. */
  rows(start: number, count: number): RecordKey[] {
    const end = Math.min(start + count, this.total);
    const keys: RecordKey[] = [];
    for (let at = this.partWith(start); start + keys.length < end; at++) {
      const part = this.parts[at];
      if (part === undefined) break;
      const columns = this.blocks.columns(part.block);
      const { selection } = part.entry;
      const indices = selection.by === 'all' ? null : inFile(selectedIndices(selection, columns));
      const from = start + keys.length - part.before;
      const to = Math.min(part.entry.count, end - part.before);
      for (let i = from; i < to; i++) {
        const index = indices === null ? i : (indices[i] ?? 0);
        keys.push({ us: columns.timeUs[index] ?? 0, block: part.block, index });
      }
    }
    return keys;
  }

  private partWith(row: number): number {
    let low = 0;
    let high = this.parts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.parts[middle]?.before ?? 0) <= row) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }
}

function inFile(inTime: Uint32Array | null): Uint32Array | null {
  return inTime === null ? null : inTime.slice().sort();
}
