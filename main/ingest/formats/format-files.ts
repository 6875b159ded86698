import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import {
  formatDefinition,
  type FormatDefinition,
  type KeyedDefinition,
  type TableDefinition,
} from '#shared/model/format.ts';
import { BUNDLED } from './bundled-definitions.ts';
import { BUNDLED_JSON } from './bundled-json.ts';
import { BUNDLED_TABLES } from './bundled-tables.ts';
import { rememberingJsonObject } from './field-values.ts';
import { compileKeys } from './keyed-format.ts';
import { openKeyed } from './keyed-reader.ts';
import type { CompiledFormat } from './record-reader.ts';
import { compileSearch } from './search-reader.ts';
import { compileTable } from './table-reader.ts';
import { compileText } from './text-reader.ts';

/**
 * The definitions of `resources/formats`, checked.
 *
 * @throws Failure FORMAT_BROKEN naming the format and the place in it
 */
export function loadDefinitions(
  files: readonly unknown[] = [...BUNDLED, ...BUNDLED_JSON, ...BUNDLED_TABLES],
): FormatDefinition[] {
  return files.map((file) => {
    const result = formatDefinition.safeParse(file);
    if (result.success) return result.data;
    throw broken(idOf(file), z.prettifyError(result.error), result.error);
  });
}

/**
 * All formats, ready for use; the one of last resort among them.
 *
 * @throws Failure FORMAT_BROKEN naming the format and what is wrong with it
 */
export function loadFormats(
  definitions: readonly FormatDefinition[] = loadDefinitions(),
): readonly CompiledFormat[] {
  const parseJson = rememberingJsonObject();
  return definitions.map((definition) => {
    try {
      return compileDefinition(definition, definitions, parseJson);
    } catch (error) {
      throw broken(definition.id, error instanceof Error ? error.message : '', error);
    }
  });
}

/**
 * One format ready for use.
 *
 * @param all the formats that it stands among
 * @throws SyntaxError for a pattern or a layout that is not well formed
 * @throws PatternRefused for an own format's expression that cannot be read
 */
export function compileDefinition(
  definition: FormatDefinition,
  all: readonly FormatDefinition[],
  parseJson = rememberingJsonObject(),
): CompiledFormat {
  if (definition.kind === 'text') return compileText(definition);
  if (definition.kind === 'search') return compileSearch(definition);
  if (definition.kind === 'table') return compileTable(definition, generalOf(definition, all));
  return openKeyed(compileKeys(definition, generalOf(definition, all), parseJson));
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

function idOf(file: unknown): string {
  const id = typeof file === 'object' && file !== null && 'id' in file ? file.id : undefined;
  return typeof id === 'string' ? id : 'without an id';
}

function broken(format: string, reason: string, cause: unknown): Failure {
  return new Failure(
    'FORMAT_BROKEN',
    `The format "${format}" of this installation is broken, so no log can be read. Install the app again.`,
    { format, reason },
    { cause },
  );
}
