import { recordId, type Inline, type Line } from '../../document/document.ts';
import { shownText } from '../markup.ts';
import { levelsOf, visualOrder } from '../bidi.ts';
import type { Face } from './fonts.ts';
import type { Ink, Stretch } from './ink.ts';
import { moved, type Cluster } from './shape.ts';
import { isLong, splitUnit, unitsOf, type Piece, type Strand, type Unit } from './units.ts';

/** How text is set: sizes in points. */
export interface TextStyle {
  readonly size: number;
  readonly leading: number;
  readonly color: string;
  readonly face: Face;
}

/** A stretch of one line in one face. */
export interface Run extends Stretch {
  readonly x: number;
  readonly width: number;
  /** Place that it leads to. */
  readonly target: string | null;
}

/** A line as it stands on the page; its runs in the order in which they are read. */
export interface SetLine {
  readonly runs: readonly Run[];
  readonly width: number;
  readonly leading: number;
  /** From the top of the line to the foot of its letters. */
  readonly baseline: number;
  /** Whether it begins at the right; it then takes the whole width. */
  readonly rtl: boolean;
}

export const COLORS = {
  text: '#1b1f27',
  dim: '#5a6270',
  line: '#d4d8df',
  rule: '#1b1f27',
  accent: '#1f5fc4',
  warning: '#8a5a00',
  sunk: '#f4f5f7',
  draft: '#a3106f',
} as const;

/** Measures and breaks text, and draws it where there is ink to draw with. */
export class Typesetter {
  private readonly ink: Ink | null;
  private readonly pageOf: (id: string) => string;

  /** `pageOf`: the page of a place, as a citation prints it. Without `ink` text takes its place but is not drawn. */
  constructor(pageOf: (id: string) => string, ink: Ink | null) {
    this.ink = ink;
    this.pageOf = pageOf;
  }

  /** Lines of text no wider than `width`. A word that is wider is broken. */
  set(line: Line, width: number, style: TextStyle): SetLine[] {
    const paragraphs = paragraphsOf(line.map((inline) => this.strand(inline, style)));
    return paragraphs.flatMap((strands) => {
      const { parts, rtl } = levelsOf(strands);
      const units = strands.flatMap((strand, at) => unitsOf(strand, parts[at] ?? new Uint8Array()));
      return linesOf(units, width).map((pieces) => setLine(pieces, style, width, rtl));
    });
  }

  /** Draws a stretch of a line that stands at a place. What leads somewhere is left to `link`. */
  draw(run: Run, x: number, baseline: number): void {
    this.ink?.draw(run, x + run.x, baseline);
  }

  private strand(inline: Inline, { face, size, color }: TextStyle): Strand {
    const plain = { face, size, color, target: null, apart: false };
    if ('cite' in inline) {
      const target = recordId(inline.cite);
      const text = `[${inline.cite}, p.\u00a0${this.pageOf(target)}]`;
      return { ...plain, text, color: COLORS.accent, target, apart: true };
    }
    if ('mono' in inline) {
      const text = shownText(inline.mono.replaceAll('\t', '    '));
      return { ...plain, text, face: 'mono', size: size * 0.9, apart: true };
    }
    if ('strong' in inline) return { ...plain, text: flowing(inline.strong), face: 'semibold' };
    if ('dim' in inline) {
      return { ...plain, text: flowing(inline.dim), size: size * 0.88, color: COLORS.dim };
    }
    return { ...plain, text: flowing(inline.text) };
  }
}

/** Text of a sentence: how its author broke it is not said again. */
const flowing = (text: string): string => shownText(text.replace(/[ \t\r\n]+/g, ' '));

/** Strands cut at their ends of lines. A last one that ends the text begins no paragraph. */
function paragraphsOf(strands: readonly Strand[]): Strand[][] {
  const paragraphs: Strand[][] = [[]];
  for (const strand of strands) {
    strand.text.split('\n').forEach((text, at) => {
      if (at > 0) paragraphs.push([]);
      if (text !== '') paragraphs.at(-1)?.push({ ...strand, text });
    });
  }
  if (paragraphs.length > 1 && paragraphs.at(-1)?.length === 0) paragraphs.pop();
  return paragraphs;
}

/** Units in lines, at least one. */
function linesOf(units: readonly Unit[], width: number): Piece[][] {
  const lines: Unit[][] = [];
  let current: Unit[] = [];
  let used = 0;
  let indented = true;
  const close = (): void => {
    while (current.at(-1)?.space === true) current.pop();
    lines.push(current);
    current = [];
    used = 0;
  };
  const queue = [...units].reverse();
  for (let unit = queue.pop(); unit !== undefined; unit = queue.pop()) {
    // Space at the head of a line is indentation after a break that the text has, and nothing after one of ours.
    if (unit.space && current.length === 0 && !indented) continue;
    indented = false;
    if (used + unit.width <= width) {
      current.push(unit);
      used += unit.width;
      continue;
    }
    if (unit.space) continue;
    const room = width - used;
    // A long word begins where it stands when there is room for some of it; a short one goes to the next line.
    if (unit.width > width || (isLong(unit, width) && room > width * 0.4)) {
      const [head, tail] = splitUnit(unit, room);
      if (head !== null) current.push(head);
      if (head === null && current.length === 0) throw new Error('no letter fits the column');
      close();
      queue.push(tail);
    } else {
      close();
      queue.push(unit);
    }
  }
  if (current.length > 0 || lines.length === 0) close();
  return lines.map((line) => line.flatMap(({ pieces }) => pieces));
}

function setLine(
  pieces: readonly Piece[],
  { leading, size }: TextStyle,
  column: number,
  rtl: boolean,
): SetLine {
  const used = pieces.reduce((sum, { width }) => sum + width, 0);
  const places = new Map<number, number>();
  let x = rtl ? column - used : 0;
  for (const at of visualOrder(pieces.map(({ level }) => level))) {
    places.set(at, x);
    x += pieces[at]?.width ?? 0;
  }
  return {
    runs: runsOf(pieces, (at) => places.get(at) ?? 0),
    width: rtl ? column : used,
    leading,
    baseline: leading * 0.5 + size * 0.36,
    rtl,
  };
}

/** Pieces that look alike and follow each other in one direction, as one run. */
function runsOf(pieces: readonly Piece[], placeOf: (at: number) => number): Run[] {
  const groups: number[][] = [];
  pieces.forEach((piece, at) => {
    const before = pieces[at - 1];
    if (before !== undefined && alike(before, piece)) groups.at(-1)?.push(at);
    else groups.push([at]);
  });
  return groups.flatMap((group) => {
    const own = group.flatMap((at) => pieces[at] ?? []);
    const [first] = own;
    if (first === undefined) return [];
    const { face, size, color, stroke, target } = first;
    const rtl = first.level % 2 === 1;
    const left = Math.min(...group.map((at) => placeOf(at)));
    const clusters = own.flatMap(({ shaped }, at): readonly Cluster[] => {
      const by = ((placeOf(group[at] ?? 0) - left) * 1000) / size;
      return by === 0 ? shaped.clusters : shaped.clusters.map((cluster) => moved(cluster, by));
    });
    const text = own.map((piece) => piece.text).join('');
    const width = own.reduce((sum, piece) => sum + piece.width, 0);
    return [{ text, face, size, color, stroke, rtl, clusters, x: left, width, target }];
  });
}

const alike = (a: Piece, b: Piece): boolean =>
  a.face === b.face &&
  a.size === b.size &&
  a.color === b.color &&
  a.stroke === b.stroke &&
  a.target === b.target &&
  a.level === b.level;
