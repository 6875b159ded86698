import { Failure } from '#shared/model/failure.ts';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import type { ReportData } from '../data/report-data.ts';
import type { BeforeClosing } from './pdf/pdf.ts';
import { renderHtml } from './html.ts';
import { renderMarkdown } from './markdown.ts';
import { renderCsv, renderCsvZip } from './tables.ts';

/** What a report can be written as, by the ending of the file's name. */
export const REPORT_FORMATS = ['pdf', 'docx', 'html', 'md', 'csv', 'csv.zip', 'json'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The format that a file's name asks for. Throws REPORT_FORMAT_UNKNOWN. */
export function formatOf(file: string): ReportFormat {
  const name = file.toLowerCase();
  const found = [...REPORT_FORMATS]
    .sort((a, b) => b.length - a.length)
    .find((format) => name.endsWith(`.${format}`));
  if (found !== undefined) return found;
  throw new Failure(
    'REPORT_FORMAT_UNKNOWN',
    `${file} does not say what to write. End its name with one of ${REPORT_FORMATS.map((format) => `.${format}`).join(', ')}.`,
    { file },
  );
}

/**
 * A report as a file of a format. The same report gives the same bytes. What draws pages and pictures is loaded
 * when it is first needed: no other command should wait for it.
 */
export async function renderReport(
  data: ReportData,
  format: ReportFormat,
  beforeClosing?: BeforeClosing,
): Promise<Uint8Array> {
  if (format === 'json') return bytes(`${canonicalJson(data)}\n`);
  if (format === 'csv') return bytes(renderCsv(data));
  if (format === 'csv.zip') return renderCsvZip(data);
  const { composeReport } = await import('../document/compose.ts');
  const document = composeReport(data);
  switch (format) {
    case 'pdf':
      return (await import('./pdf/pdf.ts')).renderPdf(document, beforeClosing);
    case 'docx':
      return (await import('./docx/docx.ts')).renderDocx(document);
    case 'html':
      return bytes(renderHtml(document));
    case 'md':
      return bytes(renderMarkdown(document));
  }
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
