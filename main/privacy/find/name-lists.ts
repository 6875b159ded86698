/** What is known of words as names. Lower case. */
export interface NameLists {
  isFirstName(word: string): boolean;
  /** Among so many most frequent family names. */
  isFamilyName(word: string, most: number): boolean;
  /** An English word that is no name, or far more often a word. */
  isWord(word: string): boolean;
}

/** Loads the lists: first and family names of the U.S. census, words of subtitles and Wikipedia. Takes some 60 ms. */
export async function loadNameLists(): Promise<NameLists> {
  const { dictionary } = await import('@zxcvbn-ts/language-en');
  const list = (name: keyof typeof dictionary): readonly string[] => dictionary[name].map(String);
  const first = new Set(list('firstnames-en'));
  const family = new Map(list('lastnames-en').map((word, rank) => [word, rank]));
  const common = new Map(list('commonWords-en').map((word, rank) => [word, rank]));
  const plain = new Set(list('wikipedia-en'));
  const isFamilyName = (word: string, most: number): boolean => (family.get(word) ?? most) < most;
  return {
    isFirstName: (word) => first.has(word),
    isFamilyName,
    isWord(word) {
      if (plain.has(word)) return true;
      const rank = common.get(word);
      if (rank === undefined) return false;
      if (first.has(word)) return rank < 400;
      return rank < 1500 || !isFamilyName(word, 3000);
    },
  };
}
