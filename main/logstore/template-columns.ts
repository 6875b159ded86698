import { decodeText } from './packed-block.ts';
import { countLines, sumColumns, type LineNumbers } from './line-passes.ts';
import type { StoredLines } from './stored-lines.ts';

/** What varies in the lines of one template: a column for each place, lengths first, then the tokens. */
export interface TemplateColumns {
  readonly bytes: Uint8Array;
  /** Where the lengths of the first column begin; those of the next follow, one a line. */
  readonly lengthsAt: number;
  /** Where the tokens of each column begin, and where those of the last end. */
  readonly starts: Uint32Array;
}

const NEWLINE = 10;

/** The templates of a stored text with their lines, and the columns of each, opened when they are asked for. */
export class StoredTemplates {
  /** Which template each line is of; 0: none. */
  readonly numbers: LineNumbers;
  /** Lines of each template, by number. */
  readonly lines: Uint32Array;
  /** How many templates there are, number 0 included. */
  readonly count: number;
  private readonly stored: StoredLines;
  /** Where each template ends in the constants, and how many columns it has. */
  private readonly ends: Int32Array;
  private readonly columns: Uint16Array;
  private readonly opened = new Map<number, TemplateColumns>();

  /** Throws a RangeError when the text is damaged. */
  constructor(stored: StoredLines) {
    const [, lines = 0, templates = 0] = stored.facts;
    this.stored = stored;
    this.count = Math.max(1, templates);
    this.numbers = { numbers: stored.numbers, lines, templates: this.count };
    this.lines = countLines(this.numbers);
    this.ends = new Int32Array(this.count).fill(-1);
    this.columns = new Uint16Array(this.count);
    if (measure(stored.constants, this.ends, this.columns) < this.count) throw damaged();
  }

  /** The template of a line. */
  numberOf(line: number): number {
    const { numbers, lines, templates } = this.numbers;
    const low = numbers[line] ?? 0;
    return templates > 256 ? low | ((numbers[lines + line] ?? 0) << 8) : low;
  }

  /** The constant text of a template with U+0000 for what varies. */
  textOf(template: number): string {
    const { buffer, byteOffset } = this.stored.constants;
    const start = (this.ends[template - 1] ?? 0) + 1;
    return decodeText(Buffer.from(buffer, byteOffset + start, (this.ends[template] ?? 0) - start));
  }

  /** Throws a RangeError when the text is damaged, and as `unpack`. */
  columnsOf(template: number): TemplateColumns {
    const known = this.opened.get(template);
    if (known !== undefined) return known;
    let at = 0;
    for (const { templates, open } of this.stored.frames) {
      const own = this.stored.order.subarray(at, at + templates);
      at += templates;
      if (own.includes(template)) this.place(own, open());
    }
    return this.opened.get(template) ?? missing();
  }

  private place(own: Uint16Array, bytes: Uint8Array): void {
    const shapes = Array.from(own, (template) => ({
      columns: this.columns[template] ?? 0,
      lines: this.lines[template] ?? 0,
    }));
    let lengthsAt = 0;
    let tokensAt = shapes.reduce((sum, { columns, lines }) => sum + columns * lines, 0);
    const sums = sumColumns(bytes.subarray(0, tokensAt), shapes);
    let column = 0;
    for (const [at, { columns, lines }] of shapes.entries()) {
      const starts = new Uint32Array(columns + 1).fill(tokensAt);
      for (let index = 1; index <= columns; index++) {
        tokensAt += sums[column++] ?? 0;
        starts[index] = tokensAt;
      }
      this.opened.set(own[at] ?? 0, { bytes, lengthsAt, starts });
      lengthsAt += columns * lines;
    }
    if (tokensAt !== bytes.length) throw damaged();
  }
}

function damaged(): RangeError {
  return new RangeError('the templates of a text do not fit its lines');
}

function missing(): never {
  throw damaged();
}

/** Fills in where templates end and how many columns they have; gives the number behind the last one found. */
function measure(constants: Uint8Array, ends: Int32Array, columns: Uint16Array): number {
  let template = 1;
  let count = 0;
  for (let at = 0; at < constants.length && template < ends.length; at++) {
    const byte = constants[at] as number;
    if (byte === 0) count++;
    if (byte !== NEWLINE) continue;
    ends[template] = at;
    columns[template++] = count;
    count = 0;
  }
  return template;
}
