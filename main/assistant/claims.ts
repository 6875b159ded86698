/** What a statement's words claim, beyond what it cites: numbers and quoted words. */
export interface Claims {
  readonly numbers: readonly string[];
  readonly quotes: readonly string[];
}

/** A number that stands by itself: not a part of a word, a name, a time or an address. */
const NUMBER = /(?<![\p{L}\p{N}_.,:/@#-])\d[\d,]*(?:\.\d+)?(?![\p{L}\p{N}_:/@-]|\.\d)/gu;
const QUOTED = /“([^”]{3,})”|"([^"]{3,})"|`([^`]{3,})`/g;
const TIME =
  /\b\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?)?(?:Z|[+-]\d{2}:?\d{2})?|\b\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\b/g;
/** The names of records in brackets say where, not how many. */
const RECORDS = /\[\d+:\d+(?:, ?\d+:\d+)*\]/g;

/** Reads what a sentence claims. Times are not among it: they are what the cited records say, or they are not cited. */
export function claimsIn(text: string): Claims {
  const quotes = [...text.matchAll(QUOTED)].map(([, a, b, c]) => a ?? b ?? c ?? '');
  const rest = text.replaceAll(QUOTED, ' ').replaceAll(RECORDS, ' ').replaceAll(TIME, ' ');
  return { numbers: [...rest.matchAll(NUMBER)].map(([number]) => number), quotes };
}

/** Whether everything that is claimed stands in one of the texts, or is one of the counted values. */
export function areBorneOut(
  { numbers, quotes }: Claims,
  texts: readonly string[],
  values: readonly number[],
): boolean {
  return (
    quotes.every((quote) => texts.some((text) => text.includes(quote))) &&
    numbers.every((number) => {
      const value = Number(number.replaceAll(',', ''));
      return values.includes(value) || texts.some((text) => standsIn(text, number));
    })
  );
}

/** Whether a text has a number, as it is written or without its separators, and not as a part of a longer one. */
function standsIn(text: string, number: string): boolean {
  return [number, number.replaceAll(',', '')].some((written) => {
    for (let at = text.indexOf(written); at >= 0; at = text.indexOf(written, at + 1)) {
      const [before = '', after = ''] = [text[at - 1], text[at + written.length]];
      if (!/\d/.test(before) && !/\d/.test(after)) return true;
    }
    return false;
  });
}
