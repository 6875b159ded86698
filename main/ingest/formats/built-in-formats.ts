import type { FormatDefinition } from '#shared/model/format.ts';
import { boundedTest } from '#shared/pattern/index.ts';
import { checkedFormats } from './checked-formats.ts';
import { compileDefinition } from './compile-definition.ts';
import { rememberingJsonObject } from './field-values.ts';
import { mayBeginWith } from './head-filter.ts';
import { mayHaveKeys } from './keyed-format.ts';
import type { CompiledFormat } from './record-reader.ts';
import { createSecondaryFormats, isSecondary, type SecondaryFormats } from './secondary-formats.ts';

/** The formats of `resources/formats`, each made ready when it is first asked for. */
export interface BuiltInFormats {
  /** Undefined: there is none of that id. */
  get(id: string): CompiledFormat | undefined;
  /** All of them, as detection needs them: those that it asks nothing are not made ready. */
  all(): readonly CompiledFormat[];
  definitions(): readonly FormatDefinition[];
  readonly secondary: SecondaryFormats;
}

/**
 * Threads that parse and search need the formats of their sources and no others, and detection needs those that may explain
 * a line: making all of them ready took each 90 ms of processor time.
 */
export function createBuiltInFormats(): BuiltInFormats {
  const parseJson = rememberingJsonObject();
  const ready = new Map<string, CompiledFormat>();
  let everything: readonly CompiledFormat[] | null = null;

  const definitions = (): readonly FormatDefinition[] => checkedFormats().definitions;
  const secondary = createSecondaryFormats(
    () =>
      definitions()
        .filter(isSecondary)
        .map((definition) => ({ definition, format: unready(definition) })),
    parseJson,
    () => checkedFormats().heads,
  );

  function readied(definition: FormatDefinition): CompiledFormat {
    const known = ready.get(definition.id);
    if (known !== undefined) return known;
    const made = compileDefinition(definition, definitions(), parseJson, secondary);
    ready.set(definition.id, made);
    return made;
  }

  /** A format that is made ready when it is opened. */
  function unready(definition: FormatDefinition): CompiledFormat {
    const { id, title, own, kind, filePattern } = definition;
    // A table is asked about the whole sample, and the one of last resort about every line.
    if (kind === 'table' || kind === 'search') return readied(definition);
    return {
      id,
      title,
      lastResort: false,
      multiline: kind === 'text' && definition.multiline,
      own,
      mayRead: filePattern === undefined ? () => true : boundedTest(filePattern),
      mayExplain:
        kind === 'text'
          ? mayBeginWith(checkedFormats().heads, id)
          : mayHaveKeys(definition, parseJson),
      open: (options) => readied(definition).open(options),
      sentence: kind === 'text' ? undefined : definition.sentence,
    };
  }

  return {
    get(id) {
      const known = ready.get(id);
      if (known !== undefined) return known;
      const definition = definitions().find((one) => one.id === id);
      return definition === undefined ? undefined : readied(definition);
    },
    all: () => (everything ??= definitions().map(unready)),
    definitions,
    secondary,
  };
}
