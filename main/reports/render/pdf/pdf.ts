import type { ReportDocument } from '../../document/document.ts';
import { drawBlocks } from './blocks.ts';
import { drawCover } from './cover.ts';
import { openPdf } from './open-pdf.ts';
import { Pages, type Pagination } from './pages.ts';

/** A page's number is printed on pages before it: it is known after a first pass, and may move lines in a second. */
const MOST_PASSES = 4;

/** What is added to a document before it is closed: the place for its signature. */
export type BeforeClosing = (doc: PDFKit.PDFDocument) => void;

/**
 * A report as PDF 1.7 with structure, bookmarks, language and title (PDF/UA-1, ISO 14289-1), real text and
 * pictures of lines. The same report gives the same bytes.
 */
export async function renderPdf(
  report: ReportDocument,
  beforeClosing: BeforeClosing = () => {},
): Promise<Buffer> {
  let before: Pagination = { places: new Map(), pages: 0 };
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const { pagination } = await onePass(report, before, false, () => {});
    if (sameAs(pagination, before)) break;
    before = pagination;
  }
  const { bytes } = await onePass(report, before, true, beforeClosing);
  return bytes;
}

async function onePass(
  report: ReportDocument,
  before: Pagination,
  ink: boolean,
  beforeClosing: BeforeClosing,
): Promise<{ bytes: Buffer; pagination: Pagination }> {
  const { title, over, subtitle, language } = report;
  const doc = openPdf({
    title: subtitle === '' ? title : `${title} · ${subtitle}`,
    subject: over,
    language,
    at: new Date(report.at),
  });
  const parts: Uint8Array[] = [];
  doc.on('data', (part: Uint8Array) => parts.push(part));
  const whole = new Promise<Buffer>((resolve, reject) => {
    doc.on('end', () => resolve(Buffer.concat(parts)));
    doc.on('error', reject);
  });
  const pages = new Pages(doc, report, before, ink);
  drawCover(pages, report);
  drawBlocks(pages, report.blocks);
  beforeClosing(doc);
  pages.end();
  return { bytes: await whole, pagination: pages.pagination };
}

function sameAs(a: Pagination, b: Pagination): boolean {
  if (a.pages !== b.pages || a.places.size !== b.places.size) return false;
  return [...a.places].every(([id, page]) => b.places.get(id) === page);
}
