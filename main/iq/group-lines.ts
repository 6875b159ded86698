import { canonicalPieces } from './canonical-pieces.ts';
import { type Family, createFamilyIndex } from './family-index.ts';
import { type LineHash, createLineHash } from './line-hash.ts';
import { MASK } from '#shared/model/skeleton-text.ts';
import { cutPieces, isWord } from './pieces.ts';
import { openKeyValues } from './open-key-values.ts';
import { openRareWords } from './rare-words.ts';
import { createUnions } from './unions.ts';
import { anchorsOf, isName, variableSets } from './variable-position.ts';

/** Lines that are one pattern: its canonical pieces, and the positions of the lines in the input. */
interface Pattern {
  readonly pieces: readonly string[];
  readonly lines: number[];
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
    hash,
    lines.map((line, at) => ({ pieces: canonicalPieces(cutPieces(line)), lines: [at] })),
  );
  for (let round = 0; round < ROUNDS; round++) {
    const merged = collect(
      hash,
      openPlaces(withoutKeyValues(generalise(patterns, hash), hash), hash),
    );
    const settled = merged.length === patterns.length;
    patterns = settled ? collect(hash, withoutRareWords(merged, hash)) : merged;
    if (settled && patterns.length === merged.length) break;
  }
  return patterns.map((pattern) => pattern.lines);
}

const withoutRareWords = (patterns: readonly Pattern[], hash: LineHash): Pattern[] =>
  inForms(patterns, openRareWords(piecesOf(patterns), hash));

const withoutKeyValues = (patterns: readonly Pattern[], hash: LineHash): Pattern[] =>
  inForms(patterns, openKeyValues(piecesOf(patterns), hash));

const piecesOf = (patterns: readonly Pattern[]) => patterns.map(({ pieces }) => pieces);

function inForms(
  patterns: readonly Pattern[],
  forms: readonly (readonly string[] | null)[],
): Pattern[] {
  return patterns.map((pattern, at) => {
    const form = forms[at];
    return form === undefined || form === null
      ? pattern
      : { pieces: canonicalPieces(form), lines: pattern.lines };
  });
}

/** Patterns with equal pieces become one. */
function collect(hash: LineHash, patterns: Iterable<Pattern>): Pattern[] {
  const byKey = new Map<number, Pattern>();
  for (const pattern of patterns) {
    const key = hash.keyOf(pattern.pieces);
    const same = byKey.get(key);
    if (same === undefined) byKey.set(key, { pieces: pattern.pieces, lines: [...pattern.lines] });
    else for (const line of pattern.lines) same.lines.push(line);
  }
  return [...byKey.values()];
}

/** A pattern that another one covers, once its names or its compound values are opened, takes that form. */
function generalise(patterns: readonly Pattern[], hash: LineHash): Pattern[] {
  const forms = patterns.map((pattern) => nameless(pattern.pieces));
  const known = new Map<number, number>();
  const count = (pieces: readonly string[]): void => {
    const key = hash.keyOf(pieces);
    known.set(key, (known.get(key) ?? 0) + 1);
  };
  for (const [at, pattern] of patterns.entries()) {
    count(pattern.pieces);
    const form = forms[at];
    if (form !== undefined && form !== null) count(form);
  }
  return patterns.map((pattern, at) => {
    const form = forms[at];
    if (form !== undefined && form !== null && (known.get(hash.keyOf(form)) ?? 0) > 1) {
      return { pieces: form, lines: pattern.lines };
    }
    const wider = compoundForms(pattern.pieces).find((pieces) => known.has(hash.keyOf(pieces)));
    return wider === undefined ? pattern : { pieces: wider, lines: pattern.lines };
  });
}

const ANCHORS_NEEDED = 2;

/** With every name (but the subject, unless a host before its port) open, if enough words stay. */
function nameless(pieces: readonly string[]): readonly string[] | null {
  const first = pieces.findIndex((piece) => piece === MASK || isWord(piece));
  const isOpen = (piece: string, at: number): boolean =>
    isWord(piece) && isName(piece) && (at > first || isBeforePort(pieces, at));
  if (!pieces.some(isOpen)) return null;
  const opened = pieces.map((piece, at) => (isOpen(piece, at) ? MASK : piece));
  return anchorsOf(opened) < ANCHORS_NEEDED ? null : canonicalPieces(opened);
}

const isBeforePort = (pieces: readonly string[], at: number): boolean =>
  pieces[at + 1] === ':' && pieces[at + 2] === MASK;

/** With each compound value (`LOCAL(0)`, `./7.x`: masks and more between two blanks or quotes) in turn as one mask. */
function compoundForms(pieces: readonly string[]): string[][] {
  const forms: string[][] = [];
  let start = 0;
  for (let at = 0; at <= pieces.length; at++) {
    if (at < pieces.length && pieces[at] !== ' ') continue;
    const end = withoutMarks(pieces, start, at);
    const key = pieces.lastIndexOf('=', end);
    addCompound(forms, pieces, key >= start ? key + 1 : start, end);
    start = at + 1;
  }
  for (let open = pieces.indexOf('"'); open >= 0;) {
    const close = pieces.indexOf('"', open + 1);
    if (close < 0) break;
    addCompound(forms, pieces, open + 1, close);
    open = pieces.indexOf('"', close + 1);
  }
  return forms;
}

function addCompound(
  forms: string[][],
  pieces: readonly string[],
  start: number,
  end: number,
): void {
  if (end - start < 2 || !pieces.slice(start, end).includes(MASK)) return;
  const form = canonicalPieces([...pieces.slice(0, start), MASK, ...pieces.slice(end)]);
  if (anchorsOf(form) >= ANCHORS_NEEDED) forms.push(form);
}

function withoutMarks(pieces: readonly string[], start: number, end: number): number {
  let last = end;
  while (last > start && [',', ':', ';', '.'].includes(pieces[last - 1] ?? '')) last--;
  return last;
}

/** Opens every place that varies, in all patterns that take part; see variableSets. */
function openPlaces(patterns: readonly Pattern[], hash: LineHash): Pattern[] {
  const unions = createUnions(patterns.length);
  const opened = new Map<number, Set<number>>();
  for (const { members, at } of families(patterns, hash)) {
    const byValue = new Map(members.map((member) => [patterns[member]?.pieces[at] ?? '', member]));
    const pieces = patterns[members[0] ?? 0]?.pieces ?? [];
    for (const set of variableSets([...byValue.keys()], pieces, at)) {
      const joined = set.map((value) => byValue.get(value) ?? 0);
      for (const member of joined) {
        const places = opened.get(member);
        if (places === undefined) opened.set(member, new Set([at]));
        else places.add(at);
        unions.join(joined[0] ?? member, member);
      }
    }
  }
  const places = unions.fold(opened);
  return patterns.map((pattern, at) => {
    const open = places.get(at);
    if (open === undefined) return pattern;
    return {
      pieces: canonicalPieces(
        pattern.pieces.map((piece, place) => (open.has(place) ? MASK : piece)),
      ),
      lines: pattern.lines,
    };
  });
}

/** Patterns that are equal but for one place, for every such place. */
function families(patterns: readonly Pattern[], hash: LineHash): Iterable<Family> {
  const places = patterns.reduce((sum, { pieces }) => sum + pieces.length, 0);
  const index = createFamilyIndex(places);
  for (const [member, { pieces }] of patterns.entries()) {
    hash.keyOf(pieces);
    for (let at = 0; at < pieces.length; at++) {
      const piece = pieces[at];
      if (piece === MASK || isWord(piece)) index.add(hash.openKeyOf(at), member, at);
    }
  }
  return index.families();
}
