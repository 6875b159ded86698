import type { KeyedDefinition } from '#shared/model/format.ts';
import { jsonObject } from './field-values.ts';
import { keyPath, type KeyPath } from './key-path.ts';
import type { LevelKind } from './level-reading.ts';
import { logfmtPairs } from './logfmt-pairs.ts';
import { compileLayout, type TimeLayout } from './time-layout.ts';

/** A JSON or logfmt format, ready to read. */
export interface KeyedFormat {
  readonly definition: KeyedDefinition;
  /** The keys and values of a line; null when it is not of this kind. */
  readonly parse: (line: string) => Record<string, unknown> | null;
  readonly time: readonly KeyPath[];
  readonly levels: readonly (KeyPath & { readonly kind: LevelKind })[];
  readonly message: readonly KeyPath[];
  readonly stack: readonly KeyPath[];
  readonly required: readonly (KeyPath & { readonly type: 'string' | 'number' | 'any' })[];
  readonly layouts: readonly TimeLayout[];
  readonly partialWithoutNewline: boolean;
}

/**
 * Compiles a definition. `general` is the format of the same kind without required keys: what it knows
 * is tried last, because a program's logger and its libraries' seldom agree on every key.
 *
 * @throws SyntaxError for a layout that is not well formed.
 */
export function compileKeys(definition: KeyedDefinition, general: KeyedDefinition): KeyedFormat {
  const both = (pick: (from: KeyedDefinition) => readonly string[]) => [
    ...new Set([...pick(definition), ...pick(general)]),
  ];
  const levelFrom = definition.levelFrom.map(({ field, as }) => ({ ...keyPath(field), kind: as }));
  const words = both((from) => from.level).map((path) => ({
    ...keyPath(path),
    kind: 'word' as const,
  }));
  return {
    definition: { ...definition, levels: { ...general.levels, ...definition.levels } },
    parse: definition.kind === 'json' ? jsonObject : logfmtObject,
    time: both((from) => from.time).map(keyPath),
    levels: [...levelFrom, ...words],
    message: both((from) => from.message).map(keyPath),
    stack: both((from) => from.stack).map(keyPath),
    required: Object.entries(definition.required).map(([path, type]) => ({
      ...keyPath(path),
      type,
    })),
    layouts: both((from) => from.layouts).map(compileLayout),
    partialWithoutNewline: definition.kind === 'json' && definition.partialWithoutNewline,
  };
}

/** A line that begins with a pair and has two at least; prose with one `=` in it is not logfmt. */
function logfmtObject(line: string): Record<string, unknown> | null {
  if (!STARTS_WITH_PAIR.test(line)) return null;
  const pairs = logfmtPairs(line);
  return pairs.length < 2 ? null : Object.fromEntries(pairs);
}

const STARTS_WITH_PAIR = /^[A-Za-z_@][\w.@/-]{0,99}=/;
