import type { ReportDocument } from '../../document/document.ts';
import { Ink } from './ink.ts';
import { COLORS, Typesetter, type Run, type SetLine, type TextStyle } from './typesetter.ts';

export type Struct = PDFKit.PDFStructureElement;
type StructContent = { readonly content: true };

/** A4 in points, and where the text stands on it. */
export const PAGE = { width: 595.28, height: 841.89, left: 57, right: 57, top: 74, bottom: 70 };
export const TEXT_WIDTH = PAGE.width - PAGE.left - PAGE.right;
const FOOT = PAGE.height - PAGE.bottom;

const SMALL: TextStyle = { face: 'regular', size: 7.5, leading: 10, color: COLORS.dim };

/** What pdfkit gives and its types do not name. */
interface MarkedDocument {
  markStructureContent(tag: string): StructContent;
  endMarkedContent(): void;
  continueOnNewPage(): void;
  markContent(tag: string, options: object): void;
  outline: Outline;
}
interface Outline {
  addItem(title: string, options: object): Outline;
}

/** What a first pass over the pages found: the page of every place, and how many there are. */
export interface Pagination {
  readonly places: ReadonlyMap<string, number>;
  readonly pages: number;
}

/**
 * Pages that fill from the top. Everything drawn is either part of the document's structure (for who reads it by
 * ear) or an artifact of the page. `y` is where the next line stands.
 */
export class Pages {
  readonly doc: PDFKit.PDFDocument;
  readonly type: Typesetter;
  readonly root: Struct;
  readonly places = new Map<string, number>();
  y: number = PAGE.top;
  /** Whether this pass is the one that is kept: the others only find out what stands where. */
  readonly inked: boolean;
  private readonly report: ReportDocument;
  private readonly before: Pagination;
  private count = 0;
  private chapter: Outline | null = null;

  constructor(doc: PDFKit.PDFDocument, report: ReportDocument, before: Pagination, ink: boolean) {
    this.doc = doc;
    this.report = report;
    this.before = before;
    this.inked = ink;
    this.type = new Typesetter((id) => this.pageOf(id), ink ? new Ink(doc) : null);
    this.root = doc.struct('Document');
    doc.addStructure(this.root);
    doc.on('pageAdded', () => this.furnish());
    doc.addPage();
  }

  private get marked(): MarkedDocument {
    return this.doc as unknown as MarkedDocument;
  }

  get pagination(): Pagination {
    return { places: this.places, pages: this.count };
  }

  get letter(): boolean {
    return this.report.letterHead !== null;
  }

  /** The page of a place, as the pass before found it. */
  pageOf(id: string): string {
    return String(this.before.places.get(id) ?? 0);
  }

  /** Space left on the page. */
  get room(): number {
    return FOOT - this.y;
  }

  /** Goes to a new page unless so much is left on this one. */
  need(height: number): void {
    if (this.room < height && this.y > PAGE.top) this.turn();
  }

  turn(): void {
    this.marked.continueOnNewPage();
    this.y = PAGE.top;
  }

  skip(height: number): void {
    // Space between blocks is of no use at the head of a page.
    if (this.y > PAGE.top) this.y = Math.min(this.y + height, FOOT);
  }

  /** A new element of the structure. */
  element(parent: Struct, tag: string, options: object = {}): Struct {
    const element = this.doc.struct(tag, options);
    parent.add(element);
    return element;
  }

  /** Marks this place, so that citations, contents and bookmarks find it. */
  place(id: string): void {
    this.places.set(id, this.count);
    this.doc.addNamedDestination(id, 'XYZ', PAGE.left, Math.max(0, this.y - 12), null as never);
  }

  bookmark(text: string, level: 1 | 2): void {
    const where = { top: Math.max(0, this.y - 12), left: PAGE.width, expanded: level === 1 };
    if (level === 1) this.chapter = this.marked.outline.addItem(text, where);
    else (this.chapter ?? this.marked.outline).addItem(text, where);
  }

