import type { KeyedDefinition } from '#shared/model/format.ts';
import { heldFields, type HeldFields } from './held-fields.ts';
import { keyPath, type KeyPath } from './key-path.ts';
import { lineOf, type LineStep } from './key-line.ts';
import { sentenceOf, type SentencePart } from './key-sentence.ts';
import { levelReading, type LevelReading, type LevelWords } from './level-reading.ts';
import { logfmtObject } from './logfmt-pairs.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A JSON or logfmt format, ready to read. */
export interface KeyedFormat {
  readonly definition: KeyedDefinition;
  /** Keys and values of a line, at least those that the paths below need; null when it is not of this kind. */
  readonly parse: (line: string) => Record<string, unknown> | null;
  /** All keys and values of a line. */
  readonly parseAll: (line: string) => Record<string, unknown> | null;
  readonly time: readonly KeyPath[];
  /** `whole`: the value says nothing but the level, and so is no field. A status does. */
  readonly levels: readonly (KeyPath & { readonly read: LevelReading; readonly whole: boolean })[];
  readonly message: readonly KeyPath[];
  /** What to say where no message path holds anything. */
  readonly sentence: readonly SentencePart[];
  /** What to compose the message of where no message path holds anything. */
  readonly line: readonly LineStep[];
  readonly subsecond: (KeyPath & { readonly digits: 3 | 6 | 9 }) | null;
  /** The object that holds the fields; null: the line itself does. */
  readonly held: HeldFields | null;
  readonly stack: readonly KeyPath[];
  /** Paths whose values may be a header's, and then are no fields. */
  readonly headerPaths: ReadonlySet<string>;
  /** What only records without a time of their own have; null: the format tells none. */
  readonly untimed: KeyPath | null;
  /** Keys of a record without which none of `stack` is there: most records have none of these. */
  readonly stackRoots: ReadonlySet<string>;
  readonly required: readonly (KeyPath & { readonly type: 'string' | 'number' | 'any' })[];
  readonly layouts: readonly TimeLayout[];
  readonly partialWithoutNewline: boolean;
}

/**
 * Compiles a definition. `general` is the format of the same kind without required keys: what it knows
 * is tried last, because a program's logger and its libraries' seldom agree on every key.
 * `parseJson` reads one line, and may be shared by formats that are asked about the same lines.
 *
 * @throws SyntaxError for a layout that is not well formed.
 */
export function compileKeys(
  definition: KeyedDefinition,
  general: KeyedDefinition,
  parseJson: KeyedFormat['parse'],
): KeyedFormat {
  const both = (pick: (from: KeyedDefinition) => readonly string[]) => [
    ...new Set([...pick(definition), ...pick(general)]),
  ];
  const levelFrom = definition.levelFrom.map((source) => ({
    ...keyPath(source.field),
    read: levelReading(source),
    whole: source.as === 'priority' || source.as === 'severity',
  }));
  const words = both((from) => from.level).map((path) => ({
    ...keyPath(path),
    read: (text: string, known: LevelWords) => known(text),
    whole: true,
  }));
  const paths = {
    time: both((from) => from.time).map(keyPath),
    levels: [...levelFrom, ...words],
    message: messagePaths(definition, both).map(keyPath),
    stack: both((from) => from.stack).map(keyPath),
    required: requiredOf(definition),
  };
  const sentence = sentenceOf(definition.sentence ?? '');
  const wanted = new Set(Object.values(paths).flatMap((list) => list.map(({ path }) => path)));
  for (const { paths } of sentence) for (const { path } of paths) wanted.add(path);
  const isJson = definition.kind === 'json';
  const { time, levels, message, stack } = paths;
  const ofHeader = [...time, ...levels.filter(({ whole }) => whole), ...message, ...stack];
  return {
    definition: { ...definition, levels: { ...general.levels, ...definition.levels } },
    parse: isJson ? parseJson : (line) => logfmtObject(line, wanted),
    parseAll: isJson ? parseJson : (line) => logfmtObject(line, null),
    ...paths,
    sentence,
    line: lineOf(isJson ? definition.line : []),
    subsecond: subsecondOf(definition),
    held: heldFields(definition),
    headerPaths: new Set([...ofHeader.map(({ path }) => path), definition.untimed ?? '']),
    untimed: definition.untimed === undefined ? null : keyPath(definition.untimed),
    stackRoots: new Set(paths.stack.flatMap(({ path }) => [path, path.split('.')[0] ?? ''])),
    layouts: both((from) => from.layouts).map(compileLayout),
    partialWithoutNewline: isJson && definition.partialWithoutNewline,
  };
}

type Required = KeyedFormat['required'];

function requiredOf(definition: KeyedDefinition): Required {
  return Object.entries(definition.required).map(([path, type]) => ({ ...keyPath(path), type }));
}

/** Whether a line's keys are those that a format is told by. */
export function hasRequired(required: Required, keys: Record<string, unknown>): boolean {
  return required.every(({ get, type }) => {
    const value = get(keys);
    return type === 'any' ? value !== undefined : typeof value === type;
  });
}

/** Whether a format may explain a line, told without making it ready; false: it does not. */
export function mayHaveKeys(
  definition: KeyedDefinition,
  parseJson: KeyedFormat['parse'],
): (line: string) => boolean {
  // What is read of a line of logfmt depends on the format.
  if (definition.kind !== 'json') return () => true;
  const required = requiredOf(definition);
  return (line) => {
    const keys = parseJson(line);
    return keys !== null && hasRequired(required, keys);
  };
}

function subsecondOf(definition: KeyedDefinition): KeyedFormat['subsecond'] {
  if (definition.kind !== 'json' || definition.subsecond === undefined) return null;
  const { field, digits } = definition.subsecond;
  return { ...keyPath(field), digits };
}

/** A format that composes its message does not take it from where others have theirs. */
function messagePaths(
  definition: KeyedDefinition,
  both: (pick: (from: KeyedDefinition) => readonly string[]) => readonly string[],
): readonly string[] {
  const composes =
    definition.sentence !== undefined || (definition.kind === 'json' && definition.line.length > 0);
  return !composes ? both((from) => from.message) : definition.message;
}
