import svgToPdf from 'svg-to-pdfkit';
import type { Block, Line } from '../../document/document.ts';
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
const INDENT = 14;
const AFTER = 7;

/** Draws blocks one under the other. A heading never stands at the foot of a page without what follows it. */
export function drawBlocks(pages: Pages, blocks: readonly Block[]): void {
  blocks.forEach((block, at) => {
    if (block.kind === 'heading') drawHeading(pages, block, blocks.slice(at + 1));
    else drawBlock(pages, block);
  });
}

function drawBlock(pages: Pages, block: Exclude<Block, { kind: 'heading' }>): void {
  switch (block.kind) {
    case 'paragraph':
      drawParagraph(pages, pages.root, block.line, PAGE.left, TEXT_WIDTH);
      pages.skip(AFTER);
      return;
    case 'list':
      drawList(pages, block.items);
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
): void {
  const style = HEADINGS[level];
  const lines = pages.type.set([{ text }], TEXT_WIDTH, style);
  const own = lines.length * style.leading + style.below;
  pages.need(own + style.above + leastOf(pages, next));
  pages.skip(style.above);
  pages.place(id);
  pages.bookmark(text, level);
  const element = pages.element(pages.root, level === 1 ? 'H2' : 'H3');
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
      const { above, leading, below } = HEADINGS[next.level];
      return above + leading + below + leastOf(pages, rest);
    }
    case 'chart':
      return next.height + 24;
    case 'table':
      return new TableSetter(pages, next).least;
    case 'notice':
      return 44;
    case 'paragraph':
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

function drawList(pages: Pages, items: readonly Line[]): void {
  const list = pages.element(pages.root, 'L');
  for (const item of items) {
    const lines = pages.type.set(item, TEXT_WIDTH - INDENT, BODY);
    pages.need(Math.min(lines.length, 2) * BODY.leading);
    const li = pages.element(list, 'LI');
    const label = pages.element(li, 'Lbl');
    const [bullet] = pages.type.set([{ text: '•' }], INDENT, BODY);
    if (bullet !== undefined) pages.line(label, bullet, PAGE.left + 2, pages.y);
    drawLines(pages, pages.element(li, 'LBody'), lines, PAGE.left + INDENT);
    pages.skip(2);
  }
  pages.skip(AFTER - 2);
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
