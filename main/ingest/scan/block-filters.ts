import {
  FILTER_ADDRESSES,
  FILTER_IDS,
  joinFilter,
  LEAST_FILTER_BYTES,
  FILTER_WORDS,
  type FilterPart,
} from '../../logstore/index.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';

/** No sequence of a filter is longer, so pieces of a long text that overlap by this have all of them. */
const OVERLAP = 8;

/** The word filters of a block, made by the kernel; see `word-filter.ts`. */
export class BlockFilters {
  private readonly kernel: Kernel;
  private readonly places: KernelPlaces;

  constructor(kernel: Kernel, places: KernelPlaces) {
    this.kernel = kernel;
    this.places = places;
  }

  /** Adds bytes to what varied in the block's messages. `memory` is the kernel's, in which they may stand. */
  addVarying(bytes: Uint8Array, start: number, end: number, memory: Uint8Array): void {
    const { kernel, places } = this;
    if (bytes === memory) {
      kernel.addVaryingGrams(start, end);
      return;
    }
    for (let at = start; at < end; at += places.SCRATCH_BYTES - OVERLAP) {
      const piece = bytes.subarray(at, Math.min(end, at + places.SCRATCH_BYTES));
      memory.set(piece, places.SCRATCH);
      kernel.addVaryingGrams(places.SCRATCH, places.SCRATCH + piece.length);
    }
  }

  /** The filters of all bytes of the text that ends at `limit`, and of what varied in its messages. */
  finish(limit: number, memory: Uint8Array): { filter: Uint8Array; varying: Uint8Array } {
    const { kernel, places } = this;
    kernel.addGrams(places.TEXT, limit);
    kernel.packGrams();
    const words = places.PACKED;
    const hex = words + FILTER_WORDS.bytes;
    const varying = hex + FILTER_IDS.bytes;
    const folded = (at: number, { bytes, fullest }: FilterPart): Uint8Array =>
      memory.subarray(at, at + kernel.foldGrams(at, bytes, fullest, LEAST_FILTER_BYTES));
    return {
      filter: joinFilter(
        folded(words, FILTER_WORDS),
        folded(hex, FILTER_IDS),
        folded(places.ADDRESSES, FILTER_ADDRESSES),
      ),
      varying: joinFilter(folded(varying, FILTER_WORDS), null, null),
    };
  }
}
