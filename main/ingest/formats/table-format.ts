import type { TableDefinition } from '#shared/model/format.ts';
import { sentenceOf, type SentencePart } from './key-sentence.ts';
import { levelReading, levelWords, type LevelReading, type LevelWords } from './level-reading.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A layout with its text, which is how a shape names it. */
export interface NamedLayout {
  readonly source: string;
  readonly layout: TimeLayout;
}

/** A table format, ready to find its columns and to read. */
export interface TableFormat {
  readonly definition: TableDefinition;
  readonly layouts: readonly NamedLayout[];
  /** Names as `columnKey` gives them. */
  readonly required: readonly string[];
  readonly time: readonly (readonly string[])[];
  readonly level: readonly string[];
  readonly message: readonly string[];
  readonly sentence: readonly SentencePart[];
  readonly levelFrom: readonly { readonly field: string; readonly read: LevelReading }[];
  readonly words: LevelWords;
  /** What cells of a file without header must match, by column. */
  readonly cells: readonly { readonly column: number; readonly pattern: RegExp }[];
}

/** What a column is known by: its name without case, blanks and punctuation. */
export function columnKey(name: string): string {
  return name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
}

/**
 * Compiles a definition. What `general`, the table format that requires nothing, knows of times, levels
 * and messages is tried last.
 *
 * @throws SyntaxError for a layout or an expression that is not well formed.
 */
export function compileTableFormat(
  definition: TableDefinition,
  general: TableDefinition,
): TableFormat {
  const both = <T>(pick: (from: TableDefinition) => readonly T[]): T[] =>
    definition === general ? [...pick(general)] : [...pick(definition), ...pick(general)];
  const { fixed } = definition;
  return {
    definition,
    layouts: [...new Set(both((from) => from.layouts))].map((source) => ({
      source,
      layout: compileLayout(source),
    })),
    required: definition.required.map(columnKey),
    time: both((from) => from.time).map((names) => names.map(columnKey)),
    level: both((from) => from.level).map(columnKey),
    message:
      definition.sentence === undefined
        ? both((from) => from.message).map(columnKey)
        : definition.message.map(columnKey),
    sentence: sentenceOf(definition.sentence ?? ''),
    levelFrom: definition.levelFrom.map((source) => ({
      field: columnKey(source.field),
      read: levelReading(source),
    })),
    words: levelWords({ ...general.levels, ...definition.levels }),
    cells: Object.entries(fixed?.cells ?? {}).map(([name, source]) => ({
      column: fixed?.columns.indexOf(name) ?? -1,
      pattern: new RegExp(source),
    })),
  };
}
