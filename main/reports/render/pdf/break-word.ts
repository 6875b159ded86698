import LineBreaker from 'linebreak';

/** Characters between which a line may break without a space (UAX #14, classes ID and the like). */
const IDEOGRAPHIC =
  /[\u2e80-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff60\u{20000}-\u{3ffff}]/u;
/** Scripts whose words only a dictionary tells apart (class SA). */
const BY_WORD = /[\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;

const words = new Intl.Segmenter('th', { granularity: 'word' });
const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** The letters of a text, each with its marks. */
export function lettersOf(text: string): string[] {
  // Of plain letters each is one, and most text is that.
  if (/^[\u0020-\u02ff\u0370-\u0482\u048a-\u058f]*$/.test(text)) return text.split('');
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Where a text without spaces may be broken (in UTF-16 units from its start): between words of scripts that write none, and between ideographs. */
export function breaksIn(text: string): number[] {
  const places = new Set<number>();
  if (IDEOGRAPHIC.test(text)) {
    const breaker = new LineBreaker(text);
    for (let next = breaker.nextBreak(); next !== null; next = breaker.nextBreak()) {
      places.add(next.position);
    }
  }
  if (BY_WORD.test(text)) {
    for (const { index, segment } of words.segment(text)) {
      const before = text.slice(0, index).at(-1) ?? '';
      if (BY_WORD.test(segment) && BY_WORD.test(before)) places.add(index);
    }
  }
  places.delete(0);
  places.delete(text.length);
  return [...places].sort((a, b) => a - b);
}
