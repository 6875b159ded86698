import type { FieldValue } from '#shared/model/record.ts';
import type { Node } from './ast.ts';
import { networkOf } from './network.ts';
import { WORKED_OUT } from './prune.ts';

/** More values than this tell nothing apart. */
const MOST_VALUES = 100;

/**
 * The values of which a field must have one for a record to match, by field, as `valueKey` writes them. Only
 * fields that are found in the text, and only conditions that every match must meet.
 */
export function requiredValues(node: Node): Map<string, ReadonlySet<string>> {
  const found = new Map<string, ReadonlySet<string>>();
  if (node.type === 'term') {
    const { field, value } = node;
    if (field === null || field === '*' || field === 'message' || WORKED_OUT.has(field))
      return found;
    if (value.kind !== 'word' && value.kind !== 'phrase') return found;
    if (networkOf(value.text) === null) found.set(field, new Set([valueKey(value.text)]));
    return found;
  }
  if (node.type === 'not') return found;
  const children = node.children.map(requiredValues);
  if (node.type === 'and') {
    for (const child of children) {
      for (const [field, values] of child) {
        const known = found.get(field);
        if (known === undefined || values.size < known.size) found.set(field, values);
      }
    }
    return found;
  }
  const [first, ...others] = children;
  for (const [field, values] of first ?? []) {
    const all = new Set(values);
    let everywhere = true;
    for (const other of others) {
      const more = other.get(field);
      everywhere &&= more !== undefined;
      for (const value of more ?? []) all.add(value);
    }
    if (everywhere && all.size <= MOST_VALUES) found.set(field, all);
  }
  return found;
}

/** A value as it is compared: numbers by what they are worth, texts without case. */
export function valueKey(value: Exclude<FieldValue, null>): string {
  const text = String(value);
  return /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? String(Number(text)) : text.toLowerCase();
}

/** The query without conditions on some fields, which finds as much or more; null: it finds everything. */
export function withoutFields(node: Node, fields: ReadonlySet<string>): Node | null {
  if (node.type === 'term') return node.field !== null && fields.has(node.field) ? null : node;
  // What is under a NOT may only be left out as a whole.
  if (node.type === 'not') return withoutFields(node.child, fields) === node.child ? node : null;
  const children = node.children.map((child) => withoutFields(child, fields));
  if (node.type === 'or' && children.includes(null)) return null;
  const left = children.filter((child) => child !== null);
  const [only] = left;
  if (only === undefined) return null;
  if (left.length === 1) return only;
  return left.every((child, at) => child === node.children[at])
    ? node
    : { ...node, children: left };
}
