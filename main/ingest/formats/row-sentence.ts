import { say, shortened, type SentencePart } from './key-sentence.ts';
import type { TableShape } from './table-shape.ts';

/** Says the sentence of a format with the cells of a row; which columns have its values is the same for all rows of a table. */
export class RowSentence {
  /** For each value the columns that may have it, those first that are asked first. */
  private readonly parts: readonly SentencePart<readonly number[]>[];
  private readonly absent: readonly string[];

  constructor(sentence: readonly SentencePart[], { columns, absent }: TableShape) {
    this.absent = absent;
    this.parts = sentence.map((part) => ({
      ...part,
      paths: part.paths.map(({ path }) => placesOf(path, columns)),
    }));
  }

  /** What `sayKeys` says of them; null: they have none of the values. */
  say(cells: readonly string[]): string | null {
    return say(this.parts, (columns) => this.valueOf(cells, columns));
  }

  private valueOf(cells: readonly string[], columns: readonly number[]): string {
    for (const column of columns) {
      const cell = cells[column] ?? '';
      if (!this.absent.includes(cell)) return shortened(cell);
    }
    return '';
  }
}

/** Where columns of a name stand, the last first: of several that have a value it is the one that counts. */
function placesOf(name: string, columns: readonly string[]): number[] {
  return columns.flatMap((column, at) => (column === name ? [at] : [])).reverse();
}
