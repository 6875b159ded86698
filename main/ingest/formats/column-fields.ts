import type { Fields } from '#shared/model/record.ts';
import type { HeaderAutomaton } from './header-automaton.ts';
import type { TextPattern } from './text-pattern.ts';

/** Lines from which on it is told what varies, and those looked at. */
const FEWEST_LINES = 64;
const MOST_LINES = 320;
/** Records that each value stands in on average. */
const LEAST_SHARE = 8;
/** Each costs a look-up a line. */
const MOST_COLUMNS = 6;
/** Share of the lines that the automaton must read of those that it reads without fields: what it leaves takes ten times as long. */
const LEAST_READ = 0.99;

/** Blocks for which a choice stands: to choose takes as long as a tenth of a block. */
const BLOCKS_A_CHOICE = 64;

/** Fields of a format that become columns, chosen anew now and then: sources of one format differ. */
export class ColumnChoice {
  private fields: readonly string[] = [];
  private blocksLeft = 0;

  /** Those for the next block. `choose` gives null when it cannot tell. */
  next(choose: () => readonly string[] | null): readonly string[] {
    if (this.blocksLeft > 0) {
      this.blocksLeft--;
      return this.fields;
    }
    const chosen = choose();
    if (chosen !== null) {
      this.fields = chosen;
      this.blocksLeft = BLOCKS_A_CHOICE;
    }
    return this.fields;
  }
}

/**
 * Fields of a format of text whose values are few: what an automaton finds of them while it reads
 * headers becomes a column. Null: there are too few lines to tell.
 */
export function columnFields(
  lines: readonly string[],
  format: {
    readonly fieldsOf: (line: string) => Fields;
    readonly patterns: readonly TextPattern[];
    readonly automaton: (fields: readonly string[]) => HeaderAutomaton | null;
  },
): readonly string[] | null {
  if (lines.length < FEWEST_LINES) return null;
  const looked = lines.slice(0, MOST_LINES);
  const few = fewValued(looked.map(format.fieldsOf)).filter((name) =>
    format.patterns.every(({ names }) => names.indexOf(name) === names.lastIndexOf(name)),
  );
  const readBy = (fields: readonly string[]): number => {
    const automaton = format.automaton(fields);
    return automaton === null ? 0 : looked.filter((line) => automaton.reads(line)).length;
  };
  let wanted: number | null = null;
  // With every group an automaton keeps more ways apart, up to where it cannot.
  for (let count = Math.min(few.length, MOST_COLUMNS); count > 0; count--) {
    // In one order, so that the automaton of the last choice serves again.
    const fields = few.slice(0, count).sort();
    const read = readBy(fields);
    // Where it reads nearly all lines none without fields need be made to compare with.
    if (read >= looked.length * LEAST_READ) return fields;
    wanted ??= readBy([]) * LEAST_READ;
    if (wanted === 0) return [];
    if (read >= wanted) return fields;
  }
  return [];
}

/** Names of the fields that have few values among records, those first that have fewest. */
export function fewValued(records: readonly Fields[]): string[] {
  const values = new Map<string, Set<unknown>>();
  for (const fields of records) {
    for (const [name, value] of Object.entries(fields)) {
      const met = values.get(name) ?? new Set();
      values.set(name, met.add(value));
    }
  }
  return [...values]
    .filter(([, { size }]) => size * LEAST_SHARE <= records.length)
    .sort(([, a], [, b]) => a.size - b.size)
    .map(([name]) => name);
}
