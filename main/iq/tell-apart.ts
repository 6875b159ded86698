/** A headline, and what the thing says that it stands over, in words. */
export interface Headed {
  readonly title: string;
  readonly words: readonly string[];
}

/**
 * What each headline lacks to be the only one of its kind: the words in which what it stands over differs from the others, from the
 * first to the last; empty: it is, or nothing else tells it from them. Headlines that stand over different words are then different.
 */
export function toldApart(all: readonly Headed[]): string[] {
  const byTitle = Map.groupBy(all, ({ title }) => title);
  return all.map((one) => {
    const same = byTitle.get(one.title) ?? [];
    return same.length < 2 ? '' : differing(one.words, same);
  });
}

/** The words of one of some without those with which all of them begin and end. */
function differing(words: readonly string[], same: readonly Headed[]): string {
  const shortest = Math.min(...same.map((other) => other.words.length));
  const isShared = (at: number): boolean =>
    same.every((other) => other.words.at(at) === words.at(at));
  let first = 0;
  while (first < shortest && isShared(first)) first++;
  let last = 0;
  while (first + last < shortest && isShared(-1 - last)) last++;
  return words.slice(first, words.length - last).join(' ');
}
