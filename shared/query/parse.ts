import type { Group, Node, Query, QueryError, Term, Value, WildcardPart } from './ast.ts';
import { levelCodeOf } from './levels.ts';
import { regexDanger } from './regex-safety.ts';
import { parseTimeValue } from './time-value.ts';

/*
 * Written by hand although `liqe` parses the same language: its errors carry a position but not what
 * was expected, and it has no open-ended ranges, no ranges of dates, and no escapes in field names.
 */

export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: QueryError };

const EXAMPLE = 'level:error AND "connection reset"';

class Refusal extends Error {
  readonly error: QueryError;
  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** Understands a query in the language of Lucene's query_string, clauses without an operator joined by AND. */
export function parseQuery(text: string): Parsed {
  try {
    return { ok: true, query: { text, root: new Parser(text).query() } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, error: error.error };
    throw error;
  }
}

const FIELD_NAME = /^[A-Za-z_@$][\w@$.\-[\]]*$/;
const OPERATORS = new Set(['AND', 'OR', 'NOT', '&&', '||']);
/** Nested deeper than this nobody reads it, and the stack would not bear any depth. */
const DEEPEST = 100;

class Parser {
  private readonly text: string;
  private at = 0;
  private depth = 0;

  constructor(text: string) {
    this.text = text;
  }

  query(): Node | null {
    this.space();
    if (this.at >= this.text.length) return null;
    const node = this.or(null);
    this.space();
    if (this.peek() === ')') {
      this.refuse(
        'This ) has no ( before it.',
        ['an operator', 'another condition'],
        '(a OR b)',
        1,
      );
    }
    return node;
  }

  private or(field: string | null): Node {
    if (++this.depth > DEEPEST) {
      this.refuse(
        `Groups are nested more than ${DEEPEST} deep.`,
        ['fewer parentheses'],
        '(a OR b) AND c',
        1,
      );
    }
    const children = [this.and(field)];
    while (this.operator('OR') || this.operator('||')) children.push(this.and(field));
    this.depth--;
    return join('or', children);
  }

  private and(field: string | null): Node {
    const children = [this.not(field)];
    for (;;) {
      if (this.operator('AND') || this.operator('&&')) {
        children.push(this.not(field));
        continue;
      }
      this.space();
      if (this.at >= this.text.length || this.peek() === ')' || this.atOperator('OR', '||')) break;
      children.push(this.not(field));
    }
    return join('and', children);
  }

  private not(field: string | null): Node {
    this.space();
    const start = this.at;
    if (this.operator('NOT') || this.prefix('!') || this.prefix('-')) {
      const child = this.not(field);
      return { type: 'not', child, start, end: child.end };
    }
    this.prefix('+');
    return this.primary(field);
  }

  private primary(field: string | null): Node {
    this.space();
    const start = this.at;
    if (this.at >= this.text.length) {
      this.refuse(
        'The query ends where a condition should follow.',
        ['a word', 'field:value', '('],
        EXAMPLE,
        1,
      );
    }
    if (this.peek() === ')') {
      this.refuse(
        'Between ( and ) there should be a condition.',
        ['a word', 'field:value'],
        '(a OR b)',
        1,
      );
    }
    if (this.atOperator('AND', 'OR', '&&', '||')) {
      this.refuse(
        'There is no condition before this operator.',
        ['a word', 'field:value'],
        EXAMPLE,
        3,
      );
    }
    if (this.peek() === '(') return this.group(field, start);
    const name = field === null ? this.fieldName() : null;
    if (name !== null) return this.afterField(name, start);
    const value = this.value(field !== null);
    return this.term(field, value, start);
  }

  private group(field: string | null, start: number): Node {
    this.at++;
    const node = this.or(field);
    this.space();
    if (this.peek() !== ')') {
      this.at = start;
      this.refuse('This ( is never closed.', [')'], '(a OR b)', 1);
    }
    this.at++;
    return { ...node, start, end: this.at };
  }

