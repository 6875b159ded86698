import type { KeyedDefinition } from '#shared/model/format.ts';
import type { FieldValue } from '#shared/model/record.ts';
import { flatten, isObject } from './field-values.ts';
import { keyPath, type KeyPath } from './key-path.ts';

/** Where the fields of records stand that another program had read and passed on, see `held` in `shared/model/format.ts`. */
export interface HeldFields extends KeyPath {
  readonly beside: string;
  /** Paths outside that are no fields: that of the fields and those of the header, whether these say anything or not. */
  readonly apart: ReadonlySet<string>;
}

/** What a definition says of where fields stand; null: the line itself holds them. */
export function heldFields(definition: KeyedDefinition): HeldFields | null {
  if (definition.kind !== 'json' || definition.held === undefined) return null;
  const { held, time, level, message } = definition;
  const apart = new Set([held.path, ...time, ...level, ...message]);
  return { ...keyPath(held.path), beside: held.beside, apart };
}

/**
 * Adds the leaves of the object that holds the fields under their own names, and what stands outside it with `beside` before its
 * name. A record passed on twice has both: those of the object win, as they tell where it first came from.
 */
export function flattenHeld(
  record: Record<string, unknown>,
  entries: Map<string, FieldValue>,
  { get, beside, apart }: HeldFields,
): void {
  const outside = new Map<string, FieldValue>();
  flatten(record, outside, apart);
  for (const [name, value] of outside) entries.set(beside + name, value);
  const held = get(record);
  if (isObject(held)) flatten(held, entries, new Set());
}
