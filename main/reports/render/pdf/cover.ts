import type { LetterHead, ReportDocument } from '../../document/document.ts';
import { BODY } from './blocks.ts';
import { PAGE, TEXT_WIDTH, type Pages, type Struct } from './pages.ts';
import { COLORS, type TextStyle } from './typesetter.ts';

const OVER: TextStyle = { face: 'medium', size: 9.5, leading: 14, color: COLORS.accent };
const TITLE: TextStyle = { face: 'semibold', size: 26, leading: 32, color: COLORS.text };
const HEAD_TITLE = { size: 21, leading: 27 };
const LETTER_TITLE = { size: 16, leading: 21 };
const SUBTITLE: TextStyle = { face: 'regular', size: 12.5, leading: 18, color: COLORS.dim };
const FACT: TextStyle = { face: 'regular', size: 9, leading: 14, color: COLORS.text };
const DRAFT: TextStyle = { face: 'semibold', size: 10, leading: 15, color: COLORS.draft };
const CONTENTS: TextStyle = { face: 'semibold', size: 11, leading: 16, color: COLORS.text };
const LABEL_WIDTH = 92;
/** What stands left of a letter's date and reference. */
const ASIDE_LEFT = TEXT_WIDTH * 0.6;

/** What stands before the text: a page with title, facts, digests and contents, or only a head with the same facts. */
export function drawCover(pages: Pages, report: ReportDocument): void {
  const whole = report.cover === 'page';
  pages.y = whole ? 150 : PAGE.top - 8;
  if (report.letterHead !== null) drawLetterHead(pages, report.letterHead);
  if (report.over !== '') drawText(pages, pages.element(pages.root, 'P'), report.over, OVER);
  pages.y += 2;
  drawText(pages, pages.element(pages.root, 'H1'), report.title, {
    ...TITLE,
    ...(whole ? {} : report.letterHead === null ? HEAD_TITLE : LETTER_TITLE),
  });
  if (report.subtitle !== '') {
    drawText(pages, pages.element(pages.root, 'P'), report.subtitle, SUBTITLE);
  }
  if (report.draft) {
    pages.y += 6;
    drawText(pages, pages.element(pages.root, 'P'), 'Draft: mandatory fields are missing', DRAFT);
  }
  const letter = report.letterHead !== null;
  pages.y += whole ? 22 : letter ? 6 : 12;
  pages.rule(PAGE.left, pages.y, TEXT_WIDTH, COLORS.rule, 1);
  pages.y += whole ? 16 : letter ? 4 : 10;
  drawFacts(pages, report);
  if (!whole) {
    pages.y += 6;
    return;
  }
  drawContents(pages, report);
  pages.turn();
}

function drawLetterHead(pages: Pages, { sender, addressee, date, reference }: LetterHead): void {
  pages.y -= 18;
  drawAside(pages, date);
  drawText(pages, pages.element(pages.root, 'P'), sender, CONTENTS, ASIDE_LEFT);
  pages.y += 20;
  drawAside(pages, reference === '' ? '' : `Our reference: ${reference}`);
  const to = pages.element(pages.root, 'P');
  for (const line of addressee) drawText(pages, to, line, BODY, ASIDE_LEFT);
  pages.y += 18;
}

/** At the right of the line that comes next. */
function drawAside(pages: Pages, text: string): void {
  const [line] = pages.type.set([{ text }], TEXT_WIDTH - ASIDE_LEFT, BODY);
  if (line === undefined || text === '') return;
  const left = PAGE.left + TEXT_WIDTH - line.width;
  pages.line(pages.element(pages.root, 'P'), line, left, pages.y);
}

function drawText(
  pages: Pages,
  element: Struct,
  text: string,
  style: TextStyle,
  width = TEXT_WIDTH,
): void {
  for (const line of pages.type.set([{ text }], width, style)) {
    pages.line(element, line, PAGE.left, pages.y);
    pages.y += line.leading;
  }
}

function drawFacts(pages: Pages, { facts }: ReportDocument): void {
  if (facts.length === 0) return;
  const list = pages.element(pages.root, 'L');
  for (const { label, value } of facts) {
    const item = pages.element(list, 'LI');
    const lines = pages.type.set(value, TEXT_WIDTH - LABEL_WIDTH, FACT);
    const [name] = pages.type.set([{ text: label }], LABEL_WIDTH, { ...FACT, color: COLORS.dim });
    if (label !== '' && name !== undefined) {
      pages.line(pages.element(item, 'Lbl'), name, PAGE.left, pages.y);
    }
    const body = pages.element(item, 'LBody');
    for (const line of lines) {
      pages.line(body, line, PAGE.left + LABEL_WIDTH, pages.y);
      pages.y += line.leading;
    }
    pages.y += 2;
  }
}

/** The chapters with their pages, each a link. */
function drawContents(pages: Pages, report: ReportDocument): void {
  const chapters = report.blocks.filter((block) => block.kind === 'heading' && block.level === 1);
  if (chapters.length < 2) return;
  pages.y += 24;
  pages.need(CONTENTS.leading + BODY.leading * 3);
  drawText(pages, pages.element(pages.root, 'P'), 'Contents', CONTENTS);
  pages.y += 4;
  const toc = pages.element(pages.root, 'TOC');
  for (const chapter of chapters) {
    if (chapter.kind !== 'heading') continue;
    pages.need(BODY.leading + 2);
    const item = pages.element(toc, 'TOCI');
    const page = pages.pageOf(chapter.id);
    const [title] = pages.type.set([{ text: chapter.text }], TEXT_WIDTH - 40, BODY);
    const [number] = pages.type.set([{ text: page }], 40, BODY);
    if (title === undefined || number === undefined) continue;
    const link = pages.element(item, 'Link');
    pages.line(link, title, PAGE.left, pages.y);
    const right = PAGE.left + TEXT_WIDTH - number.width;
    pages.dots(PAGE.left + title.width + 6, right - 6, pages.y + title.baseline);
    pages.line(link, number, right, pages.y);
    pages.link(link, PAGE.left, pages.y, TEXT_WIDTH, BODY.leading, chapter.id, chapter.text);
    pages.y += BODY.leading + 2;
  }
}
