import type { TextDefinition } from '#shared/model/format.ts';
import { ColumnChoice } from './column-fields.ts';
import { takesAll } from './continuation.ts';
import { HeaderAutomatons } from './header-automatons.ts';
import { NO_SECONDARY, type SecondaryFormats } from './secondary-formats.ts';
import { compilePattern, levelGroups, namesIn, type TextPattern } from './text-pattern.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A format of lines of text, its expressions ready to read. */
export interface CompiledText {
  readonly definition: TextDefinition;
  readonly secondary: SecondaryFormats;
  readonly patterns: readonly TextPattern[];
  readonly layouts: readonly TimeLayout[];
  readonly later: readonly RegExp[];
  readonly banner: readonly RegExp[];
  readonly laterLevels: ReturnType<typeof levelGroups>;
  readonly automatons: HeaderAutomatons;
  /** Fields that become columns, kept from one block to the next. */
  readonly columns: ColumnChoice;
  /** What groups of expressions are called: all fields that lines have, but for what these hold. */
  readonly groups: ReadonlySet<string>;
}

/** @throws SyntaxError for a pattern or a layout that is not well formed. */
export function partsOf(definition: TextDefinition, secondary: SecondaryFormats): CompiledText {
  const patterns = definition.patterns.map((source) => compilePattern(source, definition));
  const layouts = definition.layouts.map(compileLayout);
  const later = definition.later.map((source) => new RegExp(source, 'sy'));
  const banner = definition.banner.map((source) => new RegExp(source, 'sy'));
  const laterLevels = levelGroups(definition);
  const columns = new ColumnChoice();
  return {
    definition,
    secondary: takesAll(definition) ? NO_SECONDARY : secondary,
    patterns,
    layouts,
    later,
    banner,
    laterLevels,
    columns,
    automatons: new HeaderAutomatons(definition, patterns),
    groups: new Set([
      ...patterns.flatMap(({ names }) => names),
      ...definition.later.flatMap(namesIn),
    ]),
  };
}
