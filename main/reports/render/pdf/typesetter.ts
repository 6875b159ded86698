import PdfKit from 'pdfkit';
import { recordId, type Inline, type Line } from '../../document/document.ts';
import { controlText } from '../markup.ts';
import { FACES, fontBytes, type Face } from './fonts.ts';

/** How text is set: sizes in points. */
export interface TextStyle {
  readonly size: number;
  readonly leading: number;
  readonly color: string;
  readonly face: Face;
}

/** A stretch of one line in one face. */
export interface Run {
  readonly text: string;
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  readonly x: number;
  readonly width: number;
  /** Place that it leads to. */
  readonly target: string | null;
}

/** A line as it stands on the page. */
export interface SetLine {
  readonly runs: readonly Run[];
  readonly width: number;
  readonly leading: number;
  /** From the top of the line to the foot of its letters. */
  readonly baseline: number;
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

/** Figures of one width, and none of the ligatures that make `!=` or `->` another sign than the log has. */
const FEATURES = { tnum: true, liga: false, clig: false, calt: false, dlig: false };
/** Inter's hyphen of one width with the figures stands in words like a dash: it keeps its own. */
const HYPHEN_FEATURES = { ...FEATURES, tnum: false };

/** The parts of a text with the features that each is set with. */
function featured(text: string, face: Face): { text: string; features: typeof FEATURES }[] {
  if (face === 'mono') return [{ text, features: FEATURES }];
  return text
    .split(/(-+)/)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, features: part.startsWith('-') ? HYPHEN_FEATURES : FEATURES }));
}

/** Widths of words in thousandths of their size: the passes over a report, and the next report, measure the same ones. */
const widths = new Map<string, number>();
const MOST_WIDTHS = 100_000;
const UNITS = 1000;

interface FontkitFont {
  hasGlyphForCodePoint(code: number): boolean;
  glyphForCodePoint(code: number): { readonly advanceWidth: number };
}

/** pdfkit's side of a face: how it makes glyphs of a text. */
interface PdfFace {
  readonly font: FontkitFont;
  readonly scale: number;
  layoutRun(text: string): object;
}

/**
 * Log text stands letter by letter, each as wide as the others: nothing in it is shaped. Saying so saves the
 * search for rules that would apply, which is most of the time that a page takes.
 */
function setUnshaped(face: PdfFace): void {
  face.layoutRun = (text) => {
    const glyphs = Array.from(text, (letter) =>
      face.font.glyphForCodePoint(letter.codePointAt(0) ?? 0),
    );
    const positions = glyphs.map(({ advanceWidth }) => {
      const width = advanceWidth * face.scale;
      return { xAdvance: width, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth: width };
    });
    return {
      glyphs,
      positions,
      advanceWidth: positions.reduce((sum, { xAdvance }) => sum + xAdvance, 0),
    };
  };
}

/** Letters of a word that is not broken when it fits a line of its own. */
const SHORT_WORD = 16;

/** A word, or the space between two, in one face. */
interface Piece {
  readonly text: string;
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  readonly target: string | null;
  readonly space: boolean;
  readonly width: number;
}

/** Measures and breaks text with the faces of one document. */
export class Typesetter {
  readonly doc: PDFKit.PDFDocument;
  private readonly ink: boolean;
  private readonly fonts = new Map<Face, FontkitFont>();
  private readonly pageOf: (id: string) => string;

  /** `pageOf`: the page of a place, as a citation prints it. Without `ink` text takes its place but is not drawn. */
  constructor(doc: PDFKit.PDFDocument, pageOf: (id: string) => string, ink: boolean) {
    this.doc = doc;
    this.ink = ink;
    this.pageOf = pageOf;
    for (const face of Object.keys(FACES) as Face[]) {
      doc.registerFont(face, fontBytes(face));
      doc.font(face);
      // oxlint-disable-next-line no-underscore-dangle -- pdfkit has no other way to its faces
      const own = (doc as unknown as { _font: PdfFace })._font;
      if (face === 'mono') setUnshaped(own);
      this.fonts.set(face, own.font);
    }
  }

