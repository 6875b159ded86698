import { canonicalPieces } from './canonical-pieces.ts';
import { type Family, createFamilyIndex } from './family-index.ts';
import { type LineHash, createLineHash } from './line-hash.ts';
import { MASK } from '#shared/model/skeleton-text.ts';
import { cutPieces, isWord } from './pieces.ts';
import { openKeyValues } from './open-key-values.ts';
import { openRareWords } from './rare-words.ts';
import { createUnions } from './unions.ts';
import { variableSets } from './variable-position.ts';
import { compoundForms, withoutNames } from './wider-forms.ts';

/** Lines that are one pattern: its canonical pieces with their key, and the positions of the lines in the input. */
interface Pattern {
  readonly pieces: readonly string[];
  readonly key: number;
  readonly lines: readonly number[];
}

/** Merging opens places, which lets more lines meet. It settles after two or three rounds. */
const ROUNDS = 8;

/**
 * Groups the first lines of skeletons into patterns; each group lists positions of the input. The
 * result depends on the set of lines only, not on their order: every round looks at all patterns,
 * decides, then merges.
 */
export function groupLines(lines: readonly string[]): number[][] {
  const hash = createLineHash();
  let patterns = collect(
    lines.map((line, at) => patternOf(canonicalPieces(cutPieces(line)), [at], hash)),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const merged = collect(openPlaces(withoutKeyValues(generalise(patterns, hash), hash), hash));
    const settled = merged.length === patterns.length;
    patterns = settled ? collect(withoutRareWords(merged, hash)) : merged;
    if (settled && patterns.length === merged.length) break;
  }
  return patterns.map((pattern) => [...pattern.lines]);
}

const patternOf = (
  pieces: readonly string[],
  lines: readonly number[],
  hash: LineHash,
): Pattern => ({ pieces, key: hash.keyOf(pieces), lines });

const withoutRareWords = (patterns: readonly Pattern[], hash: LineHash): Pattern[] =>
  inForms(patterns, openRareWords(piecesOf(patterns), hash), hash);

const withoutKeyValues = (patterns: readonly Pattern[], hash: LineHash): Pattern[] =>
  inForms(patterns, openKeyValues(piecesOf(patterns), hash), hash);

const piecesOf = (patterns: readonly Pattern[]) => patterns.map(({ pieces }) => pieces);

function inForms(
  patterns: readonly Pattern[],
  forms: readonly (readonly string[] | null)[],
  hash: LineHash,
): Pattern[] {
  return patterns.map((pattern, at) => {
    const form = forms[at];
    return form === undefined || form === null
      ? pattern
      : patternOf(canonicalPieces(form), pattern.lines, hash);
  });
}

/** Patterns with equal pieces become one. */
function collect(patterns: readonly Pattern[]): Pattern[] {
  const byKey = new Map<number, Pattern>();
  const grown = new Map<number, number[]>();
  for (const pattern of patterns) {
    const same = byKey.get(pattern.key);
    if (same === undefined) {
      byKey.set(pattern.key, pattern);
      continue;
    }
    let lines = grown.get(pattern.key);
    if (lines === undefined) {
      lines = [...same.lines];
      grown.set(pattern.key, lines);
      byKey.set(pattern.key, { pieces: same.pieces, key: same.key, lines });
    }
    for (const line of pattern.lines) lines.push(line);
  }
  return [...byKey.values()];
}

/** A pattern that another one covers, once its names or its compound values are opened, takes that form. */
function generalise(patterns: readonly Pattern[], hash: LineHash): Pattern[] {
  const forms = patterns.map(({ pieces, lines }) => {
    const form = withoutNames(pieces);
    return form === null ? null : patternOf(form, lines, hash);
  });
  const known = new Map<number, number>();
  const count = (key: number): void => void known.set(key, (known.get(key) ?? 0) + 1);
  for (const [at, { key }] of patterns.entries()) {
    count(key);
    const form = forms[at];
    if (form !== undefined && form !== null) count(form.key);
  }
  return patterns.map((pattern, at) => {
    const form = forms[at];
    if (form !== undefined && form !== null && (known.get(form.key) ?? 0) > 1) return form;
    for (const pieces of compoundForms(pattern.pieces)) {
      const wider = patternOf(pieces, pattern.lines, hash);
      if (known.has(wider.key)) return wider;
    }
    return pattern;
  });
}

/** Opens every place that varies, in all patterns that take part; see variableSets. */
function openPlaces(patterns: readonly Pattern[], hash: LineHash): Pattern[] {
  const unions = createUnions(patterns.length);
  const varying: { readonly member: number; readonly at: number }[] = [];
  for (const { members, at } of families(patterns, hash)) {
    const byValue = new Map<string, number>();
    for (const member of members) byValue.set(patterns[member]?.pieces[at] ?? '', member);
    const pieces = patterns[members[0] ?? 0]?.pieces ?? [];
    for (const set of variableSets([...byValue.keys()], pieces, at)) {
      const first = byValue.get(set[0] ?? '') ?? 0;
      varying.push({ member: first, at });
      for (const value of set) unions.join(first, byValue.get(value) ?? first);
    }
  }
  if (varying.length === 0) return [...patterns];
  const placesOf = new Map<number, Set<number>>();
  for (const { member, at } of varying) {
    const root = unions.rootOf(member);
    const places = placesOf.get(root);
    if (places === undefined) placesOf.set(root, new Set([at]));
    else places.add(at);
  }
  return opened(patterns, (at) => placesOf.get(unions.rootOf(at)), hash);
}

/** Patterns with their open places masked. Many become equal, and their form is worked out once. */
function opened(
  patterns: readonly Pattern[],
  placesOf: (pattern: number) => ReadonlySet<number> | undefined,
  hash: LineHash,
): Pattern[] {
  const forms = new Map<number, Pattern>();
  return patterns.map(({ pieces, key, lines }, pattern) => {
    const places = placesOf(pattern);
    if (places === undefined) return { pieces, key, lines };
    const masked = hash.keyMasked(pieces, places);
    let form = forms.get(masked);
    if (form === undefined) {
      const open = pieces.map((piece, at) => (places.has(at) ? MASK : piece));
      form = patternOf(canonicalPieces(open), lines, hash);
      forms.set(masked, form);
    }
    return { pieces: form.pieces, key: form.key, lines };
  });
}

/** Patterns that are equal but for one place, for every such place. */
function families(patterns: readonly Pattern[], hash: LineHash): Iterable<Family> {
  let places = 0;
  for (const { pieces } of patterns) for (const piece of pieces) if (varies(piece)) places++;
  const index = createFamilyIndex(places);
  for (const [member, { pieces }] of patterns.entries()) {
    hash.keyOf(pieces);
    for (let at = 0; at < pieces.length; at++) {
      if (varies(pieces[at])) index.add(hash.openKeyOf(at), member, at);
    }
  }
  return index.families();
}

const varies = (piece: string | undefined): boolean => piece === MASK || isWord(piece);
