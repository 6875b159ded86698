import { MASK } from '#shared/model/skeleton-text.ts';
import type { LineHash } from './line-hash.ts';
import { isWord } from './pieces.ts';
import { TELLING_KEYS, TELLING_WORDS } from './value-words.ts';
import { DISTINCT_OF_KEY } from './variable-position.ts';

/**
 * Lines that are equal but for the words behind their keys (`user=ann database=shop`): each with those opened of which there are
 * enough. Values of several keys vary at once, so no two of these lines need differ in one place only. Null for a line that stays
 * as it is.
 */
export function openKeyValues(
  lines: readonly (readonly string[])[],
  hash: LineHash,
): (readonly string[] | null)[] {
  const families = new Map<number, Family>();
  const familyOf = lines.map((pieces, line) => {
    const places = valuePlaces(pieces);
    if (places.length === 0) return undefined;
    const key = hash.keyOf(opened(pieces, new Set(places)));
    const family = families.get(key) ?? { places, lines: [] };
    families.set(key, family);
    family.lines.push(line);
    return family;
  });
  const open = new Map([...families.values()].map((family) => [family, varying(family, lines)]));
  return lines.map((pieces, line) => {
    const family = familyOf[line];
    const places = family === undefined ? undefined : open.get(family);
    if (places === undefined || places.size === 0) return null;
    const form = opened(pieces, places);
    return form.some((piece, at) => piece !== pieces[at]) ? form : null;
  });
}

interface Family {
  readonly places: readonly number[];
  readonly lines: number[];
}

/** Where a value stands behind a key whose values do not say what happened. */
function valuePlaces(pieces: readonly string[]): number[] {
  const places: number[] = [];
  for (let at = 2; at < pieces.length; at++) {
    const piece = pieces[at];
    if (pieces[at - 1] !== '=' || !(piece === MASK || isWord(piece))) continue;
    const key = pieces[at - 2];
    if (isWord(key) && !TELLING_KEYS.has(key) && isEnd(pieces[at + 1])) places.push(at);
  }
  return places;
}

const isEnd = (piece: string | undefined): boolean =>
  piece === undefined || piece === ' ' || piece === ',' || piece === ';' || piece === ')';

function varying({ places, lines: members }: Family, lines: readonly (readonly string[])[]) {
  const open = new Set<number>();
  if (members.length < 2) return open;
  for (const at of places) {
    const values = new Set(members.map((line) => lines[line]?.[at] ?? ''));
    if (values.has(MASK) || values.size >= DISTINCT_OF_KEY) open.add(at);
  }
  return open;
}

const opened = (pieces: readonly string[], places: ReadonlySet<number>): readonly string[] =>
  pieces.map((piece, at) => (places.has(at) && !TELLING_WORDS.has(piece) ? MASK : piece));
