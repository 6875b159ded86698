import {
  addressHashes,
  FILTER_ADDRESSES,
  FILTER_IDS,
  FILTER_WORDS,
  gramClass,
  hashOf,
  hexHashOf,
  isCounted,
  joinFilter,
  LEAST_FILTER_BYTES,
  type FilterPart,
} from '../../../../main/logstore/word-filter.ts';

/**
 * Makes the filter of a text that comes in parts, bit by bit: what the kernel's comes to (`main/ingest/kernel/grams.ts`,
 * `fold-grams.ts`). Parts are not joined: a sequence lies in one of them.
 */
export class WordFilterWriter {
  private readonly words = new Set<number>();
  private readonly ids: Set<number> | null;
  private readonly addresses = new Set<number>();

  /** `withIds`: a filter without leaves what is asked of them open. */
  constructor(withIds: boolean) {
    this.ids = withIds ? new Set() : null;
  }

  /** Adds the bytes from `start` to `end`. The first sequences are as if spaces stood before them. */
  add(text: Uint8Array, start: number, end: number): void {
    let code = 0;
    let older = 0;
    let marks = 0;
    let hexRun = 0;
    for (const byte of text.subarray(start, end)) {
      const marked = gramClass(byte);
      const mark = marked >>> 8;
      older = ((older << 6) | (code >>> 18)) & 0xfff;
      code = ((code << 6) | (marked & 0x3f)) & 0xffffff;
      marks = ((marks & 0x77) << 1) | mark;
      // What does not count sets the first bit.
      this.words.add(isCounted(marks) ? placeOf(hashOf(code), FILTER_WORDS) : 0);
      hexRun = (hexRun + 1) * (mark & 1);
      if (hexRun >= 6) this.ids?.add(placeOf(hexHashOf(older, code), FILTER_IDS));
    }
    const part = Buffer.from(text.subarray(start, end)).toString('latin1');
    for (const [, address = ''] of part.matchAll(/(?=(\d\.\d{1,3}\.\d{1,3}\.\d))/g)) {
      for (const hash of addressHashes(address)) {
        this.addresses.add(placeOf(hash, FILTER_ADDRESSES));
      }
    }
  }

  /** The filter, and the writer empty again. */
  finish(): Uint8Array {
    const { words, ids, addresses } = this;
    const filter = joinFilter(
      folded(words, FILTER_WORDS),
      ids === null ? null : folded(ids, FILTER_IDS),
      ids === null ? null : folded(addresses, FILTER_ADDRESSES),
    );
    words.clear();
    addresses.clear();
    ids?.clear();
    return filter;
  }
}

/** The upper bits of a hash, as many as name a bit of a part. */
function placeOf(hash: number, { bytes }: FilterPart): number {
  return hash >>> (32 - Math.log2(bytes * 8));
}

/** Bits that are set, folded in half while they stay sparse. */
function folded(set: ReadonlySet<number>, { bytes, fullest }: FilterPart): Uint8Array {
  const share = set.size / (bytes * 8);
  if (bytes <= LEAST_FILTER_BYTES || 1 - (1 - share) ** 2 > fullest) return bytesOf(set, bytes);
  const half = new Set(Array.from(set, (place) => place >> 1));
  return folded(half, { bytes: bytes / 2, fullest });
}

/** Eight bits a byte, the first lowest. */
function bytesOf(set: ReadonlySet<number>, bytes: number): Uint8Array {
  const result = new Uint8Array(bytes);
  for (const place of set) result[place >> 3] = (result[place >> 3] ?? 0) | (1 << (place & 7));
  return result;
}
