import {
  AlignmentType,
  BorderStyle,
  Document,
  Footer,
  Header,
  ImageRun,
  Packer,
  PageNumber,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TabStopType,
  TextRun,
  WidthType,
  type FileChild,
  type IRunOptions,
} from 'docx';
import type { Block, Line, ReportDocument } from '../../document/document.ts';
import { BORDERS, COLORS, MARGIN, STYLES, TEXT_TWIPS } from './docx-style.ts';
import { bookmarked, lineRuns, textOf } from './docx-line.ts';
import { settledZip } from './settled-zip.ts';

/** A report as a Word document (ECMA-376). The same report gives the same bytes. */
export async function renderDocx(report: ReportDocument): Promise<Uint8Array> {
  const { title, subtitle, over, facts, draft, blocks } = report;
  const head: FileChild[] = [
    ...(over === '' ? [] : [new Paragraph({ style: 'Over', children: [run(over)] })]),
    new Paragraph({ style: 'Title', children: [run(title)] }),
    ...(subtitle === '' ? [] : [new Paragraph({ style: 'Subtitle', children: [run(subtitle)] })]),
    ...(draft
      ? [
          new Paragraph({
            children: [
              run('Draft: mandatory fields are missing', { bold: true, color: COLORS.draft }),
            ],
          }),
        ]
      : []),
    ...(facts.length === 0 ? [] : [factTable(report), new Paragraph({})]),
  ];
  const file = new Document({
    title: subtitle === '' ? title : `${title} · ${subtitle}`,
    subject: over,
    creator: 'Auterity Error-IQ',
    lastModifiedBy: 'Auterity Error-IQ',
    styles: STYLES,
    numbering: {
      config: [
        {
          reference: 'bullets',
          levels: [
            {
              level: 0,
              format: 'bullet',
              text: '•',
              alignment: AlignmentType.START,
              style: { paragraph: { indent: { left: 360, hanging: 240 } } },
            },
          ],
        },
      ],
    },
    sections: [
      {
        properties: { page: { size: { width: 11_906, height: 16_838 }, margin: MARGIN } },
        headers: {
          default: new Header({
            children: [small(subtitle === '' ? title : `${title} · ${subtitle}`)],
          }),
        },
        footers: { default: new Footer({ children: [footLine(report.foot)] }) },
        children: [...head, ...blocks.flatMap((block) => blockParts(block))],
      },
    ],
  });
  return settledZip(await Packer.toBuffer(file), new Date(report.at));
}

function run(text: string, options: Omit<IRunOptions, 'text'> = {}): TextRun {
  return new TextRun({ ...options, text: textOf(text) });
}

function small(text: string): Paragraph {
  return new Paragraph({ style: 'Small', children: [run(text)] });
}

function footLine(foot: string): Paragraph {
  return new Paragraph({
    style: 'Small',
    tabStops: [{ type: TabStopType.RIGHT, position: TEXT_TWIPS }],
    children: [
      run(foot),
      new TextRun({ children: ['\tPage ', PageNumber.CURRENT, ' of ', PageNumber.TOTAL_PAGES] }),
    ],
  });
}

function blockParts(block: Block): FileChild[] {
  switch (block.kind) {
    case 'heading':
      return [
        new Paragraph({
          style: block.level === 1 ? 'Heading1' : 'Heading2',
          keepNext: true,
          children: [run(block.text)],
        }),
      ];
    case 'paragraph':
      return [new Paragraph({ children: lineRuns(block.line) })];
    case 'list':
      return block.items.map(
        (item) =>
          new Paragraph({
            numbering: { reference: 'bullets', level: 0 },
            children: lineRuns(item),
          }),
      );
    case 'notice':
      return [new Paragraph({ style: 'Notice', children: lineRuns(block.line) })];
    case 'chart':
      return [
        new Paragraph({ style: 'Small', keepNext: true, children: [run(block.title)] }),
        picture(block),
      ];
    case 'table':
      return [table(block), new Paragraph({})];
  }
}

/** What a viewer that knows no SVG shows in its place: one clear dot. Word of 2016 and later draws the SVG. */
const CLEAR_DOT = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
  'base64',
);

function picture({ svg, width, height, alt, title }: Extract<Block, { kind: 'chart' }>): Paragraph {
  const scale = 600 / width;
  return new Paragraph({
    children: [
      new ImageRun({
        type: 'svg',
        data: Buffer.from(svg),
        fallback: { type: 'png', data: CLEAR_DOT },
        transformation: { width: Math.round(width * scale), height: Math.round(height * scale) },
        altText: { title, description: alt, name: title },
      }),
    ],
  });
}

function table({ columns, rows, style }: Extract<Block, { kind: 'table' }>): Table {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const widths = columns.map(({ share }) => Math.round((TEXT_TWIPS * share) / total));
  const alignment = (at: number) =>
    columns[at]?.align === 'end' ? AlignmentType.END : AlignmentType.START;
  const head = new TableRow({
    tableHeader: true,
    cantSplit: true,
    children: columns.map(({ title }, at) =>
      cell(widths[at] ?? 0, [
        new Paragraph({ style: 'TableHead', alignment: alignment(at), children: [run(title)] }),
      ]),
    ),
  });
  const body = rows.map(
    ({ cells, id }) =>
      new TableRow({
        children: cells.map((lines, at) =>
          cell(
            widths[at] ?? 0,
            lines.map((line, n) =>
              cellLine(line, alignment(at), at === 0 && n === 0 ? (id ?? null) : null),
            ),
          ),
        ),
      }),
  );
  return new Table({
    width: { size: TEXT_TWIPS, type: WidthType.DXA },
    columnWidths: widths,
    layout: TableLayoutType.FIXED,
    borders: BORDERS,
    rows: style === 'form' ? body : [head, ...body],
  });
}

function cellLine(
  line: Line,
  alignment: (typeof AlignmentType)['START' | 'END'],
  id: string | null = null,
): Paragraph {
  const children = id === null ? lineRuns(line) : bookmarked(id, line);
  return new Paragraph({ style: 'Cell', alignment, children });
}

function cell(width: number, paragraphs: readonly Paragraph[]): TableCell {
  return new TableCell({
    width: { size: width, type: WidthType.DXA },
    margins: { top: 50, bottom: 50, left: 0, right: 140 },
    children: paragraphs.length === 0 ? [new Paragraph({ style: 'Cell' })] : [...paragraphs],
  });
}

function factTable({ facts }: ReportDocument): Table {
  const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
  return new Table({
    width: { size: TEXT_TWIPS, type: WidthType.DXA },
    columnWidths: [1900, TEXT_TWIPS - 1900],
    layout: TableLayoutType.FIXED,
    borders: {
      top: none,
      bottom: none,
      left: none,
      right: none,
      insideHorizontal: none,
      insideVertical: none,
    },
    rows: facts.map(
      ({ label, value }) =>
        new TableRow({
          cantSplit: true,
          children: [
            cell(1900, [
              new Paragraph({ style: 'Cell', children: [run(label, { color: COLORS.dim })] }),
            ]),
            cell(TEXT_TWIPS - 1900, [cellLine(value, AlignmentType.START)]),
          ],
        }),
    ),
  });
}
