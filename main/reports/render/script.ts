/** Writing systems that the western faces lack, each with a face of its own in PDF. */
export interface Script {
  readonly name: 'arabic' | 'hebrew' | 'devanagari' | 'thai' | 'korean' | 'chinese';
  /** Letters and marks of it; those that several share are in each. */
  readonly letters: RegExp;
  /** The language that is written in it, or only the script where several are (BCP 47). */
  readonly language: string;
}

export const SCRIPTS: readonly Script[] = [
  { name: 'arabic', letters: /\p{scx=Arab}/u, language: 'und-Arab' },
  { name: 'hebrew', letters: /\p{scx=Hebr}/u, language: 'he' },
  { name: 'devanagari', letters: /\p{scx=Deva}/u, language: 'und-Deva' },
  { name: 'thai', letters: /\p{scx=Thai}/u, language: 'th' },
  {
    name: 'chinese',
    letters:
      /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Bopo}\u3000-\u303f\u3200-\u33ff\ufe30-\ufe4f\uff00-\uffef]/u,
    language: 'und-Hani',
  },
  { name: 'korean', letters: /\p{scx=Hang}/u, language: 'ko' },
];

/** The language that text of a script is in, as far as its letters tell (BCP 47). */
export function languageIn(text: string, { name, language }: Script): string {
  // Only Japanese has syllables among its characters.
  return name === 'chinese' && /[\p{sc=Hira}\p{sc=Kana}]/u.test(text) ? 'ja' : language;
}

/** Whether a text has no letters but those that run from left to right in the languages of Europe. */
export const isWestern = (text: string): boolean => !/[\u0590-\u1dff\u2e80-\u{10ffff}]/u.test(text);

/** The language of a text that is mostly in one of the scripts; null: that of what it stands in. */
export function languageOfText(text: string): string | null {
  if (isWestern(text)) return null;
  const letters = text.match(/\p{L}/gu) ?? [];
  for (const script of SCRIPTS) {
    const own = letters.filter((letter) => script.letters.test(letter)).length;
    if (own * 2 > letters.length) return languageIn(text, script);
  }
  return null;
}
