import type { Node, Query, Value } from './ast.ts';
import { isFieldName, isOperatorWord } from './parse.ts';

/** A query in its usual form: single spaces, operators in capitals, quotes only where needed. */
export function printQuery(query: Query): string {
  return query.root === null ? '' : printNode(query.root);
}

/** One part of a query as text that means the same on its own. */
export function printNode(node: Node): string {
  return print(node, 0);
}

const BINDING = { or: 1, and: 2 } as const;

function print(node: Node, outer: number): string {
  if (node.type === 'term') {
    if (node.value.kind === 'present') return `_exists_:${quoteValue(node.field ?? '')}`;
    const value = printValue(node.value, node.field !== null);
    return node.field === null ? value : `${printField(node.field)}:${value}`;
  }
  if (node.type === 'not') return `NOT ${print(node.child, 3)}`;
  const binding = BINDING[node.type];
  const text = node.children
    .map((child) => print(child, binding + 1))
    .join(node.type === 'and' ? ' AND ' : ' OR ');
  return outer > binding ? `(${text})` : text;
}

/** A field's name with what the language would misread escaped. */
export function printField(name: string): string {
  if (isFieldName(name) || name === '*') return name;
  // A name is taken for one, whatever it looks like, when something in it is escaped.
  return name.replace(/^[^]|[^\w@$.[\]-]/gu, '\\$&');
}

function printValue(value: Value, ofField: boolean): string {
  switch (value.kind) {
    case 'word':
      return quoteValue(value.text);
    case 'phrase':
      return `"${value.text.replace(/["\\]/g, '\\$&')}"`;
    case 'wildcard':
      return value.parts
        .map((part) => ('literal' in part ? escapeWord(part.literal) : part.wild))
        .join('');
    case 'regex':
      return `/${value.source.replaceAll('/', '\\/')}/${value.flags}`;
    case 'exists':
    case 'present':
      return ofField ? '*' : '"*"';
    case 'field': {
      const { before, name, after } = value;
      return `=${before ? '*' : ''}${escapeWord(name)}${after ? '*' : ''}`;
    }
    case 'range': {
      const open = value.fromIncluded ? '[' : '{';
      const close = value.toIncluded ? ']' : '}';
      return `${open}${printEnd(value.from)} TO ${printEnd(value.to)}${close}`;
    }
  }
}

function printEnd(end: string | null): string {
  if (end === null) return '*';
  return /^[\w.:+-]+$/.test(end) ? end : `"${end.replace(/["\\]/g, '\\$&')}"`;
}

/** A value as a word where that is safe, in quotes where not. */
export function quoteValue(text: string): string {
  const safe = /^[\w.@$%,;][\w.@$%,;-]*$/.test(text) && !isOperatorWord(text) && text !== 'TO';
  return safe ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function escapeWord(text: string): string {
  return text.replace(/[\s()"\\*?:^~/[\]{}<>!+=-]/g, '\\$&');
}