  /** A field's name when one stands here, with its colon. */
  private fieldName(): string | null {
    let name = '';
    let i = this.at;
    for (; i < this.text.length; i++) {
      const char = this.text[i] ?? '';
      if (char === '\\') {
        name += this.text[++i] ?? '';
      } else if (char === ':') {
        break;
      } else if (/[\s()"]/.test(char)) {
        return null;
      } else {
        name += char;
      }
    }
    const escaped = this.text.slice(this.at, i).includes('\\');
    if (this.text[i] !== ':' || name === '' || !(escaped || FIELD_NAME.test(name))) return null;
    if (this.text.startsWith('//', i + 1) || this.text[i + 1] === '\\') this.refuseUnquoted();
    this.at = i + 1;
    return name;
  }

  private refuseUnquoted(): never {
    const word = /^\S+/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.refuse(
      'An address or a path has a colon, which separates a field from its value. Put it in quotes.',
      ['"quoted text"'],
      `"${word.replaceAll('"', '')}"`,
      word.length,
    );
  }

  private afterField(name: string, start: number): Node {
    const char = this.peek();
    if (char === '' || /[\s)]/.test(char)) {
      this.refuse(
        `After ${name}: there should be a value.`,
        ['a value', '"a phrase"', '[from TO to]', '*'],
        `${name}:value`,
        1,
      );
    }
    if (char === '(') {
      const groupStart = this.at;
      const node = this.group(name, groupStart);
      return { ...node, start };
    }
    if (name === '_exists_') {
      const value = this.value(true);
      const of = value.kind === 'word' || value.kind === 'phrase' ? value.text : '';
      if (of === '')
        this.refuse(
          'After _exists_: there should be the name of a field.',
          ['a field'],
          '_exists_:user',
          1,
        );
      return this.term(of, { kind: 'exists' }, start);
    }
    return this.term(name, this.value(true), start);
  }

  private term(field: string | null, value: Value, start: number): Term {
    const term: Term = { type: 'term', field, value, start, end: this.at };
    this.check(term);
    return term;
  }

  private value(ofField: boolean): Value {
    const char = this.peek();
    if (char === '"') return this.phrase();
    if (char === '/') {
      const regex = this.regex();
      if (regex !== null) return regex;
    }
    if (ofField && (char === '[' || char === '{')) return this.range();
    if (ofField && (char === '<' || char === '>')) return this.comparison();
    return this.word(ofField);
  }

  private phrase(): Value {
    const start = this.at;
    let text = '';
    for (let i = this.at + 1; i < this.text.length; i++) {
      const char = this.text[i] ?? '';
      if (char === '"') {
        this.at = i + 1;
        this.refuseSuffix();
        return { kind: 'phrase', text };
      }
      text += char === '\\' ? (this.text[++i] ?? '') : char;
    }
    this.at = start;
    this.refuse('This " is never closed.', ['"'], '"connection reset"', 1);
  }

  /** A regular expression, if the slash here has a partner that ends a word; otherwise it is a path. */
  private regex(): Value | null {
    let source = '';
    for (let i = this.at + 1; i < this.text.length; i++) {
      const char = this.text[i] ?? '';
      if (char === '\\') {
        const next = this.text[++i] ?? '';
        source += next === '/' ? '/' : `\\${next}`;
        continue;
      }
      const after = char === '/' ? /^(i?)(?=$|[\s)])/.exec(this.text.slice(i + 1)) : null;
      if (after !== null) {
        const start = this.at;
        this.at = i + 1 + after[0].length;
        this.checkRegex(source, start);
        return { kind: 'regex', source, ignoreCase: after[1] === 'i' };
      }
      source += char;
    }
    return null;
  }

  private checkRegex(source: string, start: number): void {
    const fail = (message: string): never => {
      const length = this.at - start;
      this.at = start;
      this.refuse(message, ['a regular expression'], '/bot-\\d+/', length);
    };
    try {
      new RegExp(source);
    } catch {
      fail('This is not a valid regular expression.');
    }
    const danger = regexDanger(source);
    if (danger !== null) fail(`This regular expression is refused: ${danger}.`);
  }

  private range(): Value {
    const start = this.at;
    const fromIncluded = this.peek() === '[';
    const found =
      /^[[{]\s*("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s+TO\s+("(?:[^"\\]|\\.)*"|[^\s\]}"]+)\s*([\]}])/.exec(
        this.text.slice(start),
      );
    if (found === null) {
      const length = /^[^\s\]})]*/.exec(this.text.slice(start))?.[0].length ?? 1;
      this.refuse(
        'A range needs two ends with TO between them, and a bracket at its end.',
        ['[from TO to]'],
        'status:[500 TO 599]',
        length,
      );
    }
    const [whole, from = '*', to = '*', close] = found;
    this.at += whole.length;
    return {
      kind: 'range',
      from: rangeEnd(from),
      to: rangeEnd(to),
      fromIncluded,
      toIncluded: close === ']',
    };
  }

  private comparison(): Value {
    const operator = /^[<>]=?/.exec(this.text.slice(this.at))?.[0] ?? '';
    this.at += operator.length;
    const value = this.peek() === '"' ? this.phrase() : this.word(true);
    if ((value.kind !== 'word' && value.kind !== 'phrase') || value.text === '') {
      this.refuse(
        `After ${operator} there should be a number, a time or a level.`,
        ['a number', 'a time', 'a level'],
        'status:>=500',
        1,
      );
    }
    const up = operator.startsWith('>');
    const included = operator.endsWith('=');
    return {
      kind: 'range',
      from: up ? value.text : null,
      to: up ? null : value.text,
      fromIncluded: included,
      toIncluded: included,
    };
  }

