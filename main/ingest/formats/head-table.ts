import type { PatternHeads } from './head-filter.ts';

const CODES = 128;
const BITS = 32;

interface HeadedPattern {
  /** Which format it is of. */
  readonly format: number;
  /** The numbers of the sets of its first characters. */
  readonly head: readonly number[];
}

/**
 * Which of some formats may explain a line, by the characters that it begins with: what `mayBeginWith` says of each, told for all of
 * them at once. A format was asked in 0.7 us, and of 120 that a line's first character allows nearly all were asked in vain.
 */
export class HeadTable {
  private readonly patterns: readonly HeadedPattern[];
  private readonly sets: PatternHeads['sets'];
  private readonly words: number;
  private readonly places: number;
  /**
   * By place and character the patterns that may have it there, a bit each, `words` numbers. Made when a line has it there: all of them
   * take 12 ms, which every thread would pay that meets one odd line.
   */
  private readonly allowed: Uint32Array;
  private readonly isMade: Uint8Array;
  /** By length the patterns that such a line is long enough for; the last one: longer ones. */
  private readonly longEnough: Uint32Array;
  /** What is left of the patterns of the line that is looked at. */
  private readonly left: Uint32Array;

  /** @param ids of the formats; one without heads may explain any line */
  constructor({ sets, heads }: PatternHeads, ids: readonly string[]) {
    this.sets = sets;
    this.patterns = ids.flatMap((id, format) =>
      (heads[id] ?? [[]]).map((head) => ({ format, head })),
    );
    this.words = Math.ceil(this.patterns.length / BITS);
    this.places = Math.max(0, ...this.patterns.map(({ head }) => head.length));
    this.allowed = new Uint32Array(this.places * CODES * this.words);
    this.isMade = new Uint8Array(this.places * CODES);
    this.longEnough = new Uint32Array((this.places + 1) * this.words);
    this.left = new Uint32Array(this.words);
    for (let length = 0; length <= this.places; length++) {
      this.mark(this.longEnough, length, ({ head }) => head.length <= length);
    }
  }

  /** Writes a row of a table: the bits of the patterns of which something holds. */
  private mark(table: Uint32Array, row: number, holds: (pattern: HeadedPattern) => boolean): void {
    for (const [bit, pattern] of this.patterns.entries()) {
      if (!holds(pattern)) continue;
      const at = row * this.words + (bit >> 5);
      table[at] = (table[at] ?? 0) | (1 << (bit & 31));
    }
  }

  private allow(place: number, code: number): void {
    const row = place * CODES + code;
    this.isMade[row] = 1;
    this.mark(this.allowed, row, ({ head }) => {
      const number = head[place];
      const word = number === undefined ? -1 : (this.sets[number]?.[code >> 5] ?? -1);
      return ((word >>> (code & 31)) & 1) !== 0;
    });
  }

  /** The formats that may explain a line, in their order. */
  of(line: string): number[] {
    this.look(line);
    const found: number[] = [];
    for (let word = 0; word < this.words; word++) {
      for (let bits = this.left[word] as number; bits !== 0; bits &= bits - 1) {
        const format = this.patterns[word * BITS + 31 - Math.clz32(bits & -bits)]?.format ?? 0;
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
      if (this.isMade[place * CODES + code] === 0) this.allow(place, code);
      const row = (place * CODES + code) * words;
      for (let word = 0; word < words; word++) {
        left[word] = (left[word] as number) & (allowed[row + word] as number);
      }
    }
  }
}
