import type { Json } from '../model/canonical-json.ts';
import { Failure } from '../model/failure.ts';
import { FUNCTIONS } from './functions.ts';

/**
 * Expressions of playbooks: values, names, members and comparisons, and a fixed set of functions. There is no loop, no
 * assignment and no function of one's own, so that each takes time in proportion to its length and its values.
 *
 *     failed.total > 0 and not (inputs.from = null)
 *     first(top.values).value contains "admin"
 */
export type Expression =
  | { readonly type: 'value'; readonly value: Json }
  | { readonly type: 'name'; readonly name: string; readonly at: number }
  | { readonly type: 'member'; readonly of: Expression; readonly key: Expression }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | {
      readonly type: 'call';
      readonly name: string;
      readonly with: readonly Expression[];
      readonly at: number;
    }
  | { readonly type: 'not' | 'minus'; readonly of: Expression }
  | {
      readonly type: 'two';
      readonly sign: Sign;
      readonly a: Expression;
      readonly b: Expression;
      readonly at: number;
    };

type Sign = (typeof SIGNS)[number][number];

/** Signs by how they bind, loosest first. */
const SIGNS = [
  ['or'],
  ['and'],
  ['=', '!=', '<=', '>=', '<', '>', 'in', 'contains'],
  ['+', '-'],
  ['*', '/', '%'],
] as const;

const LONGEST = 2000;
const DEEPEST = 40;
const TOKEN =
  /\s*(?:(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|(!=|<=|>=|==|[-=<>+*/%().,[\]]))/y;

interface Token {
  readonly kind: 'number' | 'word' | 'text' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const invalid = (message: string, at: number): Failure =>
  new Failure('EXPRESSION_INVALID', message, { at });

function tokensOf(source: string): Token[] {
  if (source.length > LONGEST) throw invalid(`It is longer than ${LONGEST} characters.`, 0);
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  const end = source.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const from = TOKEN.lastIndex;
    const found = TOKEN.exec(source);
    if (found === null) throw invalid(`"${source.slice(from).trim()[0]}" is not expected.`, from);
    const [all, number, word, text, sign = ''] = found;
    const at = from + all.length - all.trimStart().length;
    if (number !== undefined) tokens.push({ kind: 'number', text: number, at });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word, at });
    else if (text !== undefined) tokens.push({ kind: 'text', text: unescaped(text), at });
    else tokens.push({ kind: 'sign', text: sign === '==' ? '=' : sign, at });
  }
  tokens.push({ kind: 'end', text: '', at: end });
  return tokens;
}

const unescaped = (quoted: string): string =>
  quoted.slice(1, -1).replaceAll(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));

const CONSTANTS: Readonly<Record<string, Json>> = { true: true, false: false, null: null };
const WORDS = new Set(['and', 'or', 'not', 'in', 'contains', ...Object.keys(CONSTANTS)]);

/** Whether a word can name a step, an input or the one of a loop. */
export function isName(word: string): boolean {
  return /^(?!__)[A-Za-z_]\w{0,59}$/.test(word) && !WORDS.has(word) && word !== 'inputs';
}

/** Reads an expression. Throws EXPRESSION_INVALID with the place, `at`, in characters. */
export function parseExpression(source: string): Expression {
  const tokens = tokensOf(source);
  let next = 0;
  let depth = 0;
  const peek = (): Token => tokens[next] ?? { kind: 'end', text: '', at: source.length };
  const isNext = (...texts: readonly string[]): boolean =>
    (peek().kind === 'sign' || peek().kind === 'word') && texts.includes(peek().text);
  const take = (): Token => {
    const token = peek();
    next++;
    return token;
  };
  const expect = (sign: string): void => {
    const token = take();
    if (token.kind === 'sign' && token.text === sign) return;
    throw invalid(`"${sign}" is missing.`, token.at);
  };
  const until = (end: string): Expression[] => {
    const items: Expression[] = [];
    while (!isNext(end)) {
      if (items.length > 0) expect(',');
      items.push(binary(0));
    }
    expect(end);
    return items;
  };

  function binary(level: number): Expression {
    const signs = SIGNS[level];
    if (signs === undefined) return single();
    let a = level === 2 && isNext('not') ? single() : binary(level + 1);
    while (isNext(...signs)) {
      const { text, at } = take();
      a = { type: 'two', sign: text as Sign, a, b: binary(level + 1), at };
      // "1 < x < 3" reads as what it does not mean.
      if (level === 2) break;
    }
    return a;
  }

  function single(): Expression {
    if (++depth > DEEPEST) throw invalid('It is nested too deeply.', peek().at);
    try {
      if (isNext('not')) {
        take();
        return { type: 'not', of: binary(2) };
      }
      if (isNext('-')) {
        take();
        return { type: 'minus', of: single() };
      }
      return members(primary());
    } finally {
      depth--;
    }
  }

  function members(of: Expression): Expression {
    let found = of;
    for (let count = 0; isNext('.', '['); count++) {
      if (count > DEEPEST) throw invalid('It is nested too deeply.', peek().at);
      if (take().text === '[') {
        found = { type: 'member', of: found, key: binary(0) };
        expect(']');
        continue;
      }
      const { kind, text, at } = take();
      if (kind !== 'word') throw invalid('After "." the name of a member is missing.', at);
      found = { type: 'member', of: found, key: { type: 'value', value: text } };
    }
    return found;
  }

  function primary(): Expression {
    const { kind, text, at } = take();
    if (kind === 'number') return { type: 'value', value: Number(text) };
    if (kind === 'text') return { type: 'value', value: text };
    if (kind === 'sign' && text === '(') {
      const inner = binary(0);
      expect(')');
      return inner;
    }
    if (kind === 'sign' && text === '[') return { type: 'list', items: until(']') };
    if (kind !== 'word') {
      throw invalid(kind === 'end' ? 'It ends too early.' : `"${text}" is not expected.`, at);
    }
    if (Object.hasOwn(CONSTANTS, text)) return { type: 'value', value: CONSTANTS[text] ?? null };
    if (!isNext('(')) {
      if (WORDS.has(text)) throw invalid(`"${text}" is not expected.`, at);
      return { type: 'name', name: text, at };
    }
    if (!Object.hasOwn(FUNCTIONS, text)) throw invalid(`There is no function "${text}".`, at);
    take();
    const given = until(')');
    const [least, most] = FUNCTIONS[text]?.takes ?? [0, 0];
    if (given.length < least || given.length > most) {
      const takes = least === most ? `${least}` : `${least} to ${most}`;
      throw invalid(`"${text}" takes ${takes} values, not ${given.length}.`, at);
    }
    return { type: 'call', name: text, with: given, at };
  }

  const whole = binary(0);
  const rest = peek();
  if (rest.kind !== 'end') throw invalid(`"${rest.text}" is not expected.`, rest.at);
  return whole;
}

