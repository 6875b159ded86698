import svgToPdf from 'svg-to-pdfkit';
import type { Block, Line, ListItem } from '../../document/document.ts';
import { PAGE, TEXT_WIDTH, type Pages, type Struct } from './pages.ts';
import { TableSetter } from './table.ts';
import { COLORS, type SetLine, type TextStyle } from './typesetter.ts';

export const BODY: TextStyle = { face: 'regular', size: 9.5, leading: 14, color: COLORS.text };
const CAPTION: TextStyle = { face: 'medium', size: 8, leading: 11, color: COLORS.dim };
const HEADINGS: Readonly<
  Record<1 | 2, TextStyle & { readonly above: number; readonly below: number }>
> = {
  1: { face: 'semibold', size: 14, leading: 19, color: COLORS.text, above: 26, below: 7 },
  2: { face: 'semibold', size: 10.5, leading: 15, color: COLORS.text, above: 14, below: 3 },
};
/** Chapters of a letter stand closer: most are a line or two. */
const LETTER_ABOVE = 6;
const INDENT = 14;
const AFTER = 7;

/** Draws blocks one under the other. A heading never stands at the foot of a page without what follows it. */
export function drawBlocks(pages: Pages, blocks: readonly Block[]): void {
  blocks.forEach((block, at) => {
    if (block.kind === 'heading') drawHeading(pages, block, blocks.slice(at + 1), blocks[at - 1]);
    else {
      pages.need(heightWithClinging(pages, blocks.slice(at)));
      drawBlock(pages, block);
    }
  });
}

/** Height of a short paragraph with those after it that cling to it, which is to be on one page; 0: nothing clings. */
function heightWithClinging(pages: Pages, [block, ...rest]: readonly Block[]): number {
  if (block?.kind !== 'paragraph') return 0;
  const height = heightOf(pages, block.line);
  const [next] = rest;
  if (next?.kind !== 'paragraph' || next.clings !== true) return block.clings === true ? height : 0;
  return height > BODY.leading * 3 ? 0 : height + AFTER + heightWithClinging(pages, rest);
}

const heightOf = (pages: Pages, line: Line): number =>
  pages.type.set(line, TEXT_WIDTH, BODY).length * BODY.leading;

function drawBlock(pages: Pages, block: Exclude<Block, { kind: 'heading' }>): void {
  switch (block.kind) {
    case 'paragraph':
      drawParagraph(pages, pages.root, block.line, PAGE.left, TEXT_WIDTH);
      pages.skip(AFTER);
      return;
    case 'list':
      drawList(pages, block.items);
      return;
    case 'signature':
      drawSignature(pages, block);
      return;
    case 'notice':
      drawNotice(pages, block.line, block.tone);
      return;
    case 'chart':
      drawChart(pages, block);
      return;
    case 'table':
      new TableSetter(pages, block).draw(pages.root);
      pages.skip(12);
  }
}

function drawHeading(
  pages: Pages,
  { level, text, id }: Extract<Block, { kind: 'heading' }>,
  next: readonly Block[],
  before: Block | undefined,
): void {
  const style = HEADINGS[level];
  // Two headings that follow each other stand together.
  const above = before?.kind === 'heading' ? 2 : pages.letter ? LETTER_ABOVE : style.above;
  const lines = pages.type.set([{ text }], TEXT_WIDTH, style);
  const own = lines.length * style.leading + style.below;
  pages.need(own + above + leastOf(pages, next));
  pages.skip(above);
  pages.place(id);
  pages.bookmark(text, level);
  const element = pages.element(pages.root, level === 1 || pages.letter ? 'H2' : 'H3');
  for (const line of lines) {
    pages.line(element, line, PAGE.left, pages.y);
    pages.y += style.leading;
  }
  pages.y += style.below;
}

/** As much of what follows a heading as must stand on its page. */
function leastOf(pages: Pages, [next, ...rest]: readonly Block[]): number {
  if (next === undefined) return 0;
  switch (next.kind) {
    case 'heading': {
      const { leading, below } = HEADINGS[next.level];
      return leading + below + leastOf(pages, rest);
    }
    case 'chart':
      return next.height + 24;
    case 'table':
      return new TableSetter(pages, next).least;
    case 'notice':
    case 'signature':
      return 44;
    case 'paragraph':
      if (next.leads !== true) {
        return Math.max(BODY.leading * 3, heightWithClinging(pages, [next, ...rest]));
      }
      return heightOf(pages, next.line) + AFTER + leastOf(pages, rest);
    case 'list':
      return BODY.leading * 3;
  }
}

/** Lines of a paragraph, at least two of them on either side of a page's end. */
function drawParagraph(pages: Pages, parent: Struct, line: Line, x: number, width: number): void {
  const lines = pages.type.set(line, width, BODY);
  const element = pages.element(parent, 'P');
  drawLines(pages, element, lines, x);
}

