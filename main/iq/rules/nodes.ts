import type { Node, Value } from '#shared/query/index.ts';

/** Nodes of a query that was not read from text. */
const SPAN = { start: 0, end: 0 };

export function term(field: string | null, value: Value): Node {
  return { type: 'term', field, value, ...SPAN };
}

export function not(child: Node): Node {
  return child.type === 'not' ? child.child : { type: 'not', child, ...SPAN };
}

/** All or any of some nodes; a group in a group of its kind is opened. There must be one. */
export function group(type: 'and' | 'or', children: readonly Node[]): Node {
  const flat = children.flatMap((child) => (child.type === type ? child.children : [child]));
  const [only] = flat;
  if (only === undefined) throw new RangeError('a group has a member');
  return flat.length === 1 ? only : { type, children: flat, ...SPAN };
}
