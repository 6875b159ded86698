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
import type { Block, LetterHead, Line, ListItem, ReportDocument } from '../../document/document.ts';
import { BORDERS, COLORS, MARGIN, STYLES, TEXT_TWIPS } from './docx-style.ts';
import { shownText } from '../markup.ts';
import { bookmarked, lineParts, textParts } from './docx-line.ts';
import { settledZip } from './settled-zip.ts';

/** A report as a Word document (ECMA-376). The same report gives the same bytes. */
export async function renderDocx(report: ReportDocument): Promise<Uint8Array> {
  const { title, subtitle, over, facts, draft, blocks } = report;
  const head: FileChild[] = [
    ...letterTop(report.letterHead),
    ...(over === '' ? [] : [new Paragraph({ style: 'Over', ...textParts(over) })]),
    new Paragraph({ style: 'Title', ...textParts(title) }),
    ...(subtitle === '' ? [] : [new Paragraph({ style: 'Subtitle', ...textParts(subtitle) })]),
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
          levels: ['•', '–', '–'].map((text, level) => ({
            level,
            format: 'bullet',
            text,
            alignment: AlignmentType.START,
            style: { paragraph: { indent: itemIndent(level) } },
          })),
        },
      ],
    },
    sections: [
      {
        properties: { page: { size: { width: 11_906, height: 16_838 }, margin: MARGIN } },
        headers: {
          default: new Header({
            children: [
              headLine(subtitle === '' ? title : `${title} · ${subtitle}`, report.marking),
            ],
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
  return new TextRun({ ...options, text: shownText(text) });
}

function headLine(title: string, marking: string): Paragraph {
  return new Paragraph({
    style: 'Small',
    tabStops: [{ type: TabStopType.RIGHT, position: TEXT_TWIPS }],
    children: [run(title), ...(marking === '' ? [] : [run(`\t${marking}`, { bold: true })])],
  });
}

function letterTop(head: LetterHead | null): Paragraph[] {
  if (head === null) return [];
  const { sender, addressee, date, reference } = head;
  const lines = [...addressee, date, reference === '' ? '' : `Our reference: ${reference}`];
  return [
    new Paragraph({ spacing: { after: 360 }, ...textParts(sender, { bold: true }) }),
    ...lines
      .filter((line) => line !== '')
      .map((line) => new Paragraph({ spacing: { after: 60 }, ...textParts(line) })),
    new Paragraph({}),
  ];
}

/** Room for a name by hand over a line, all on one page. */
function signatureParts({ closing, lines }: Extract<Block, { kind: 'signature' }>): Paragraph[] {
  return [
    new Paragraph({
      keepNext: true,
      spacing: { before: 300, after: 900 },
      ...textParts(closing),
    }),
    ...lines.map(
      (line, at) =>
        new Paragraph({
          keepNext: at < lines.length - 1,
          spacing: { after: 40 },
          indent: { right: 5000 },
          ...(at === 0 && {
            border: { top: { style: BorderStyle.SINGLE, size: 6, color: COLORS.text, space: 4 } },
          }),
          ...textParts(line),
        }),
    ),
  ];
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
          ...textParts(block.text),
        }),
      ];
    case 'paragraph':
      return [new Paragraph(lineParts(block.line))];
    case 'list':
      return listParts(block.items, 0);
    case 'signature':
      return signatureParts(block);
    case 'notice':
      return [new Paragraph({ style: 'Notice', ...lineParts(block.line) })];
    case 'chart':
      return [
        new Paragraph({ style: 'Small', keepNext: true, ...textParts(block.title) }),
        picture(block),
      ];
    case 'table':
      return [table(block), new Paragraph({})];
  }
}

/** Levels of lists that the document knows; what lies deeper stands on the last. */
const DEEPEST = 2;
const itemIndent = (level: number) => ({ left: 360 * (level + 1), hanging: 240 });

/** Items of a list. A number is text as its author wrote it: Word would count on from the list before. */
function listParts(items: readonly ListItem[], depth: number): Paragraph[] {
  const level = Math.min(depth, DEEPEST);
  return items.flatMap(({ line, number, inner }) => [
    number === null
      ? new Paragraph({ numbering: { reference: 'bullets', level }, ...lineParts(line) })
      : new Paragraph({
          indent: { ...itemIndent(level), hanging: 300 },
          tabStops: [{ type: TabStopType.LEFT, position: itemIndent(level).left }],
          ...lineParts([{ text: `${number}.\t` }, ...line]),
        }),
    ...listParts(inner, depth + 1),
  ]);
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
        new Paragraph({ style: 'TableHead', alignment: alignment(at), ...textParts(title) }),
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
  const parts = id === null ? lineParts(line) : bookmarked(id, line);
  return new Paragraph({ style: 'Cell', alignment, ...parts });
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
              new Paragraph({ style: 'Cell', ...textParts(label, { color: COLORS.dim }) }),
            ]),
            cell(TEXT_TWIPS - 1900, [cellLine(value, AlignmentType.START)]),
          ],
        }),
    ),
  });
}
