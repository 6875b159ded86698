import { z } from 'zod';
import { Failure } from '#shared/model/failure.ts';
import { formatDefinition, type FormatDefinition } from '#shared/model/format.ts';
import { builtInFiles } from './built-in-files.ts';
import { compileDefinition } from './compile-definition.ts';
import { rememberingJsonObject } from './field-values.ts';
import type { CompiledFormat } from './record-reader.ts';
import { createSecondaryFormats, isSecondary } from './secondary-formats.ts';

/**
 * The definitions of `resources/formats`, checked.
 *
 * @throws Failure FORMAT_BROKEN naming the format and the place in it
 */
export function loadDefinitions(files: readonly unknown[] = builtInFiles()): FormatDefinition[] {
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
  const secondary = createSecondaryFormats(
    () =>
      definitions.flatMap((definition, at) => {
        const format = compiled[at];
        return format === undefined || !isSecondary(definition) ? [] : [{ definition, format }];
      }),
    parseJson,
  );
  const compiled = definitions.map((definition) => {
    try {
      return compileDefinition(definition, definitions, parseJson, secondary);
    } catch (error) {
      throw broken(definition.id, error instanceof Error ? error.message : '', error);
    }
  });
  return compiled;
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
