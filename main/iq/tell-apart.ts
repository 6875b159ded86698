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
  const apart = all.map(() => '');
  for (const same of Map.groupBy(all.keys(), (at) => all[at]?.title ?? '').values()) {
    if (same.length < 2) continue;
    const told = differing(same.map((at) => all[at]?.words ?? []));
    for (const [place, at] of same.entries()) apart[at] = told[place] ?? '';
  }
  return apart;
}

/** Of each the words without those with which all of them begin and end: those that can be read, when they do as well. */
function differing(all: readonly (readonly string[])[]): string[] {
  const shortest = Math.min(...all.map((words) => words.length));
  const isShared = (at: number): boolean => all.every((words) => words.at(at) === all[0]?.at(at));
  let first = 0;
  while (first < shortest && isShared(first)) first++;
  let last = 0;
  while (first + last < shortest && isShared(-1 - last)) last++;
  const differ = all.map((words) => words.slice(first, words.length - last));
  const raw = differ.map((words) => words.join(' '));
  const plain = differ.map(readable);
  return new Set(plain).size < new Set(raw).size ? raw : plain;
}

/** Without slots, and the quotes and brackets that stand around words. */
function readable(words: readonly string[]): string {
  return words
    .map((word) => word.replaceAll('<*>', ' ').replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
    .filter((word) => /\p{L}/u.test(word))
    .join(' ');
}
