import { isFieldsLine, type CompiledFormat, type TableShape } from './formats/index.ts';

/** A run of a table's text under one header; `isHeader`: the lines of the header itself. */
export interface TablePart {
  readonly bytes: Buffer;
  readonly shape: TableShape | null;
  readonly isHeader: boolean;
}

const NEWLINE = 10;
const RETURN = 13;
const HASH = 35;
const EMPTY = Buffer.alloc(0);
/** More than this is no header. */
const LONGEST_HEADER = 1024 * 1024;

/**
 * Follows which header is in force while the text of a source passes, so that every chunk knows its
 * own. Header lines that change nothing (a server that started again) stay among the rows.
 */
export interface HeaderWatch {
  push(bytes: Buffer): TablePart[];
  end(): TablePart[];
}

/** A watch for a source of this format whose beginning has this shape; null: it is no table. */
export function watchHeaders(format: CompiledFormat, shape: TableShape | null): HeaderWatch {
  const directives = format.table?.directives ?? null;
  if (shape !== null && directives !== null) {
    return new DirectiveWatch(shape, (text) => directives(text, ''));
  }
  if (shape !== null && shape.header !== '') return new FirstLineWatch(shape);
  const pass = (bytes: Buffer): TablePart[] => [{ bytes, shape, isHeader: false }];
  return { push: pass, end: () => [] };
}

/** The header stands once, at the beginning, below lines that are a banner. */
class FirstLineWatch implements HeaderWatch {
  private readonly shape: TableShape;
  private held: Buffer | null = EMPTY;

  constructor(shape: TableShape) {
    this.shape = shape;
  }

  push(bytes: Buffer): TablePart[] {
    if (this.held === null) return [this.rows(bytes)];
    const all = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    const end = this.headerEnd(all);
    if (end < 0 && all.length < LONGEST_HEADER) {
      this.held = all;
      return [];
    }
    this.held = null;
    if (end < 0) return [this.rows(all)];
    const header = { bytes: all.subarray(0, end), shape: this.shape, isHeader: true };
    return end === all.length ? [header] : [header, this.rows(all.subarray(end))];
  }

  end(): TablePart[] {
    const { held } = this;
    if (held === null || held.length === 0) return [];
    const isHeader = lineOf(held, held.lastIndexOf(NEWLINE) + 1, held.length) === this.shape.header;
    return [{ bytes: held, shape: this.shape, isHeader }];
  }

  private rows(bytes: Buffer): TablePart {
    return { bytes, shape: this.shape, isHeader: false };
  }

  private headerEnd(all: Buffer): number {
    let start = 0;
    for (let end = all.indexOf(NEWLINE); end >= 0; end = all.indexOf(NEWLINE, start)) {
      if (lineOf(all, start, end) === this.shape.header) return afterBlankLines(all, end + 1);
      start = end + 1;
    }
    return -1;
  }
}

/** Lines that begin with `#` say what the rows below them hold, and may come again. */
class DirectiveWatch implements HeaderWatch {
  private readonly shapeOf: (directives: string) => TableShape | null;
  private shape: TableShape;
  private isFirst = true;
  private held: Buffer = EMPTY;
  private atLineStart = true;

  constructor(shape: TableShape, shapeOf: (directives: string) => TableShape | null) {
    this.shape = shape;
    this.shapeOf = shapeOf;
  }

  push(bytes: Buffer): TablePart[] {
    return this.take(this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]), false);
  }

  end(): TablePart[] {
    return this.take(this.held, true);
  }

  private take(data: Buffer, isLast: boolean): TablePart[] {
    const parts: TablePart[] = [];
    this.held = EMPTY;
    if (this.isFirst && !isLast && this.mayBeHeaderAbove(data)) {
      this.held = data;
      return parts;
    }
    let from = 0;
    let run = this.atLineStart && data[0] === HASH ? 0 : afterNewline(data, 0);
    while (run >= 0) {
      const end = endOfRun(data, run, isLast);
      if (end < 0 && data.length - run < LONGEST_HEADER) {
        this.held = data.subarray(this.isHeaderAbove(data.subarray(from, run)) ? from : run);
        break;
      }
      if (end < 0) break;
      const next = this.changed(data.toString('utf8', run, end));
      if (next !== null) {
        const start = this.isHeaderAbove(data.subarray(from, run)) ? from : run;
        this.addRows(parts, data.subarray(from, start));
        this.shape = next;
        parts.push({ bytes: data.subarray(start, end), shape: next, isHeader: true });
        from = end;
      }
      run = afterNewline(data, end - 1);
    }
    this.addRows(parts, data.subarray(from, data.length - this.held.length));
    this.atLineStart = this.held.length > 0 || data.at(-1) === NEWLINE;
    return parts;
  }

  /** Whether all that has come so far may be the beginning of a line above the directives that names the columns too. */
  private mayBeHeaderAbove(bytes: Buffer): boolean {
    const names = this.shape.header.replace(/^#fields:\s*/i, '');
    if (bytes.length > names.length + 2) return false;
    const text = bytes.toString('utf8');
    return `${names}\n`.startsWith(text) || `${names}\r\n`.startsWith(text);
  }

  /** Whether what stands above the directives names the columns too, and is no row. */
  private isHeaderAbove(bytes: Buffer): boolean {
    const { header } = this.shape;
    if (bytes.length === 0 || bytes.length > header.length + 2) return false;
    return isFieldsLine(header, bytes.toString('utf8').trimEnd());
  }

  /** The shape that these lines bring; null when they say what was said before. */
  private changed(directives: string): TableShape | null {
    const wasFirst = this.isFirst;
    this.isFirst = false;
    if (wasFirst) return this.shape;
    const next = this.shapeOf(directives);
    if (next === null) return null;
    return next.header === this.shape.header && next.date === this.shape.date ? null : next;
  }

  private addRows(parts: TablePart[], bytes: Buffer): void {
    if (bytes.length > 0) parts.push({ bytes, shape: this.shape, isHeader: false });
  }
}

/** Where the next line that begins with `#` begins, after the line end at or after `at`; -1: nowhere. */
function afterNewline(data: Buffer, at: number): number {
  const found = data.indexOf('\n#', at, 'latin1');
  return found < 0 ? -1 : found + 1;
}

/** The end of the run of `#` lines that begins at `start`; -1: it may go on. */
function endOfRun(data: Buffer, start: number, isLast: boolean): number {
  let at = start;
  while (at < data.length && data[at] === HASH) {
    const newline = data.indexOf(NEWLINE, at);
    if (newline < 0) return isLast ? data.length : -1;
    at = newline + 1;
  }
  at = afterBlankLines(data, at);
  return at < data.length || isLast ? at : -1;
}

function afterBlankLines(data: Buffer, start: number): number {
  let at = start;
  while (data[at] === NEWLINE || (data[at] === RETURN && data[at + 1] === NEWLINE)) {
    at = data.indexOf(NEWLINE, at) + 1;
  }
  return at;
}

function lineOf(bytes: Buffer, start: number, end: number): string {
  return bytes.toString('utf8', start, end).replace(/\r$/, '');
}
