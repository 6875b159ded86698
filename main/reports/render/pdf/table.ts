import type { Block, Column, Line, Row } from '../../document/document.ts';
import { TEXT_WIDTH, PAGE, type Pages, type Struct } from './pages.ts';
import { COLORS, type SetLine, type TextStyle } from './typesetter.ts';

type Table = Extract<Block, { kind: 'table' }>;

const BODY: TextStyle = { face: 'regular', size: 8.5, leading: 12, color: COLORS.text };
const HEAD: TextStyle = { face: 'medium', size: 8, leading: 11, color: COLORS.dim };
const FORM: TextStyle = { face: 'regular', size: 9.5, leading: 13.5, color: COLORS.text };
const LABEL: TextStyle = { face: 'regular', size: 8.5, leading: 12, color: COLORS.text };

const PAD = 4.5;
const GAP = 10;
/** A row up to this high is not broken over pages. */
const WHOLE = 150;
/** Lines that must stand together where a row is broken. */
const TOGETHER = 2;

interface Place {
  readonly x: number;
  readonly width: number;
}

/** A table that breaks between its rows, or within a long one, with its head on every page. */
export class TableSetter {
  private readonly pages: Pages;
  private readonly table: Table;
  private readonly places: readonly Place[];
  private readonly head: readonly (readonly SetLine[])[];

  constructor(pages: Pages, table: Table) {
    this.pages = pages;
    this.table = table;
    this.places = placesOf(table.columns);
    this.head =
      table.style === 'form'
        ? []
        : table.columns.map(({ title }, at) =>
            pages.type.set([{ text: title }], this.widthOf(at), HEAD),
          );
  }

  /** Height of the head and as much of the first rows as must stand with it: one row alone looks lost. */
  get least(): number {
    const [first, second] = this.table.rows;
    if (first === undefined) return 0;
    const height = this.rowHeight(first);
    const next = second === undefined ? 0 : this.rowHeight(second);
    const both = height + next <= WHOLE ? next : 0;
    return this.headHeight + Math.min(height, WHOLE) + both;
  }

  draw(parent: Struct): void {
    const { pages, table } = this;
    const element = pages.element(parent, 'Table', { title: table.caption });
    pages.need(this.least);
    this.drawHead(element);
    table.rows.forEach((row, at) => {
      const last = table.rows[at + 1];
      // The last row takes the one before it along to the next page.
      if (at > 0 && at === table.rows.length - 2 && last !== undefined) {
        const both = this.rowHeight(row) + this.rowHeight(last);
        if (both <= WHOLE && both > pages.room) this.turn();
      }
      this.drawRow(element, row);
    });
  }

  private get headHeight(): number {
    return this.head.length === 0 ? 0 : heightOf(this.head) + PAD + 3;
  }

  private widthOf(at: number): number {
    return this.places[at]?.width ?? 0;
  }

  private rowHeight(row: Row): number {
    return heightOf(this.set(row)) + PAD * 2;
  }

  private set(row: Row): SetLine[][] {
    return row.cells.map((lines, at) => this.setCell(lines, at));
  }

  private setCell(lines: readonly Line[], at: number): SetLine[] {
    const form = this.table.style === 'form';
    const style = form ? (at === 0 ? LABEL : FORM) : BODY;
    return lines.flatMap((line) => this.pages.type.set(line, this.widthOf(at), style));
  }

  /** The head: for the eye on every page, in the structure only once. */
  private drawHead(element: Struct | null): void {
    const { pages } = this;
    if (this.head.length === 0) {
      pages.rule(PAGE.left, pages.y, TEXT_WIDTH, COLORS.rule, 0.8);
      return;
    }
    const top = pages.y + 3;
    const row = element === null ? null : pages.element(element, 'TR');
    this.head.forEach((lines, at) => {
      const cell = row === null ? null : pages.element(row, 'TH', { scope: 'Column' });
      let y = top;
      for (const line of lines) {
        const x = this.left(line, at);
        if (cell === null) {
          pages.artifact(() => {
            for (const run of line.runs) pages.type.draw(run, x, y + line.baseline);
          });
        } else pages.line(cell, line, x, y);
        y += line.leading;
      }
    });
    pages.y += this.headHeight;
    pages.rule(PAGE.left, pages.y, TEXT_WIDTH, COLORS.rule, 0.8);
  }

  private drawRow(element: Struct, row: Row): void {
    const { pages } = this;
    const cells = this.set(row);
    const height = heightOf(cells) + PAD * 2;
    if (height > pages.room && (height <= WHOLE || pages.room < 60)) this.turn();
    if (row.id !== undefined) pages.place(row.id);
    const tr = pages.element(element, 'TR');
    const elements = cells.map((_lines, at) =>
      this.table.style === 'form' && at === 0
        ? pages.element(tr, 'TH', { scope: 'Row' })
        : pages.element(tr, 'TD'),
    );
    let rest = cells;
    while (rest.some((lines) => lines.length > 0)) {
      const now = rest.map((lines) => fitting(lines, pages.room - PAD * 2));
      if (now.every((count) => count === 0)) {
        this.turn();
        continue;
      }
      const top = pages.y + PAD;
      rest.forEach((lines, at) => {
        let y = top;
        for (const line of lines.slice(0, now[at])) {
          const cell = elements[at];
          if (cell !== undefined) pages.line(cell, line, this.left(line, at), y);
          y += line.leading;
        }
      });
      pages.y = top + heightOf(rest.map((lines, at) => lines.slice(0, now[at]))) + PAD;
      rest = rest.map((lines, at) => lines.slice(now[at]));
      if (rest.some((lines) => lines.length > 0)) this.turn();
    }
    pages.rule(PAGE.left, pages.y, TEXT_WIDTH, COLORS.line);
  }

  private turn(): void {
    this.pages.turn();
    if (this.table.style === 'form') this.drawContinued();
    this.drawHead(null);
  }

  /** A form has no head that says on the next page what it is. */
  private drawContinued(): void {
    const { pages, table } = this;
    const [line] = pages.type.set([{ text: `${table.caption}, continued` }], TEXT_WIDTH, HEAD);
    if (line === undefined) return;
    pages.artifact(() => {
      for (const run of line.runs) pages.type.draw(run, PAGE.left, pages.y + line.baseline);
    });
    pages.y += line.leading + 3;
  }

  private left(line: SetLine, at: number): number {
    const { x, width } = this.places[at] ?? { x: PAGE.left, width: 0 };
    return this.table.columns[at]?.align === 'end' ? x + width - line.width : x;
  }
}

/** How many lines fit, and leave no single one behind or ahead of a break. */
function fitting(lines: readonly SetLine[], room: number): number {
  let height = 0;
  let count = 0;
  for (const line of lines) {
    height += line.leading;
    if (height > room) break;
    count++;
  }
  if (count === lines.length) return count;
  if (lines.length - count < TOGETHER) count = lines.length - TOGETHER;
  return count < TOGETHER ? 0 : count;
}

function heightOf(cells: readonly (readonly SetLine[])[]): number {
  return Math.max(0, ...cells.map((lines) => lines.reduce((sum, line) => sum + line.leading, 0)));
}

function placesOf(columns: readonly Column[]): Place[] {
  const total = columns.reduce((sum, { share }) => sum + share, 0);
  const usable = TEXT_WIDTH - GAP * (columns.length - 1);
  let x = PAGE.left;
  return columns.map(({ share }) => {
    const width = (usable * share) / total;
    const place = { x, width };
    x += width + GAP;
    return place;
  });
}
