import bidiFactory from 'bidi-js';

const bidi = bidiFactory();

/** Letters that are written from right to left, and marks that say so. */
const RIGHT_TO_LEFT =
  /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** A part of a paragraph. `apart`: foreign to the text around it, like the text of a record: neither orders the other. */
export interface Part {
  readonly text: string;
  readonly apart: boolean;
}

/** Levels of the letters (UTF-16) of every part: odd ones run from right to left. */
export interface Levels {
  readonly parts: readonly Uint8Array[];
  /** Whether the paragraph begins at the right. */
  readonly rtl: boolean;
}

/**
 * Directions of a paragraph after the Unicode Bidirectional Algorithm (UAX #9): its first strong letter decides
 * where it begins. Parts that stand apart are isolated, as `<bdi>` does it, and begin at the left.
 */
export function levelsOf(parts: readonly Part[]): Levels {
  if (!parts.some(({ text }) => RIGHT_TO_LEFT.test(text))) {
    return { parts: parts.map(({ text }) => new Uint8Array(text.length)), rtl: false };
  }
  const whole = parts.map(({ text, apart }) => (apart ? `\u2066${text}\u2069` : text)).join('');
  const { levels, paragraphs } = bidi.getEmbeddingLevels(whole);
  let at = 0;
  const own = parts.map(({ text, apart }) => {
    const start = at + (apart ? 1 : 0);
    at = start + text.length + (apart ? 1 : 0);
    return levels.slice(start, start + text.length);
  });
  return { parts: own, rtl: (paragraphs[0]?.level ?? 0) % 2 === 1 };
}

/** The places of a line's pieces from left to right, each by its number in reading order (UAX #9, rule L2). */
export function visualOrder(levels: readonly number[]): number[] {
  const order = levels.map((_, at) => at);
  const lowestOdd = Math.min(...levels.filter((level) => level % 2 === 1));
  for (let level = Math.max(0, ...levels); level >= lowestOdd; level--) {
    let start = 0;
    while (start < order.length) {
      let end = start;
      while (end < order.length && (levels[order[end] ?? 0] ?? 0) >= level) end++;
      if (end > start + 1) order.splice(start, end - start, ...order.slice(start, end).reverse());
      start = Math.max(end, start + 1);
    }
  }
  return order;
}

/** The text with brackets and the like turned round, as they look in a stretch from right to left. */
export function mirrored(text: string): string {
  return Array.from(text, (letter) => bidi.getMirroredCharacter(letter) ?? letter).join('');
}
