import type { Node, Query, Value } from './ast.ts';
import { networkOf } from './network.ts';
import { printField } from './print.ts';

/** What a query asks for, a condition a line, in words. */
export function explainQuery(query: Query): string[] {
  if (query.root === null) return ['every record'];
  const { root } = query;
  return root.type === 'and' ? root.children.map(sentence) : [sentence(root)];
}

function sentence(node: Node): string {
  if (node.type === 'not') return `not: ${sentence(node.child)}`;
  if (node.type !== 'term') {
    const word = node.type === 'and' ? ' and ' : ' or ';
    return `(${node.children.map(sentence).join(word)})`;
  }
  const subject =
    node.field === null
      ? 'the message'
      : node.field === '*'
        ? 'the message or a field'
        : printField(node.field);
  const anywhere = node.field === null || node.field === 'message' || node.field === '*';
  return `${subject} ${predicate(node.value, anywhere)}`;
}

function predicate(value: Value, message: boolean): string {
  switch (value.kind) {
    case 'word':
    case 'phrase':
      if (!message && networkOf(value.text) !== null) return `is in the network ${value.text}`;
      return `${message ? 'contains' : 'is'} “${value.text}” (any case)`;
    case 'wildcard': {
      const pattern = value.parts
        .map((part) => ('literal' in part ? part.literal : part.wild))
        .join('');
      return `${message ? 'contains a match of' : 'matches'} ${pattern}`;
    }
    case 'regex':
      return `matches the expression /${value.source}/${value.flags}`;
    case 'exists':
      return 'is there';
    case 'present':
      return 'is there, if only empty';
    case 'field': {
      const { before, after, name } = value;
      const how = before ? (after ? 'contains' : 'ends with') : after ? 'begins with' : 'is';
      return `${how} what ${printField(name)} is (any case)`;
    }
    case 'range': {
      const from =
        value.from === null ? null : `${value.fromIncluded ? 'from' : 'above'} ${value.from}`;
      const to = value.to === null ? null : `${value.toIncluded ? 'up to' : 'below'} ${value.to}`;
      return `is ${[from, to].filter((end) => end !== null).join(' ') || 'there'}`;
    }
  }
}