  private word(ofField: boolean): Value {
    const start = this.at;
    const parts: WildcardPart[] = [];
    let literal = '';
    const flush = (): void => {
      if (literal !== '') parts.push({ literal });
      literal = '';
    };
    for (; this.at < this.text.length; this.at++) {
      const char = this.peek();
      if (/[\s()"]/.test(char)) break;
      if (char === '\\') literal += this.text[++this.at] ?? '';
      else if (char === '*' || char === '?') {
        flush();
        parts.push({ wild: char });
      } else if (
        (char === '^' || char === '~') &&
        /^[\^~][\d.]*(?=$|[\s)])/.test(this.text.slice(this.at))
      ) {
        this.refuseSuffix();
      } else literal += char;
    }
    flush();
    if (this.at === start) {
      this.refuse('Here should be a word or a value.', ['a word', '"a phrase"'], EXAMPLE, 1);
    }
    if (parts.every((part) => 'literal' in part)) {
      return {
        kind: 'word',
        text: parts.map((part) => ('literal' in part ? part.literal : '')).join(''),
      };
    }
    const [only] = parts;
    if (
      ofField &&
      parts.length === 1 &&
      only !== undefined &&
      'wild' in only &&
      only.wild === '*'
    ) {
      return { kind: 'exists' };
    }
    return { kind: 'wildcard', parts };
  }

  private refuseSuffix(): void {
    const suffix = /^[\^~][\d.]*/.exec(this.text.slice(this.at))?.[0];
    if (suffix === undefined) return;
    this.refuse(
      `${suffix} asks for ranking or similarity, which searching logs does not have. Remove ${suffix}.`,
      ['the word without it'],
      'timeout',
      suffix.length,
    );
  }

  private check({ field, value, start, end }: Term): void {
    if (field === null) return;
    const refuseAll = (message: string, expected: string[], example: string): void => {
      this.at = start;
      this.refuse(message, expected, example, end - start);
    };
    if (field === 'level') {
      for (const word of plainValues(value)) {
        if (levelCodeOf(word) === null) {
          refuseAll(
            `There is no level "${word}".`,
            ['fatal', 'error', 'warning', 'notice', 'info', 'debug', 'trace', 'unknown'],
            'level:error',
          );
        }
      }
    }
    if (field === 'time' || field === '@timestamp') {
      for (const word of plainValues(value)) {
        if (parseTimeValue(word, 'UTC') === null) {
          refuseAll(
            `"${word}" is not a time.`,
            ['a date', 'a date and time'],
            'time:[2024-05-01 TO 2024-05-01T10:30]',
          );
        }
      }
    }
  }

  private space(): void {
    while (/\s/.test(this.peek())) this.at++;
  }

  private peek(): string {
    return this.text[this.at] ?? '';
  }

  private atOperator(...words: string[]): boolean {
    return words.some(
      (word) => this.text.startsWith(word, this.at) && this.endsAt(this.at + word.length, word),
    );
  }

  private endsAt(position: number, word: string): boolean {
    return (
      !/[A-Z]/.test(word) || position >= this.text.length || /[\s(]/.test(this.text[position] ?? '')
    );
  }

  private operator(word: string): boolean {
    const before = this.at;
    this.space();
    if (this.atOperator(word)) {
      this.at += word.length;
      return true;
    }
    this.at = before;
    return false;
  }

  private prefix(char: string): boolean {
    if (this.peek() !== char || /^$|\s/.test(this.text[this.at + 1] ?? '')) return false;
    this.at++;
    return true;
  }

  private refuse(message: string, expected: string[], example: string, length: number): never {
    throw new Refusal({ message, position: this.at, length, expected, example });
  }
}

function join(type: 'and' | 'or', children: Node[]): Node {
  const [first] = children;
  const last = children.at(-1);
  if (first === undefined || last === undefined) throw new Error('a group has a child');
  if (children.length === 1) return first;
  const group: Group = { type, children, start: first.start, end: last.end };
  return group;
}

function rangeEnd(written: string): string | null {
  if (written === '*') return null;
  if (!written.startsWith('"')) return written.replace(/\\(.)/g, '$1');
  return written.slice(1, -1).replace(/\\(.)/g, '$1');
}

function plainValues(value: Value): string[] {
  if (value.kind === 'word' || value.kind === 'phrase') return [value.text];
  if (value.kind === 'range') return [value.from, value.to].filter((end) => end !== null);
  return [];
}

/** Whether a bare word would be read as an operator, and must be quoted to be searched for. */
export function isOperatorWord(word: string): boolean {
  return OPERATORS.has(word);
}
