import type { Pseudonym } from '#shared/model/personal-data.ts';
import { pseudonymsIn } from './pseudonym.ts';
import type { TextMasker } from './text-masker.ts';

/** What leaves a case goes through here, and what comes back is read with it. */
export interface Masking {
  /** The text with personal data and secrets replaced by pseudonyms; what they stand for is kept in the case. */
  mask(text: string): Promise<string>;
  /** A value of JSON masked value by value. */
  maskValue<T>(value: T): Promise<T>;
  /** The text with the pseudonyms of this case turned back; unknown ones stay. */
  unmask(text: string): Promise<string>;
}

/** Where pseudonyms are kept: in the encrypted case. */
export interface PseudonymShelf {
  keep(pseudonyms: readonly Pseudonym[]): Promise<void>;
  /** What those of them that are known stand for. */
  find(pseudonyms: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** Times that a text is turned back at most. */
const MOST_TIMES = 3;

/** Masking over a shelf. Nothing is given out before it is kept. The masker is made when it is first needed. */
export function createMasking(open: () => Promise<TextMasker>, shelf: PseudonymShelf): Masking {
  let opening: Promise<TextMasker> | null = null;
  const masker = (): Promise<TextMasker> => (opening ??= open());

  async function keepTaken(from: TextMasker): Promise<void> {
    const taken = from.taken();
    if (taken.length > 0) await shelf.keep(taken);
  }

  async function unmaskOnce(text: string): Promise<string> {
    const found = [...new Set(text.match(pseudonymsIn()) ?? [])];
    if (found.length === 0) return text;
    const originals = await shelf.find(found);
    const withLines = new RegExp(`(${pseudonymsIn().source})((?:\\r?\\n)*)`, 'g');
    return text.replace(withLines, (whole: string, pseudonym: string, lineEnds: string) => {
      const original = originals.get(pseudonym);
      if (original === undefined) return whole;
      // What had lines left its line ends behind it, so that lines kept their numbers.
      const had = original.split('\n').length - 1;
      return original + (lineEnds.match(/\r?\n/g) ?? []).slice(had).join('');
    });
  }

  return {
    async mask(text) {
      const current = await masker();
      const masked = current.mask(text);
      await keepTaken(current);
      return masked;
    },
    async maskValue<T>(value: T) {
      const current = await masker();
      // Texts stay texts and objects objects; only a personal number becomes a text.
      const masked = current.maskValue(value) as T;
      await keepTaken(current);
      return masked;
    },
    async unmask(text) {
      let turned = text;
      // What was masked beside a pseudonym may have that in it.
      for (let times = 0; times < MOST_TIMES; times++) {
        const next = await unmaskOnce(turned);
        if (next === turned) break;
        turned = next;
      }
      return turned;
    },
  };
}
