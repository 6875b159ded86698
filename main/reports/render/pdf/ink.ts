import { languageOf } from './face-choice.ts';
import { fontBytes, type Face } from './fonts.ts';
import type { Cluster, PlacedGlyph } from './shape.ts';

/** A stretch of one line in one face, as it is drawn. */
export interface Stretch {
  readonly text: string;
  readonly face: Face;
  readonly size: number;
  readonly color: string;
  /** Width of a line round the letters, in points, that makes up for a weight that the face does not come in. */
  readonly stroke: number;
  /** Whether it is read from right to left. */
  readonly rtl: boolean;
  /** Clusters in reading order, moved to where they stand from the start of the stretch (thousandths of the size). */
  readonly clusters: readonly Cluster[];
}

/** pdfkit's side of a face: which glyphs its file in the document has, and what each code of the text means. */
interface EmbeddedFace {
  readonly id: string;
  readonly scale: number;
  readonly subset: { readonly glyphs: number[]; includeGlyph(id: number): number };
  readonly unicode: (readonly number[] | undefined)[];
  readonly widths: (number | undefined)[];
  ref(): unknown;
}

/** What pdfkit has and its types do not name. */
interface InkDocument {
  readonly _font: EmbeddedFace;
  readonly page: { readonly fonts: Record<string, unknown> };
  addContent(text: string): void;
}

/** What a reader that knows no replacement text takes for a glyph that adds no letter. */
const NO_LETTER = '\u200b';

/**
 * Writes text into a document so that it stays text: every code of a face means one glyph with its letters
 * (ToUnicode), and where glyphs do not stand in the order of their letters the letters are told beside them
 * (ActualText, ISO 32000-1, 14.9.4). Stretches come in the order in which they are read; within one glyphs go from
 * left to right, as readers that look at places expect it, and the file says where that is backwards (14.8.2.3.3).
 */
export class Ink {
  private readonly doc: PDFKit.PDFDocument;
  private readonly faces = new Map<Face, { own: EmbeddedFace; codes: Map<string, number> }>();

  constructor(doc: PDFKit.PDFDocument) {
    this.doc = doc;
    // The one face that pictures ask for by its name.
    doc.registerFont('regular', fontBytes('regular'));
  }

  /** Draws a stretch from a place on its baseline. */
  draw(stretch: Stretch, x: number, baseline: number): void {
    const { text, face, size, color, stroke, rtl } = stretch;
    const doc = this.doc as unknown as InkDocument;
    const { own } = this.face(face);
    doc.page.fonts[own.id] ??= own.ref();
    const language = languageOf(text, face);
    if (stroke > 0) this.doc.save().lineWidth(stroke).strokeColor(color);
    this.doc.fillColor(color);
    if (language !== null) doc.addContent(`/Span <</Lang (${language})>> BDC`);
    doc.addContent(`BT /${own.id} ${number(size)} Tf ${stroke > 0 ? '2 Tr ' : ''}`);
    doc.addContent(`1 0 0 -1 ${number(x)} ${number(baseline)} Tm`);
    if (rtl) doc.addContent('/ReversedChars BMC');
    for (const line of this.shown(stretch)) doc.addContent(line);
    if (rtl) doc.addContent('EMC');
    doc.addContent('ET');
    if (language !== null) doc.addContent('EMC');
    if (stroke > 0) this.doc.restore();
  }

  /** The operators that show clusters, as few as their places allow. */
  private shown({ clusters, face, size, rtl }: Stretch): string[] {
    const out: string[] = [];
    let pen = 0;
    let rise = 0;
    let parts: string[] = [];
    const flush = (): void => {
      if (parts.length > 0) out.push(`[${parts.join('').replaceAll('><', '')}] TJ`);
      parts = [];
    };
    const put = (glyph: PlacedGlyph, text: string): void => {
      if (Math.abs(glyph.y - rise) > 0.5) {
        flush();
        rise = glyph.y;
        out.push(`${number((rise * size) / 1000)} Ts`);
      }
      const back = Math.round(pen - glyph.x);
      if (back !== 0) parts.push(String(back));
      parts.push(`<${this.code(face, glyph, text).toString(16).padStart(4, '0')}>`);
      pen += glyph.advance - back;
    };
    const inside = (replacement: string, draw: () => void): void => {
      flush();
      out.push(`/Span <</ActualText <${utf16(replacement)}>>> BDC`);
      draw();
      flush();
      out.push('EMC');
    };
    for (const { text, glyphs } of rtl ? clusters.toReversed() : clusters) {
      const all = rtl ? glyphs.toReversed() : glyphs;
      const letters = all.some(({ mark }) => !mark) ? all.filter(({ mark }) => !mark) : all;
      const marks = all.filter((glyph) => !letters.includes(glyph));
      const drawLetters = (): void =>
        letters.forEach((glyph, at) => put(glyph, at === 0 ? text : NO_LETTER));
      if (letters.length === 1) drawLetters();
      else inside(text, drawLetters);
      if (marks.length > 0) inside('', () => marks.forEach((glyph) => put(glyph, NO_LETTER)));
    }
    flush();
    if (rise !== 0) out.push('0 Ts');
    return out;
  }

  /** The code that means a glyph with its letters. */
  private code(face: Face, { id, advance }: PlacedGlyph, text: string): number {
    const { own, codes } = this.face(face);
    const key = `${id} ${text}`;
    const known = codes.get(key);
    if (known !== undefined) return known;
    const letters = Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
    let code = own.subset.includeGlyph(id);
    const meant = own.unicode[code];
    if (meant !== undefined && String(meant) !== String(letters)) {
      // The same shape stands for other letters already: a second copy of it means these.
      code = own.subset.glyphs.push(id) - 1;
    }
    own.unicode[code] = letters;
    own.widths[code] = advance;
    codes.set(key, code);
    return code;
  }

  private face(face: Face): { own: EmbeddedFace; codes: Map<string, number> } {
    const known = this.faces.get(face);
    if (known !== undefined) return known;
    if (face !== 'regular') this.doc.registerFont(face, fontBytes(face));
    this.doc.font(face);
    // oxlint-disable-next-line no-underscore-dangle -- pdfkit has no other way to its faces
    const own = (this.doc as unknown as InkDocument)._font;
    const made = { own, codes: new Map<string, number>() };
    this.faces.set(face, made);
    return made;
  }
}

const number = (value: number): string => String(Math.round(value * 1000) / 1000);

function utf16(text: string): string {
  const units = Array.from({ length: text.length }, (_, at) =>
    text.charCodeAt(at).toString(16).padStart(4, '0'),
  );
  return `feff${units.join('')}`;
}