  /** Lines of text no wider than `width`. A word that is wider is broken. */
  set(line: Line, width: number, style: TextStyle): SetLine[] {
    const pieces = line.flatMap((inline) => this.pieces(inline, style));
    const lines: Piece[][] = [];
    let current: Piece[] = [];
    let used = 0;
    let indented = true;
    const close = (): void => {
      while (current.at(-1)?.space === true) current.pop();
      lines.push(current);
      current = [];
      used = 0;
    };
    const queue = [...pieces].reverse();
    for (let piece = queue.pop(); piece !== undefined; piece = queue.pop()) {
      if (piece.text === '\n') {
        close();
        indented = true;
        continue;
      }
      // Space at the head of a line is indentation after a break that the text has, and nothing after one of ours.
      if (piece.space && current.length === 0 && !indented) continue;
      indented = false;
      if (used + piece.width <= width) {
        current.push(piece);
        used += piece.width;
        continue;
      }
      if (piece.space) continue;
      const room = width - used;
      // A long word begins where it stands when there is room for some of it; a short one goes to the next line.
      const isLong = piece.text.length > SHORT_WORD && piece.width > width * 0.45;
      if (piece.width > width || (isLong && room > width * 0.4)) {
        const [head, tail] = this.broken(piece, room);
        if (head !== null) current.push(head);
        if (head === null && current.length === 0) throw new Error('no letter fits the column');
        close();
        queue.push(tail);
      } else {
        close();
        queue.push(piece);
      }
    }
    if (current.length > 0 || lines.length === 0) close();
    return lines.map((one) => setLine(one, style));
  }

  /** Width of a text that is not broken. */
  width(text: string, style: TextStyle): number {
    return this.measure(text, style.face, style.size);
  }

  /** Draws a line with its top left corner at a place. What leads somewhere is left to `link`. */
  draw(run: Run, x: number, baseline: number): void {
    if (!this.ink) return;
    this.doc.font(run.face).fillColor(run.color);
    let at = x + run.x;
    for (const { text, features } of featured(run.text, run.face)) {
      const options = { lineBreak: false, baseline: 'alphabetic', features };
      // Measuring sets another size.
      this.doc.fontSize(run.size);
      this.doc.text(text, at, baseline, options as unknown as PDFKit.Mixins.TextOptions);
      at += this.measure(text, run.face, run.size);
    }
  }

  private measure(text: string, face: Face, size: number): number {
    const key = `${face} ${text}`;
    const known = widths.get(key);
    if (known !== undefined) return (known * size) / UNITS;
    this.doc.font(face).fontSize(UNITS);
    const width = featured(text, face).reduce((sum, part) => {
      const options = { features: part.features } as unknown as PDFKit.Mixins.TextOptions;
      return sum + this.doc.widthOfString(part.text, options);
    }, 0);
    if (widths.size >= MOST_WIDTHS) widths.clear();
    widths.set(key, width);
    return (width * size) / UNITS;
  }

  private pieces(inline: Inline, style: TextStyle): Piece[] {
    if ('cite' in inline) {
      const id = recordId(inline.cite);
      const text = `[${inline.cite}, p.\u00a0${this.pageOf(id)}]`;
      return [this.piece(text, style.face, style.size, COLORS.accent, id)];
    }
    if ('mono' in inline) {
      return this.words(inline.mono, 'mono', style.size * 0.9, style.color, true);
    }
    if ('strong' in inline) {
      return this.words(inline.strong, 'semibold', style.size, style.color, false);
    }
    if ('dim' in inline) {
      return this.words(inline.dim, style.face, style.size * 0.88, COLORS.dim, false);
    }
    return this.words(inline.text, style.face, style.size, style.color, false);
  }

  private words(text: string, face: Face, size: number, color: string, verbatim: boolean): Piece[] {
    const kept = verbatim ? text.replaceAll('\t', '    ') : text.replace(/[ \t\r\n]+/g, ' ');
    return kept
      .split(/(\n| +)/)
      .filter((part) => part !== '')
      .flatMap((part) => {
        if (part === '\n') return [{ ...this.piece(' ', face, size, color, null), text: '\n' }];
        if (part.startsWith(' ')) {
          return [{ ...this.piece(part, face, size, color, null), space: true }];
        }
        return this.covered(part, face, size, color);
      });
  }

