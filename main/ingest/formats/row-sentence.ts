import { shortened, type SentencePart } from './key-sentence.ts';
import type { TableShape } from './table-shape.ts';

interface RowPart {
  readonly texts: readonly string[];
  /** Of each value the columns that may have it, those first that are asked first. */
  readonly columns: readonly (readonly number[])[];
  readonly optional: boolean;
}

/** Says the sentence of a format with the cells of a row; which columns have its values is the same for all rows of a table. */
export class RowSentence {
  private readonly parts: readonly RowPart[];
  private readonly absent: readonly string[];
  private readonly values: string[] = [];

  constructor(sentence: readonly SentencePart[], { columns, absent }: TableShape) {
    this.absent = absent;
    this.parts = sentence.map(({ texts, paths, optional }) => ({
      texts,
      columns: paths.map(({ path }) => placesOf(path, columns)),
      optional,
    }));
  }

  /** What `sayKeys` says of them; null: they have none of the values. */
  say(cells: readonly string[]): string | null {
    const { values } = this;
    let said = '';
    let any = false;
    for (const { texts, columns, optional } of this.parts) {
      let isMissing = false;
      for (let index = 0; index < columns.length; index++) {
        const value = this.valueOf(cells, columns[index] ?? []);
        values[index] = value;
        if (value === '') isMissing = true;
        else any ||= !optional;
      }
      if (optional && isMissing) continue;
      any ||= columns.length > 0 && !isMissing;
      for (let index = 0; index < texts.length; index++) {
        said += texts[index] as string;
        if (index < columns.length) said += values[index] as string;
      }
    }
    return any ? said.trim() : null;
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
