import type { Group, Node, Query, QueryError, Term, Value } from './ast.ts';
import { checkTerm } from './check-term.ts';
import { Cursor, EXAMPLE, Refusal } from './cursor.ts';
import { readValue } from './read-value.ts';

/*
 * Written by hand although `liqe` parses the same language: its errors carry a position but not what
 * was expected, and it has no open-ended ranges, no ranges of dates, and no escapes in field names.
 */

export type Parsed =
  | { readonly ok: true; readonly query: Query }
  | { readonly ok: false; readonly error: QueryError };

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

/** Fields whose values must be of a kind. */
const EXAMPLE_OF: Readonly<Partial<Record<string, string>>> = {
  level: 'level:error',
  time: 'time:2024-05-01',
  '@timestamp': '@timestamp:2024-05-01',
};

/** What every record has; it exists when it says something. */
const ALWAYS_THERE = new Set([
  'message',
  'level',
  'time',
  '@timestamp',
  'source',
  'template',
  'issue',
  '*',
]);

class Parser {
  private readonly cursor: Cursor;
  private depth = 0;

  constructor(text: string) {
    this.cursor = new Cursor(text);
  }

  query(): Node | null {
    this.cursor.space();
    if (this.cursor.at >= this.cursor.text.length) return null;
    const node = this.or(null);
    this.cursor.space();
    if (this.cursor.peek() === ')') {
      this.cursor.refuse(
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
      this.cursor.refuse(
        `Groups are nested more than ${DEEPEST} deep.`,
        ['fewer parentheses'],
        '(a OR b) AND c',
        1,
      );
    }
    const children = [this.and(field)];
    while (this.cursor.operator('OR') || this.cursor.operator('||')) children.push(this.and(field));
    this.depth--;
    return join('or', children);
  }

  private and(field: string | null): Node {
    const children = [this.not(field)];
    for (;;) {
      if (this.cursor.operator('AND') || this.cursor.operator('&&')) {
        children.push(this.not(field));
        continue;
      }
      this.cursor.space();
      if (
        this.cursor.at >= this.cursor.text.length ||
        this.cursor.peek() === ')' ||
        this.cursor.atOperator('OR', '||')
      )
        break;
      children.push(this.not(field));
    }
    return join('and', children);
  }

  private not(field: string | null): Node {
    this.cursor.space();
    const start = this.cursor.at;
    if (this.cursor.operator('NOT') || this.cursor.prefix('!') || this.cursor.prefix('-')) {
      const child = this.not(field);
      return { type: 'not', child, start, end: child.end };
    }
    this.cursor.prefix('+');
    return this.primary(field);
  }

  private primary(field: string | null): Node {
    this.cursor.space();
    const start = this.cursor.at;
    if (this.cursor.at >= this.cursor.text.length) {
      this.cursor.refuse(
        'The query ends where a condition should follow.',
        ['a word', 'field:value', '('],
        EXAMPLE,
        1,
      );
    }
    if (this.cursor.peek() === ')') {
      this.cursor.refuse(
        'Between ( and ) there should be a condition.',
        ['a word', 'field:value'],
        '(a OR b)',
        1,
      );
    }
    if (this.cursor.atOperator('AND', 'OR', '&&', '||')) {
      this.cursor.refuse(
        'There is no condition before this operator.',
        ['a word', 'field:value'],
        EXAMPLE,
        3,
      );
    }
    if (this.cursor.peek() === '(') return this.group(field, start);
    const name = field === null ? this.fieldName() : null;
    if (name !== null) return this.afterField(name, start);
    const value = readValue(this.cursor, field !== null);
    return this.term(field, value, start);
  }

  private group(field: string | null, start: number): Node {
    this.cursor.at++;
    const node = this.or(field);
    this.cursor.space();
    if (this.cursor.peek() !== ')') {
      this.cursor.at = start;
      this.cursor.refuse('This ( is never closed.', [')'], '(a OR b)', 1);
    }
    this.cursor.at++;
    return { ...node, start, end: this.cursor.at };
  }

  /** A field's name when one stands here, with its colon. */
  private fieldName(): string | null {
    // An expression, which may hold colons; a name that begins so is escaped.
    if (this.cursor.peek() === '/') return null;
    let name = '';
    let i = this.cursor.at;
    for (; i < this.cursor.text.length; i++) {
      const char = this.cursor.text[i] ?? '';
      if (char === '\\') {
        name += this.cursor.text[++i] ?? '';
      } else if (char === ':') {
        break;
      } else if (/[\s()"]/.test(char)) {
        return null;
      } else {
        name += char;
      }
    }
    const escaped = this.cursor.text.slice(this.cursor.at, i).includes('\\');
    if (
      this.cursor.text[i] !== ':' ||
      name === '' ||
      !(escaped || name === '*' || FIELD_NAME.test(name))
    )
      return null;
    const isDrive = /^[A-Za-z]$/.test(name) && /^\\\w/.test(this.cursor.text.slice(i + 1, i + 3));
    if (this.cursor.text.startsWith('//', i + 1) || isDrive) this.refuseUnquoted();
    this.cursor.at = i + 1;
    return name;
  }

  private refuseUnquoted(): never {
    const word = /^\S+/.exec(this.cursor.text.slice(this.cursor.at))?.[0] ?? '';
    this.cursor.refuse(
      'An address or a path has a colon, which separates a field from its value. Put it in quotes.',
      ['"quoted text"'],
      `"${word.replaceAll('"', '')}"`,
      word.length,
    );
  }

  private afterField(name: string, start: number): Node {
    const char = this.cursor.peek();
    if (char === '' || /[\s)]/.test(char)) {
      this.cursor.refuse(
        `After ${name}: there should be a value.`,
        ['a value', '"a phrase"', '[from TO to]', '*'],
        EXAMPLE_OF[name] ?? `${name}:value`,
        1,
      );
    }
    if (char === '(') {
      const groupStart = this.cursor.at;
      const node = this.group(name, groupStart);
      return { ...node, start };
    }
    if (name === '_exists_') {
      const value = readValue(this.cursor, true);
      const of = value.kind === 'word' || value.kind === 'phrase' ? value.text : '';
      if (of === '')
        this.cursor.refuse(
          'After _exists_: there should be the name of a field.',
          ['a field'],
          '_exists_:user',
          1,
        );
      return this.term(of, { kind: ALWAYS_THERE.has(of) ? 'exists' : 'present' }, start);
    }
    return this.term(name, readValue(this.cursor, true), start);
  }

  private term(field: string | null, value: Value, start: number): Term {
    const term: Term = { type: 'term', field, value, start, end: this.cursor.at };
    checkTerm(this.cursor, term);
    return term;
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

/** Whether a field can be named so without an escape. */
export function isFieldName(name: string): boolean {
  return FIELD_NAME.test(name);
}

/** Whether a bare word would be read as an operator, and must be quoted to be searched for. */
export function isOperatorWord(word: string): boolean {
  return OPERATORS.has(word);
}