function drawLines(pages: Pages, element: Struct, lines: readonly SetLine[], x: number): void {
  const single = lines.length < 4;
  if (single) pages.need(lines.reduce((sum, each) => sum + each.leading, 0));
  lines.forEach((each, at) => {
    const opens = at === 0 || at === lines.length - 2;
    pages.need(opens && !single ? each.leading * 2 : each.leading);
    pages.line(element, each, x, pages.y);
    pages.y += each.leading;
  });
}

function drawList(pages: Pages, items: readonly ListItem[]): void {
  drawItems(pages, pages.root, items, 0);
  pages.skip(AFTER - 2);
}

function drawItems(pages: Pages, parent: Struct, items: readonly ListItem[], depth: number): void {
  const list = pages.element(parent, 'L');
  const numbered = items.some(({ number }) => number !== null);
  const left = PAGE.left + depth * INDENT;
  const indent = numbered ? INDENT + 5 : INDENT;
  for (const item of items) {
    const lines = pages.type.set(item.line, TEXT_WIDTH - depth * INDENT - indent, BODY);
    pages.need(Math.min(lines.length, 2) * BODY.leading);
    const li = pages.element(list, 'LI');
    const label = pages.element(li, 'Lbl');
    const text = item.number === null ? (depth === 0 ? '•' : '–') : `${item.number}.`;
    const [mark] = pages.type.set([{ text }], indent, BODY);
    // An item that begins at the right has its mark there.
    const rtl = lines[0]?.rtl === true;
    const inset = item.number === null ? 2 : 0;
    if (mark !== undefined) {
      const x = rtl ? PAGE.left + TEXT_WIDTH - depth * INDENT - inset - mark.width : left + inset;
      pages.line(label, mark, x, pages.y);
    }
    const body = pages.element(li, 'LBody');
    drawLines(pages, body, lines, rtl ? PAGE.left : left + indent);
    pages.skip(2);
    if (item.inner.length > 0) drawItems(pages, body, item.inner, depth + 1);
  }
}

function drawNotice(pages: Pages, line: Line, tone: 'info' | 'warning'): void {
  const pad = 9;
  const lines = pages.type.set(line, TEXT_WIDTH - pad * 2 - 4, BODY);
  const height = lines.length * BODY.leading + pad * 1.6;
  pages.need(height);
  const top = pages.y;
  pages.artifact(() => {
    pages.doc.rect(PAGE.left, top, TEXT_WIDTH, height).fill(COLORS.sunk);
    const color = tone === 'warning' ? COLORS.warning : COLORS.accent;
    pages.doc.rect(PAGE.left, top, 3, height).fill(color);
  });
  pages.y = top + pad * 0.8;
  const element = pages.element(pages.root, 'P');
  for (const each of lines) {
    pages.line(element, each, PAGE.left + pad + 4, pages.y);
    pages.y += each.leading;
  }
  pages.y = top + height;
  pages.skip(10);
}

/** Room for a name by hand over a line, all on one page. */
function drawSignature(
  pages: Pages,
  { closing, lines: written }: Extract<Block, { kind: 'signature' }>,
): void {
  const width = TEXT_WIDTH * 0.45;
  const lines = written.flatMap((text) => pages.type.set([{ text }], width, BODY));
  const room = 30;
  pages.need(BODY.leading + room + 4 + lines.length * BODY.leading);
  drawParagraph(pages, pages.root, [{ text: closing }], PAGE.left, TEXT_WIDTH);
  pages.y += room;
  pages.rule(PAGE.left, pages.y, width, COLORS.rule, 0.6);
  pages.y += 4;
  const element = pages.element(pages.root, 'P');
  for (const line of lines) {
    pages.line(element, line, PAGE.left, pages.y);
    pages.y += line.leading;
  }
}

function drawChart(pages: Pages, chart: Extract<Block, { kind: 'chart' }>): void {
  const width = Math.min(chart.width, TEXT_WIDTH);
  const height = (chart.height * width) / chart.width;
  pages.need(height + 30);
  const caption = pages.type.set([{ text: chart.title }], TEXT_WIDTH, CAPTION);
  const title = pages.element(pages.root, 'Caption');
  for (const line of caption) {
    pages.line(title, line, PAGE.left, pages.y);
    pages.y += line.leading;
  }
  pages.y += 5;
  const top = pages.y;
  const figure = pages.element(pages.root, 'Figure', {
    alt: chart.alt,
    bbox: [PAGE.left, top, PAGE.left + width, top + height],
  });
  pages.tagged(figure, 'Figure', () => {
    if (!pages.inked) return;
    svgToPdf(pages.doc, chart.svg, PAGE.left, top, {
      width,
      height,
      assumePt: true,
      fontCallback: () => 'regular',
      warningCallback: () => {},
    });
  });
  pages.y = top + height;
  pages.skip(10);
}
