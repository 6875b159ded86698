/** How the cells of a row are told apart. */
export interface RowStyle {
  /** One character; null: a tab when the row has one, else blanks, as W3C logs do. */
  readonly separator: string | null;
  /** Whether a cell may stand in quotation marks, and then hold separators and line ends. */
  readonly quotes: boolean;
}

const QUOTE = 34;
const BLANK = 32;
const NEWLINE = 10;
const RETURN = 13;

/** A quotation that is not closed within this much is an accident: its mark is taken for text. */
const LONGEST_QUOTATION = 128 * 1024;

/**
 * Finds where rows end. Keeps how far a text holds no mark that closes a quotation, and where the next mark stands: without that,
 * rows that each open one in vain, or have none, would each search the same text. 120 MB of a web server's table without a mark took
 * 37 s of processor time, and takes 10.
 */
export class RowEnds {
  private text = '';
  private readonly hopeless = { until: 0 };
  /** The first mark from a place on; past the end: there is none. */
  private readonly mark = { from: 0, at: -1 };

  /** Position of the line end of the row that begins at `at`, or the end of the text. */
  find(text: string, at: number, style: RowStyle): number {
    const lineEnd = endOfLine(text, at);
    if (!style.quotes) return lineEnd;
    if (text !== this.text) {
      this.text = text;
      this.hopeless.until = 0;
      this.mark.at = -1;
    }
    if (this.markFrom(at) >= lineEnd) return lineEnd;
    return scan(text, at, separatorOf(text.slice(at, lineEnd), style), null, this.hopeless);
  }

  private markFrom(from: number): number {
    const { mark, text } = this;
    if (from < mark.from || from > mark.at) {
      const found = text.indexOf('"', from);
      mark.from = from;
      mark.at = found < 0 ? text.length : found;
    }
    return mark.at;
  }
}

/** The cells of one row, without the quotation marks around them. */
export function cellsOf(row: string, style: RowStyle): string[] {
  const separator = separatorOf(row, style);
  if (!style.quotes || !row.includes('"')) return row.split(separator);
  const cells: string[] = [];
  scan(row, 0, separator, cells, { until: 0 });
  return cells;
}

function separatorOf(row: string, { separator }: RowStyle): string {
  if (separator !== null) return separator;
  return row.includes('\t') ? '\t' : ' ';
}

/** Walks one row cell by cell and gives where it ends. */
function scan(
  text: string,
  start: number,
  separator: string,
  cells: string[] | null,
  hopeless: { until: number },
): number {
  const code = separator.charCodeAt(0);
  let at = start;
  for (;;) {
    let quoted = -1;
    const mark = quoteAt(text, at, code);
    if (mark >= 0 && mark >= hopeless.until) {
      quoted = closingQuote(text, mark, code);
      if (quoted < 0) hopeless.until = mark + LONGEST_QUOTATION;
    }
    const end = endOfCell(text, Math.max(at, quoted), code);
    cells?.push(
      quoted < 0
        ? text.slice(at, withoutReturn(text, at, end))
        : text.slice(mark + 1, quoted).replaceAll('""', '"'),
    );
    if (text.charCodeAt(end) !== code) return end;
    at = end + 1;
  }
}

/** The mark that opens the cell at `at`, also behind a blank, as some write `"a", "b"`. -1: none does. */
function quoteAt(text: string, at: number, separator: number): number {
  const mark = text.charCodeAt(at) === BLANK && separator !== BLANK ? at + 1 : at;
  return text.charCodeAt(mark) === QUOTE ? mark : -1;
}

/** The mark that closes the one at `at`: what follows it is a separator or the end of the line. -1: none does. */
function closingQuote(text: string, at: number, separator: number): number {
  const limit = at + LONGEST_QUOTATION;
  let found = text.indexOf('"', at + 1);
  while (found >= 0 && found <= limit) {
    const after = text.charCodeAt(found + 1);
    if (after === separator || Number.isNaN(after) || after === NEWLINE || after === RETURN) {
      return found;
    }
    found = text.indexOf('"', found + (after === QUOTE ? 2 : 1));
  }
  return -1;
}

/** The next separator, line end or end of the text. */
function endOfCell(text: string, at: number, separator: number): number {
  let end = at;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (code === separator || code === NEWLINE) break;
    end++;
  }
  return end;
}

function endOfLine(text: string, at: number): number {
  const newline = text.indexOf('\n', at);
  return newline < 0 ? text.length : newline;
}

function withoutReturn(text: string, start: number, end: number): number {
  return end > start && text.charCodeAt(end - 1) === RETURN ? end - 1 : end;
}