  /** Draws a line of text as content of an element; stretches that lead somewhere become links. */
  line(element: Struct, line: SetLine, x: number, y: number): void {
    const plain: Run[] = [];
    const flush = (): void => {
      if (plain.length === 0) return;
      this.tagged(element, 'Span', () => {
        for (const run of plain) this.type.draw(run, x, y + line.baseline);
      });
      plain.length = 0;
    };
    for (const run of line.runs) {
      if (run.target === null) {
        plain.push(run);
        continue;
      }
      flush();
      const link = this.element(element, 'Link');
      this.tagged(link, 'Link', () => this.type.draw(run, x, y + line.baseline));
      this.link(link, x + run.x, y, run.width, line.leading, run.target, run.text);
    }
    flush();
  }

  /** Makes a part of the page lead to a place; `text` tells where to. */
  link(
    element: Struct,
    x: number,
    y: number,
    width: number,
    height: number,
    target: string,
    text: string,
  ): void {
    const options = { structParent: element, Contents: new String(`Go to ${text}`) };
    this.doc.goTo(x, y, width, height, target, options as never);
  }

  /** A row of dots that leads the eye from a title to its page. */
  dots(from: number, to: number, baseline: number): void {
    if (to <= from) return;
    this.artifact(() =>
      this.doc
        .moveTo(to, baseline - 1.5)
        .lineTo(from, baseline - 1.5)
        .lineWidth(0.6)
        .dash(0.6, { space: 3 })
        .strokeColor(COLORS.dim)
        .stroke(),
    );
  }

  /** Draws as part of the structure. */
  tagged(element: Struct, tag: string, draw: () => void): void {
    const content = this.marked.markStructureContent(tag);
    draw();
    this.marked.endMarkedContent();
    element.add(content as never);
  }

  /** Draws what only the page has: rules, grounds, page numbers. */
  artifact(draw: () => void, type: 'Layout' | 'Pagination' = 'Layout'): void {
    this.marked.markContent('Artifact', { type });
    this.doc.save();
    draw();
    this.doc.restore();
    this.marked.endMarkedContent();
  }

  rule(x: number, y: number, width: number, color: string, weight = 0.5): void {
    this.artifact(() =>
      this.doc
        .moveTo(x, y)
        .lineTo(x + width, y)
        .lineWidth(weight)
        .strokeColor(color)
        .stroke(),
    );
  }

  end(): void {
    this.root.end();
    this.doc.end();
  }

  /** Head and foot of a page. The first has its title instead of a head. */
  private furnish(): void {
    this.count++;
    const { title, subtitle, draft, marking } = this.report;
    this.artifact(() => {
      if (this.count > 1) {
        this.small(
          subtitle === '' ? title : `${title} · ${subtitle}`,
          PAGE.left,
          36,
          TEXT_WIDTH - 130,
        );
      }
      const marks = [marking, draft ? 'DRAFT' : ''].filter((mark) => mark !== '').join(' · ');
      if (marks !== '') this.aside(marks, 36, draft ? COLORS.draft : COLORS.text);
      if (this.report.foot !== '')
        this.small(this.report.foot, PAGE.left, FOOT + 24, TEXT_WIDTH - 90);
      this.aside(`Page ${this.count} of ${this.before.pages}`, FOOT + 24, COLORS.dim);
    }, 'Pagination');
  }

  private small(text: string, x: number, y: number, width: number): void {
    const [line, more] = this.type.set([{ text }], width, SMALL);
    if (line === undefined) return;
    for (const run of line.runs) this.type.draw(run, x, y + line.baseline);
    if (more === undefined) return;
    const [rest] = this.type.set([{ text: ' …' }], TEXT_WIDTH, SMALL);
    const end = line.rtl ? x - (rest?.width ?? 0) : x + line.width;
    for (const run of rest?.runs ?? []) this.type.draw(run, end, y + line.baseline);
  }

  private aside(text: string, y: number, color: string): void {
    const style = { ...SMALL, color };
    const [line] = this.type.set([{ text }], 120, style);
    if (line === undefined) return;
    const x = PAGE.width - PAGE.right - line.width;
    for (const run of line.runs) this.type.draw(run, x, y + line.baseline);
  }
}
