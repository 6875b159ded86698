import type { FormatDefinition } from '#shared/model/format.ts';
import { BUNDLED } from './bundled-definitions.ts';
import { BUNDLED_JSON } from './bundled-json.ts';
import { BUNDLED_TABLES } from './bundled-tables.ts';
import { isObject, rememberingJsonObject } from './field-values.ts';
import { compileDefinition, loadDefinitions, loadFormats } from './format-files.ts';
import type { CompiledFormat } from './record-reader.ts';

/** The formats of `resources/formats`, each made ready when it is first asked for. */
export interface BuiltInFormats {
  /** Undefined: there is none of that id. Throws FORMAT_BROKEN. */
  get(id: string): CompiledFormat | undefined;
  /** All of them, as detection needs them. Throws FORMAT_BROKEN. */
  all(): readonly CompiledFormat[];
  definitions(): readonly FormatDefinition[];
}

/**
 * Threads that parse and search need the formats of their sources and no others: making all of them ready took
 * each 90 ms of processor time, and four of them at once most of the time of opening a case.
 */
export function createBuiltInFormats(): BuiltInFormats {
  const files = [...BUNDLED, ...BUNDLED_JSON, ...BUNDLED_TABLES].filter(isObject);
  const parseJson = rememberingJsonObject();
  const ready = new Map<string, CompiledFormat>();
  let checked: readonly FormatDefinition[] | null = null;
  let everything: readonly CompiledFormat[] | null = null;

  const definitions = (): readonly FormatDefinition[] => (checked ??= loadDefinitions(files));

  function all(): readonly CompiledFormat[] {
    everything ??= loadFormats(definitions());
    return everything;
  }

  /** With its relatives that require nothing, which it falls back to. */
  function make(file: Record<string, unknown>): CompiledFormat | undefined {
    const general = files.filter(
      ({ kind, required }) => kind === file['kind'] && Object.keys(required ?? {}).length === 0,
    );
    const [definition] = loadDefinitions([file]);
    if (definition === undefined) return undefined;
    return compileDefinition(definition, loadDefinitions(general), parseJson);
  }

  return {
    get(id) {
      if (everything !== null) return everything.find((format) => format.id === id);
      const known = ready.get(id);
      if (known !== undefined) return known;
      const file = files.find((one) => one['id'] === id);
      const made = file === undefined ? undefined : make(file);
      if (made !== undefined) ready.set(id, made);
      return made;
    },
    all,
    definitions,
  };
}
