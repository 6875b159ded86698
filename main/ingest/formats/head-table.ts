import type { PatternHeads } from './head-filter.ts';

const CODES = 128;
const BITS = 32;

/**
 * Which of some formats may explain a line, by the characters that it begins with: what `mayBeginWith` says of each, told for all of
 * them at once. A format was asked in 0.7 us, and of 120 that a line's first character allows nearly all were asked in vain.
 */
export class HeadTable {
  /** By place and character the patterns that may have it there, a bit each, `words` numbers. */
  private readonly allowed: Uint32Array;
  /** By length the patterns that such a line is long enough for; the last one: longer ones. */
  private readonly longEnough: Uint32Array;
  private readonly words: number;
  private readonly places: number;
  /** Which format each bit is of. */
  private readonly formatOf: readonly number[];
  /** What is left of the patterns of the line that is looked at. */
  private readonly left: Uint32Array;

  /** @param ids of the formats; one without heads may explain any line */
  constructor({ sets, heads }: PatternHeads, ids: readonly string[]) {
    const patterns = ids.flatMap((id, format) =>
      (heads[id] ?? [[]]).map((head) => ({ format, head })),
    );
    this.formatOf = patterns.map(({ format }) => format);
    this.words = Math.ceil(patterns.length / BITS);
    this.places = Math.max(0, ...patterns.map(({ head }) => head.length));
    this.allowed = new Uint32Array(this.places * CODES * this.words);
    this.longEnough = new Uint32Array((this.places + 1) * this.words);
    this.left = new Uint32Array(this.words);
    for (const [bit, { head }] of patterns.entries()) {
      for (let place = 0; place < this.places; place++) {
        const set = place < head.length ? (sets[head[place] ?? 0] ?? ALL) : ALL;
        for (let code = 0; code < CODES; code++) {
          const word = set[code >> 5] ?? -1;
          if (((word >>> (code & 31)) & 1) !== 0)
            this.mark(this.allowed, place * CODES + code, bit);
        }
      }
      for (let length = head.length; length <= this.places; length++) {
        this.mark(this.longEnough, length, bit);
      }
    }
  }

  private mark(masks: Uint32Array, row: number, bit: number): void {
    const at = row * this.words + (bit >> 5);
    masks[at] = (masks[at] ?? 0) | (1 << (bit & 31));
  }

  /** The formats that may explain a line, in their order. */
  of(line: string): number[] {
    this.look(line);
    const found: number[] = [];
    for (let word = 0; word < this.words; word++) {
      for (let bits = this.left[word] as number; bits !== 0; bits &= bits - 1) {
        const format = this.formatOf[word * BITS + 31 - Math.clz32(bits & -bits)] as number;
        if (format !== found.at(-1)) found.push(format);
      }
    }
    return found;
  }

  private look(line: string): void {
    const { left, words, places, allowed, longEnough } = this;
    const looked = Math.min(line.length, places);
    for (let word = 0; word < words; word++)
      left[word] = longEnough[looked * words + word] as number;
    for (let place = 0; place < looked; place++) {
      const code = line.charCodeAt(place);
      if (code >= CODES) continue;
      const row = (place * CODES + code) * words;
      for (let word = 0; word < words; word++) {
        left[word] = (left[word] as number) & (allowed[row + word] as number);
      }
    }
  }
}

const ALL: readonly number[] = [-1, -1, -1, -1];