  /** A word in pieces, each in a face that has its letters. What no face has is told by its number. */
  private covered(word: string, face: Face, size: number, color: string): Piece[] {
    const pieces: { text: string; face: Face }[] = [];
    for (const letter of word.toWellFormed().normalize('NFC')) {
      const [text, has] = this.letter(letter, face);
      const last = pieces.at(-1);
      if (last !== undefined && last.face === has) last.text += text;
      else pieces.push({ text, face: has });
    }
    return pieces.map(({ text, face: has }) => this.piece(text, has, size, color, null));
  }

  private letter(letter: string, face: Face): [string, Face] {
    const code = letter.codePointAt(0) ?? 0;
    if (code < 0x20 || code === 0x7f) return [controlText(letter), face];
    if (this.fonts.get(face)?.hasGlyphForCodePoint(code) === true) return [letter, face];
    if (this.fonts.get('fallback')?.hasGlyphForCodePoint(code) === true)
      return [letter, 'fallback'];
    return [`[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`, face];
  }

  private piece(
    text: string,
    face: Face,
    size: number,
    color: string,
    target: string | null,
  ): Piece {
    return { text, face, size, color, target, space: false, width: this.measure(text, face, size) };
  }

  /** As much of a word as fits, and the rest; a path or a number is broken behind its marks where one is near. */
  private broken(piece: Piece, room: number): [Piece | null, Piece] {
    const letters = Array.from(piece.text);
    const width = (count: number): number =>
      this.measure(letters.slice(0, count).join(''), piece.face, piece.size);
    let low = 0;
    let high = letters.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (width(middle) <= room) low = middle;
      else high = middle - 1;
    }
    if (low === 0) return [null, piece];
    const mark = letters.slice(0, low).findLastIndex((letter) => /[/\\.,;:=&?_)\]}-]/.test(letter));
    const at = mark > low * 0.6 ? mark + 1 : low;
    const part = (text: string): Piece =>
      this.piece(text, piece.face, piece.size, piece.color, piece.target);
    return [part(letters.slice(0, at).join('')), part(letters.slice(at).join(''))];
  }
}

function setLine(pieces: readonly Piece[], style: TextStyle): SetLine {
  const runs: Run[] = [];
  let x = 0;
  for (const piece of pieces) {
    const last = runs.at(-1);
    const joins =
      last !== undefined &&
      last.face === piece.face &&
      last.size === piece.size &&
      last.color === piece.color &&
      last.target === piece.target;
    if (last !== undefined && joins) {
      runs[runs.length - 1] = {
        ...last,
        text: last.text + piece.text,
        width: last.width + piece.width,
      };
    } else {
      const { text, face, size, color, target, width } = piece;
      runs.push({ text, face, size, color, target, width, x });
    }
    x += piece.width;
  }
  return {
    runs,
    width: x,
    leading: style.leading,
    baseline: style.leading * 0.5 + style.size * 0.36,
  };
}

/** Opens a document in which nothing depends on when it is made, but for `at`. */
export function openPdf(facts: { title: string; subject: string; language: string; at: Date }) {
  const options = {
    size: 'A4',
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    autoFirstPage: false,
    pdfVersion: '1.7',
    subset: 'PDF/UA',
    tagged: true,
    displayTitle: true,
    lang: facts.language,
    // No face of the viewer's own: it is not embedded, and would have to be there.
    font: null,
    info: {
      Title: facts.title,
      Subject: facts.subject,
      Author: 'Auterity Error-IQ',
      Creator: 'Auterity Error-IQ',
      Producer: 'Auterity Error-IQ',
      CreationDate: facts.at,
      ModDate: facts.at,
    },
  };
  return new PdfKit(options as unknown as PDFKit.PDFDocumentOptions);
}
