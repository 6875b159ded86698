import { Failure } from '#shared/model/failure.ts';
import type { FormatDefinition } from '#shared/model/format.ts';
import { compileDefinition, createBuiltInFormats, type CompiledFormat } from './formats/index.ts';

/** The formats of one reading: built-in ones, and the analyst's own in the place of those of their id. */
export interface FormatSet {
  readonly all: readonly CompiledFormat[];
  /** JSON of an own format of the set; null: built in. */
  definitionOf(id: string): string | null;
  /** The set with a format that a source was read with before, unless it has one of that id. */
  including(definition: string | null): FormatSet;
  /** @throws Failure FORMAT_UNKNOWN */
  get(id: string, definition: string | null): CompiledFormat;
}

/** Formats of one thread, each made ready once, when it is first needed. */
export interface FormatShelf {
  /** @throws Failure FORMAT_UNKNOWN */
  get(id: string, definition: string | null): CompiledFormat;
  /** As `get`, but text without structure where a built-in format is gone. */
  getOrGeneric(id: string, definition: string | null): CompiledFormat;
  with(own: readonly FormatDefinition[]): FormatSet;
}

/** Own formats kept ready: more than anybody works on in one go. */
const MOST_KEPT = 200;

/** Makes a shelf with the built-in formats. */
export function createFormatShelf(): FormatShelf {
  const builtIn = createBuiltInFormats();
  const own = new Map<string, CompiledFormat>();

  function compiled(text: string): CompiledFormat {
    const known = own.get(text);
    if (known !== undefined) return known;
    const definition: FormatDefinition = JSON.parse(text);
    const format = compileDefinition(
      definition,
      builtIn.definitions(),
      undefined,
      builtIn.secondary,
    );
    if (own.size >= MOST_KEPT) own.clear();
    own.set(text, format);
    return format;
  }

  function get(id: string, definition: string | null): CompiledFormat {
    const format = definition === null ? builtIn.get(id) : compiled(definition);
    if (format !== undefined) return format;
    throw new Failure('FORMAT_UNKNOWN', `There is no format "${id}". Choose another one.`, {
      format: id,
    });
  }

  function setOf(texts: ReadonlyMap<string, string>): FormatSet {
    const others = builtIn.all().filter(({ id }) => !texts.has(id));
    return {
      all: [...[...texts.values()].map(compiled), ...others],
      definitionOf: (id) => texts.get(id) ?? null,
      including(text) {
        if (text === null) return this;
        const { id } = compiled(text);
        return texts.has(id) || builtIn.get(id) !== undefined
          ? this
          : setOf(new Map([...texts, [id, text]]));
      },
      get,
    };
  }

  return {
    get,
    getOrGeneric: (id, definition) =>
      definition === null && builtIn.get(id) === undefined
        ? get('generic', null)
        : get(id, definition),
    with: (given) =>
      setOf(new Map(given.map((definition) => [definition.id, JSON.stringify(definition)]))),
  };
}
