import { jsonText } from './field-values.ts';
import { keyPath, type KeyPath } from './key-path.ts';

/** A piece of a sentence: literal texts with the value of a path between each two. */
export interface SentencePart {
  readonly texts: readonly string[];
  readonly paths: readonly KeyPath[];
  /** Stood in `[ ]`: left out when one of its paths has no value. */
  readonly optional: boolean;
}

/** Longest value that reads well inside a sentence. */
const LONGEST_VALUE = 400;

/** Takes a declared sentence apart, see `sentence` in `shared/model/format.ts`. */
export function sentenceOf(source: string): SentencePart[] {
  return source
    .split(/(\[[^\]]*\])/)
    .filter((part) => part !== '')
    .map((part) => {
      const optional = part.startsWith('[');
      const pieces = (optional ? part.slice(1, -1) : part).split(/\{([^}]*)\}/);
      return {
        texts: pieces.filter((_, index) => index % 2 === 0),
        paths: pieces.filter((_, index) => index % 2 === 1).map(keyPath),
        optional,
      };
    });
}

/** The sentence of one record; null when it has none of the values. */
export function sayKeys(
  sentence: readonly SentencePart[],
  keys: Record<string, unknown>,
): string | null {
  let said = '';
  let any = false;
  for (const { texts, paths, optional } of sentence) {
    const values = paths.map(({ get }) => valueText(get(keys)));
    if (optional && values.includes('')) continue;
    any ||= values.some((value) => value !== '');
    texts.forEach((text, index) => {
      said += text + (values[index] ?? '');
    });
  }
  return any ? said.trim() : null;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'string' ? value : (jsonText(value) ?? '');
  return text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text;
}
