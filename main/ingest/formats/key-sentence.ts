import { jsonText } from './field-values.ts';
import { keyPath, type KeyPath } from './key-path.ts';

/** A piece of a sentence: literal texts with a value between each two, which is told by where it stands. */
export interface SentencePart<Place = KeyPath> {
  readonly texts: readonly string[];
  readonly paths: readonly Place[];
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
  return say(sentence, ({ get }) => valueText(get(keys)));
}

/** The same with values that are found in another way; an empty one is none. */
export function say<Place>(
  sentence: readonly SentencePart<Place>[],
  valueAt: (place: Place) => string,
): string | null {
  let said = '';
  let any = false;
  for (const { texts, paths, optional } of sentence) {
    const values = paths.map(valueAt);
    if (optional && values.includes('')) continue;
    any ||= values.some((value) => value !== '');
    texts.forEach((text, index) => {
      said += text + (values[index] ?? '');
    });
  }
  return any ? said.trim() : null;
}

/** A value as far as it is said. */
export function shortened(value: string): string {
  return value.length > LONGEST_VALUE ? value.slice(0, LONGEST_VALUE) : value;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string') return shortened(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return shortened(jsonText(value) ?? '');
}

/**
 * The words that a sentence adds to the values, lower-cased; null when it joins a value to a word or to
 * another value, so that they cannot be told apart in the message.
 */
export function wordsOfSentence(source: string): string | null {
  const texts = source.replaceAll(/[[\]]/g, '').split(/\{[^}]*\}/);
  const isJoined = texts.some((text, index) => {
    const afterValue = index > 0 && index < texts.length - 1 && text === '';
    return (
      afterValue ||
      (index > 0 && /^\w/.test(text)) ||
      (index < texts.length - 1 && /\w$/.test(text))
    );
  });
  return isJoined ? null : texts.join(' ').toLowerCase();
}