/** The names that an expression takes values from, with their place. */
export function namesIn(expression: Expression): { readonly name: string; readonly at: number }[] {
  switch (expression.type) {
    case 'value':
      return [];
    case 'name':
      return [expression];
    case 'member':
      return [...namesIn(expression.of), ...namesIn(expression.key)];
    case 'list':
      return expression.items.flatMap(namesIn);
    case 'call':
      return expression.with.flatMap(namesIn);
    case 'not':
    case 'minus':
      return namesIn(expression.of);
    case 'two':
      return [...namesIn(expression.a), ...namesIn(expression.b)];
  }
}

/** Values by name. */
export type Scope = ReadonlyMap<string, Json>;

/** The value of an expression. What is not there is null. Throws EXPRESSION_FAILED where a value is not of the kind that a function takes. */
export function evaluate(expression: Expression, scope: Scope): Json {
  switch (expression.type) {
    case 'value':
      return expression.value;
    case 'name':
      return scope.get(expression.name) ?? null;
    case 'member':
      return memberOf(evaluate(expression.of, scope), evaluate(expression.key, scope));
    case 'list':
      return expression.items.map((item) => evaluate(item, scope));
    case 'call': {
      const given = expression.with.map((one) => evaluate(one, scope));
      return FUNCTIONS[expression.name]?.give(given) ?? null;
    }
    case 'not':
      return !holds(evaluate(expression.of, scope));
    case 'minus': {
      const value = evaluate(expression.of, scope);
      return typeof value === 'number' ? -value : null;
    }
    case 'two': {
      const a = evaluate(expression.a, scope);
      if (expression.sign === 'or') return holds(a) ? a : evaluate(expression.b, scope);
      if (expression.sign === 'and') return holds(a) ? evaluate(expression.b, scope) : a;
      return joined(expression.sign, a, evaluate(expression.b, scope));
    }
  }
}

/** Whether a value counts as yes: not null, false, 0, or an empty text or list. */
export function holds(value: Json): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

function memberOf(of: Json, key: Json): Json {
  if (Array.isArray(of)) {
    if (typeof key !== 'number') return key === 'size' ? of.length : null;
    return (of.at(key) as Json | undefined) ?? null;
  }
  if (typeof of !== 'object' || of === null || typeof key !== 'string') return null;
  return Object.hasOwn(of, key) ? ((of as Readonly<Record<string, Json>>)[key] ?? null) : null;
}

function joined(sign: Exclude<Sign, 'or' | 'and'>, a: Json, b: Json): Json {
  switch (sign) {
    case '=':
      return isSame(a, b);
    case '!=':
      return !isSame(a, b);
    case 'in':
      return hasIn(b, a);
    case 'contains':
      return hasIn(a, b);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return isOrdered(sign, a, b);
    case '+':
      if (typeof a === 'string' || typeof b === 'string') return `${plain(a)}${plain(b)}`;
      return counted(a, b, (x, y) => x + y);
    case '-':
      return counted(a, b, (x, y) => x - y);
    case '*':
      return counted(a, b, (x, y) => x * y);
    case '/':
      return counted(a, b, (x, y) => (y === 0 ? null : x / y));
    case '%':
      return counted(a, b, (x, y) => (y === 0 ? null : x % y));
  }
}

const plain = (value: Json): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function counted(a: Json, b: Json, count: (x: number, y: number) => number | null): Json {
  return typeof a === 'number' && typeof b === 'number' ? count(a, b) : null;
}

const isSame = (a: Json, b: Json): boolean =>
  a === b || (typeof a === 'object' && JSON.stringify(a) === JSON.stringify(b));

/** Whether a list has a value, or a text another in it, any case. */
function hasIn(whole: Json, part: Json): boolean {
  if (Array.isArray(whole)) return whole.some((item) => isSame(item as Json, part));
  if (typeof whole !== 'string' || typeof part !== 'string') return false;
  return whole.toLowerCase().includes(part.toLowerCase());
}

/** Numbers and texts have an order; nothing is before or after what is not there. */
function isOrdered(sign: '<' | '<=' | '>' | '>=', a: Json, b: Json): boolean {
  const alike =
    (typeof a === 'number' && typeof b === 'number') ||
    (typeof a === 'string' && typeof b === 'string');
  if (!alike || a === null || b === null) return false;
  if (sign === '<') return a < b;
  if (sign === '<=') return a <= b;
  if (sign === '>') return a > b;
  return a >= b;
}
