/** How well a passphrase would hold. */
export interface PassphraseStrength {
  /** 0 (guessed at once) to 4. */
  readonly score: number;
  readonly guessesLog10: number;
  readonly accepted: boolean;
  readonly warning: string | null;
  readonly suggestions: string[];
}

const SHORTEST = 8;
const LOWEST_SCORE = 2;

/**
 * Judges a passphrase with zxcvbn (Wheeler, USENIX Security 2016). `words` are ones that an attacker
 * would try first: the person's name. The dictionaries load on first use.
 */
export async function passphraseStrength(
  passphrase: string,
  words: readonly string[],
): Promise<PassphraseStrength> {
  const zxcvbn = await judge();
  const verdict = zxcvbn.check(passphrase, [...words]);
  const accepted = passphrase.length >= SHORTEST && verdict.score >= LOWEST_SCORE;
  return {
    score: verdict.score,
    guessesLog10: verdict.guessesLog10,
    accepted,
    warning: verdict.feedback.warning === '' ? null : (verdict.feedback.warning ?? null),
    suggestions: verdict.feedback.suggestions,
  };
}

async function judge() {
  const [{ ZxcvbnFactory }, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary },
    graphs: common.adjacencyGraphs,
    translations: english.translations,
  });
}
