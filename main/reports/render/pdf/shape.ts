import type { Glyph, GlyphRun } from 'fontkit';
import { mirrored } from '../bidi.ts';
import { openFont, type Face } from './fonts.ts';

/** A glyph where it stands from the start of its piece, in thousandths of the size of the text. */
export interface PlacedGlyph {
  readonly id: number;
  readonly x: number;
  readonly y: number;
  /** How far the face itself would go on behind it. */
  readonly advance: number;
  /** Whether it stands on, under or over another one and takes no room of its own. */
  readonly mark: boolean;
}

/** The fewest glyphs that stand for the fewest letters: a letter with its marks, a ligature, a syllable. */
export interface Cluster {
  readonly text: string;
  readonly glyphs: readonly PlacedGlyph[];
}

/** A text in glyphs, in the order in which it is read. Widths in thousandths of the size. */
export interface Shaped {
  readonly clusters: readonly Cluster[];
  readonly width: number;
}

/** Figures of one width, and none of the ligatures that make `!=` or `->` another sign than the log has. */
const FEATURES = { tnum: true, liga: false, clig: false, calt: false, dlig: false };
/** Inter's hyphen of one width with the figures stands in words like a dash: it keeps its own. */
const HYPHEN_FEATURES = { ...FEATURES, tnum: false };
/** Other scripts are not legible without what their faces do; but ideographs stand in squares. */
const SCRIPT_FEATURES = {};
const SQUARE_FEATURES = { kern: false };
const WESTERN: ReadonlySet<Face> = new Set(['regular', 'medium', 'semibold', 'mono', 'fallback']);

const SPACE = 0x20;
const NON_JOINER = 0x200c;

/** Words as they were shaped: the passes over a report, and the next report, have the same ones. */
const shapes = new Map<string, Shaped>();
const MOST_SHAPES = 100_000;

/** A text of one face and one direction in glyphs. */
export function shape(text: string, face: Face, rtl: boolean): Shaped {
  const key = `${face}${rtl ? '<' : '>'}${text}`;
  const known = shapes.get(key);
  if (known !== undefined) return known;
  const made = shapeAnew(text, face, rtl);
  if (shapes.size >= MOST_SHAPES) shapes.clear();
  shapes.set(key, made);
  return made;
}

function shapeAnew(text: string, face: Face, rtl: boolean): Shaped {
  const parts = featured(text, face).map((part) => shapePart(part.text, face, rtl, part.features));
  if (parts.length === 1 && parts[0] !== undefined) return parts[0];
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  let x = 0;
  const clusters = parts.flatMap((part) => {
    const left = rtl ? width - x - part.width : x;
    x += part.width;
    return part.clusters.map((cluster) => moved(cluster, left));
  });
  return { clusters, width };
}

/** A cluster so much further to the right. */
export const moved = ({ text, glyphs }: Cluster, by: number): Cluster => ({
  text,
  glyphs: glyphs.map((glyph) => ({ ...glyph, x: glyph.x + by })),
});

type Features = Readonly<Record<string, boolean>>;

/** The parts of a text with the features that each is set with. */
function featured(text: string, face: Face): { text: string; features: Features }[] {
  if (!WESTERN.has(face))
    return [{ text, features: face === 'chinese' ? SQUARE_FEATURES : SCRIPT_FEATURES }];
  if (face === 'mono') return [{ text, features: FEATURES }];
  return text
    .split(/(-+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, features: part.startsWith('-') ? HYPHEN_FEATURES : FEATURES }));
}

function shapePart(text: string, face: Face, rtl: boolean, features: Features): Shaped {
  const font = openFont(face);
  const drawn = rtl ? mirrored(text.normalize('NFC')) : text.normalize('NFC');
  // Log text stands letter by letter, each as wide as the others: looking for rules is most of a page's time.
  const run =
    face === 'mono' && !rtl && !/\p{M}/u.test(drawn)
      ? unshaped(font.glyphForCodePoint.bind(font), drawn)
      : font.layout(drawn, features, undefined, undefined, rtl ? 'rtl' : 'ltr');
  const scale = 1000 / font.unitsPerEm;
  let x = 0;
  const placed = run.glyphs.map((glyph, at) => {
    const { xAdvance = 0, xOffset = 0, yOffset = 0 } = run.positions[at] ?? {};
    // Shaping puts a space without width where nothing is drawn; a glyph that has none anyway is not taken for one.
    const hidden = xAdvance === 0 && glyph.codePoints[0] === SPACE;
    const { id, advanceWidth } = hidden ? font.glyphForCodePoint(NON_JOINER) : glyph;
    const place = { x: (x + xOffset) * scale, y: yOffset * scale };
    x += xAdvance;
    const mark = xAdvance === 0 && !(hidden && advanceWidth === 0);
    return { codes: glyph.codePoints, id, advance: advanceWidth * scale, mark, ...place };
  });
  if (rtl) placed.reverse();
  return { clusters: clustersOf(placed, drawn, text), width: x * scale };
}

function unshaped(glyphOf: (code: number) => Glyph, text: string): GlyphRun {
  const glyphs = Array.from(text, (letter) => glyphOf(letter.codePointAt(0) ?? 0));
  const none = { yAdvance: 0, xOffset: 0, yOffset: 0 };
  return { glyphs, positions: glyphs.map((glyph) => ({ xAdvance: glyph.advanceWidth, ...none })) };
}

type Shown = PlacedGlyph & { readonly codes: readonly number[] };

/**
 * Which glyphs stand for which letters: a cluster ends where its glyphs name as many of the same letters as have
 * gone by. Shaping turns letters round, joins and splits them; where it lost one, the rest is one cluster.
 */
function clustersOf(glyphs: readonly Shown[], drawn: string, text: string): Cluster[] {
  const shown = Array.from(drawn, (letter) => comparable(letter.codePointAt(0) ?? 0));
  const written = Array.from(text);
  // Composing or not has changed how many there are: which belong to which cannot be told.
  const whole = written.length !== shown.length;
  const clusters: { text: string; glyphs: PlacedGlyph[] }[] = [];
  const open = new Map<number, number>();
  let current: PlacedGlyph[] = [];
  let from = 0;
  let to = 0;
  glyphs.forEach(({ codes, ...glyph }, at) => {
    current.push(glyph);
    for (const code of codes) {
      count(open, comparable(code), 1);
      const letter = shown[to++];
      if (letter !== undefined) count(open, letter, -1);
    }
    const next = glyphs[at + 1];
    if (next !== undefined && (open.size > 0 || whole || next.mark || next.codes.length === 0)) {
      return;
    }
    const letters = next === undefined ? written.slice(from) : written.slice(from, to);
    clusters.push({ text: letters.join(''), glyphs: current });
    from = to;
    current = [];
  });
  return clusters;
}

/** Marks that are not drawn come back from shaping as a space. */
function comparable(code: number): number {
  return /\p{Default_Ignorable_Code_Point}/u.test(String.fromCodePoint(code)) ? SPACE : code;
}

function count(open: Map<number, number>, code: number, by: number): void {
  const now = (open.get(code) ?? 0) + by;
  if (now === 0) open.delete(code);
  else open.set(code, now);
}
