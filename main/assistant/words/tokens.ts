/** A piece of what was said: a word, a comma or a sign, words in quotes, or a time that was read already. */
export type Token =
  | { readonly kind: 'word' | 'sign'; readonly text: string; readonly lower: string }
  | { readonly kind: 'quoted'; readonly text: string; readonly lower: string }
  | { readonly kind: 'time'; readonly at: number; readonly text: string; readonly lower: string };

/** Stands in a text for a time that was read: its number follows. */
export const TIME_MARK = '\u0002';

const PIECE = new RegExp(
  [
    String.raw`${TIME_MARK}(\d+)${TIME_MARK}`,
    String.raw`"([^"]{1,500})"|“([^”]{1,500})”|\x60([^\x60]{1,500})\x60`,
    String.raw`([<>]=?|!?=|≥|≤|,|;|&)`,
    String.raw`([^\s"“”\x60<>=≥≤,;&()${TIME_MARK}]+)`,
  ].join('|'),
  'gu',
);

/** Cuts what was said into tokens. `times`: what the marks in it stand for. */
export function tokensOf(text: string, times: readonly string[]): Token[] {
  // `non-info` is not `info`.
  return [...text.replaceAll(/\bnon-(?=\p{L})/giu, 'not ').matchAll(PIECE)].flatMap(
    ([, time, a, b, c, sign, word]): Token[] => {
      if (time !== undefined) {
        const said = times[Number(time)] ?? '';
        return [{ kind: 'time', at: Number(time), text: said, lower: said.toLowerCase() }];
      }
      const quoted = (a ?? b ?? c)?.trim();
      if (quoted !== undefined && quoted !== '') {
        return [{ kind: 'quoted', text: quoted, lower: quoted.toLowerCase() }];
      }
      if (sign !== undefined) return [{ kind: 'sign', text: sign, lower: sign }];
      const plain = bare(word ?? '');
      return plain === '' ? [] : [{ kind: 'word', text: plain, lower: plain.toLowerCase() }];
    },
  );
}

/** A word without what ends a sentence or says whose it is. */
function bare(word: string): string {
  return word
    .replace(/^['‘’¿¡*[]+/, '')
    .replace(/[.:!?'‘’\]*]+$/, '')
    .replace(/['’]s$/i, '');
}

/** A word in the forms in which a text may have it, the one that was said first. */
export function formsOf(word: string): readonly string[] {
  const forms = [word];
  if (word.length >= 4 && /^\p{L}+$/u.test(word)) {
    if (word.endsWith('ies')) forms.push(`${word.slice(0, -3)}y`);
    if (/(?:s|x|z|ch|sh)es$/.test(word)) forms.push(word.slice(0, -2));
    if (word.endsWith('s') && !word.endsWith('ss')) forms.push(word.slice(0, -1));
    if (word.endsWith('ing')) forms.push(word.slice(0, -3));
    if (word.endsWith('ied')) forms.push(`${word.slice(0, -3)}y`);
    else if (word.endsWith('ed')) forms.push(word.slice(0, -1), word.slice(0, -2));
    if (word.endsWith('ures')) forms.push(word.slice(0, -4));
    if (word.endsWith('ure')) forms.push(word.slice(0, -3));
    // `stopped` is said of `stop`.
    const doubled = /^(.+?)([bdgmnprt])\2(?:ed|ing)$/.exec(word);
    if (doubled !== null) forms.push(`${doubled[1]}${doubled[2]}`);
  }
  return [...new Set(forms)].filter((form) => form.length >= 3 || form === word);
}

/** One word for all its forms, to compare by. */
export const stemOf = (word: string): string => formsOf(word).at(-1) ?? word;
