import type { Node } from './ast.ts';
import { parseQuery } from './parse.ts';
import { printField, printNode, quoteValue } from './print.ts';

/** A condition on the chip bar. A chip that is off stays there but is not part of the query. */
export interface Chip {
  readonly type: 'chip';
  readonly id: string;
  readonly text: string;
  readonly negated: boolean;
  readonly on: boolean;
}

export interface ChipGroup {
  readonly type: 'group';
  readonly id: string;
  readonly operator: 'and' | 'or';
  readonly items: readonly ChipItem[];
  readonly negated: boolean;
  readonly on: boolean;
}

export type ChipItem = Chip | ChipGroup;

/** The chips of a query; null: it cannot be understood. */
export function chipsOf(text: string): ChipGroup | null {
  const parsed = parseQuery(text);
  if (!parsed.ok) return null;
  const numbers = { next: 0 };
  const { root } = parsed.query;
  const base = { type: 'group', id: 'root', negated: false, on: true } as const;
  if (root === null) return { ...base, operator: 'and', items: [] };
  if (root.type === 'and' || root.type === 'or') {
    return {
      ...base,
      operator: root.type,
      items: root.children.map((child) => itemOf(child, numbers)),
    };
  }
  return { ...base, operator: 'and', items: [itemOf(root, numbers)] };
}

function itemOf(node: Node, numbers: { next: number }, negated = false): ChipItem {
  const id = `chip-${numbers.next++}`;
  if (node.type === 'not') return itemOf(node.child, numbers, !negated);
  if (node.type === 'term') return { type: 'chip', id, text: printNode(node), negated, on: true };
  const items = node.children.map((child) => itemOf(child, numbers));
  return { type: 'group', id, operator: node.type, items, negated, on: true };
}

/** The query that the chips which are on make. */
export function queryOf(group: ChipGroup): string {
  return textOf({ ...group, negated: false }, true);
}

function textOf(item: ChipItem, outermost: boolean): string {
  if (!item.on) return '';
  if (item.type === 'chip') return item.negated ? `NOT ${item.text}` : item.text;
  const parts = item.items.map((child) => textOf(child, false)).filter((text) => text !== '');
  const joined = parts.join(item.operator === 'and' ? ' AND ' : ' OR ');
  if (joined === '') return '';
  const grouped = (parts.length > 1 && !outermost) || (item.negated && parts.length > 1);
  const text = grouped ? `(${joined})` : joined;
  return item.negated ? `NOT ${text}` : text;
}

/** The chips with one changed; null takes it out. Groups that become empty go with it. */
export function changeItem(
  group: ChipGroup,
  id: string,
  change: (item: ChipItem) => ChipItem | null,
): ChipGroup {
  const items = group.items.flatMap((item): ChipItem[] => {
    const changed =
      item.id === id ? change(item) : item.type === 'group' ? changeItem(item, id, change) : item;
    if (changed === null || (changed.type === 'group' && changed.items.length === 0)) return [];
    return [changed];
  });
  return { ...group, items };
}

/** Drops one chip on another: the two become a group, joined by the operator that the bar does not use. */
export function nestItem(group: ChipGroup, id: string, onto: string): ChipGroup {
  const moved = findItem(group, id);
  if (moved === null || id === onto || contains(moved, onto)) return group;
  const without = changeItem(group, id, () => null);
  return changeItem(without, onto, (target) => {
    if (target.type === 'group') return { ...target, items: [...target.items, moved] };
    const operator = group.operator === 'and' ? 'or' : 'and';
    const nested = `${target.id}+${moved.id}`;
    return {
      type: 'group',
      id: nested,
      operator,
      items: [target, moved],
      negated: false,
      on: true,
    };
  });
}

/** Puts a chip before another one, or at the end of the bar. */
export function moveItem(group: ChipGroup, id: string, before: string | null): ChipGroup {
  const moved = findItem(group, id);
  if (moved === null || id === before) return group;
  const without = changeItem(group, id, () => null);
  const at = without.items.findIndex((item) => item.id === before);
  const items = [...without.items];
  items.splice(at < 0 ? items.length : at, 0, moved);
  return { ...without, items };
}

function findItem(group: ChipGroup, id: string): ChipItem | null {
  for (const item of group.items) {
    if (item.id === id) return item;
    const inside = item.type === 'group' ? findItem(item, id) : null;
    if (inside !== null) return inside;
  }
  return null;
}

function contains(item: ChipItem, id: string): boolean {
  return (
    item.id === id || (item.type === 'group' && item.items.some((child) => contains(child, id)))
  );
}

/** A condition on a field's value, as text. */
export function fieldCondition(field: string, value: string | number | boolean | null): string {
  if (value === null) return `${printField(field)}:null`;
  return `${printField(field)}:${quoteValue(String(value))}`;
}

/** The query with one more condition. An OR at the top is put in parentheses first; a condition is not added twice. */
export function addCondition(query: string, condition: string, exclude: boolean): string {
  const added = exclude ? `NOT ${condition}` : condition;
  const chips = chipsOf(query);
  if (chips === null || query.trim() === '') return added;
  const present = chips.items.some((item) => textOf(item, false) === added);
  if (present && chips.operator === 'and') return query;
  const base =
    chips.operator === 'or' && chips.items.length > 1 ? `(${query.trim()})` : query.trim();
  return `${base} AND ${added}`;
}
