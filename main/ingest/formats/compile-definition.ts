import type { FormatDefinition, KeyedDefinition, TableDefinition } from '#shared/model/format.ts';
import { rememberingJsonObject } from './field-values.ts';
import { compileKeys } from './keyed-format.ts';
import { openKeyed } from './keyed-reader.ts';
import type { CompiledFormat } from './record-reader.ts';
import { NO_SECONDARY, type SecondaryFormats } from './secondary-formats.ts';
import { compileSearch } from './search-reader.ts';
import { compileTable } from './table-reader.ts';
import { compileText } from './text-reader.ts';

/**
 * One format ready for use.
 *
 * @param all the formats that it stands among
 * @param secondary those that are tried with lines that it does not explain
 * @throws SyntaxError for a pattern or a layout that is not well formed
 * @throws PatternRefused for an own format's expression that cannot be read
 */
export function compileDefinition(
  definition: FormatDefinition,
  all: readonly FormatDefinition[],
  parseJson = rememberingJsonObject(),
  secondary: SecondaryFormats = NO_SECONDARY,
): CompiledFormat {
  if (definition.kind === 'text') return compileText(definition, secondary);
  if (definition.kind === 'search') return compileSearch(definition, secondary);
  if (definition.kind === 'table') return compileTable(definition, generalOf(definition, all));
  return openKeyed(compileKeys(definition, generalOf(definition, all), parseJson), secondary);
}

/** The format of the same kind that requires nothing. */
function generalOf<T extends KeyedDefinition | TableDefinition>(
  definition: T,
  all: readonly FormatDefinition[],
): T {
  const isGeneral = (candidate: FormatDefinition): candidate is T =>
    candidate.kind === definition.kind &&
    'required' in candidate &&
    Object.keys(candidate.required).length === 0 &&
    !candidate.own &&
    !('fixed' in candidate) &&
    !('dialect' in candidate && candidate.dialect !== 'delimited');
  return all.find(isGeneral) ?? definition;
}
