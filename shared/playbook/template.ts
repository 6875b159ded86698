import type { Json } from '../model/canonical-json.ts';
import { evaluate, parseExpression, type Expression, type Scope } from './expression.ts';
import { plainValue, shownValue } from './functions.ts';

/** A text in which `{{ expression }}` stands for values. */
export type Template = readonly (string | Expression)[];

/** The end of an expression is the first `}}` outside quotes. */
const SLOT = /\{\{((?:[^"'}]|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\}(?!\}))*)\}\}/g;

/** Reads a text. Throws EXPRESSION_INVALID; `at` counts from the text's beginning. */
export function parseTemplate(text: string): Template {
  const parts: (string | Expression)[] = [];
  let from = 0;
  for (const found of text.matchAll(SLOT)) {
    if (found.index > from) parts.push(text.slice(from, found.index));
    parts.push(parseExpression(found[1] ?? ''));
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push(text.slice(from));
  return parts;
}

/** The text as a sentence says it. */
export function fillText(template: Template, scope: Scope): string {
  return filled(template, scope, shownValue);
}

/** The text as a query or a tool takes it: numbers as they are. */
export function fillPlain(template: Template, scope: Scope): string {
  return filled(template, scope, plainValue);
}

function filled(template: Template, scope: Scope, show: (value: Json) => string): string {
  return template
    .map((part) => (typeof part === 'string' ? part : show(evaluate(part, scope))))
    .join('');
}

/** A value whose texts are filled; a text that is one expression gives that expression's value. */
export function fillValue(value: Json, scope: Scope): Json {
  if (typeof value === 'string') {
    const template = parseTemplate(value);
    const [only] = template;
    if (template.length === 1 && only !== undefined && typeof only !== 'string') {
      return evaluate(only, scope);
    }
    return fillPlain(template, scope);
  }
  if (Array.isArray(value)) return value.map((item: Json) => fillValue(item, scope));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [name, fillValue(item, scope)]),
    );
  }
  return value;
}
