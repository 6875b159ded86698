/** A release as numbers and what follows them (`2.3.1-rc.2`); null: it is not numbered. */
function numbered(release: string): { numbers: number[]; rest: string } | null {
  // `shop@2.3.1+77`, `v2.3.1`: the package's name and the build do not matter.
  const plain = release
    .replace(/^.*@/, '')
    .replace(/^[vV](?=\d)/, '')
    .replace(/\+.*$/, '');
  const found = /^(\d{1,9}(?:\.\d{1,9})*)(?:[-.]?([A-Za-z].*))?$/.exec(plain);
  if (found === null) return null;
  return { numbers: (found[1] ?? '').split('.').map(Number), rest: found[2] ?? '' };
}

/**
 * Which of two releases is the later: negative, `a` is older; positive, it is newer; 0: equal, or nobody can tell
 * (commit hashes). Numbers count as numbers, and what is only a candidate comes before the release (semver.org).
 */
export function compareReleases(a: string, b: string): number {
  if (a === b) return 0;
  const [x, y] = [numbered(a), numbered(b)];
  if (x === null || y === null) return 0;
  for (let at = 0; at < Math.max(x.numbers.length, y.numbers.length); at++) {
    const difference = (x.numbers[at] ?? 0) - (y.numbers[at] ?? 0);
    if (difference !== 0) return difference;
  }
  if (x.rest === y.rest) return 0;
  if (x.rest === '' || y.rest === '') return x.rest === '' ? 1 : -1;
  return x.rest.localeCompare(y.rest, 'en', { numeric: true });
}
