import { RuleRefusal } from './rule.ts';

/** A condition on search identifiers, patterns resolved. */
export type Condition =
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'not'; readonly child: Condition }
  | { readonly type: 'and' | 'or'; readonly children: readonly Condition[] };

/** What the deprecated `| count(field) by group > 5` asks for. */
export interface Aggregation {
  readonly field: string | null;
  readonly groupBy: readonly string[];
  readonly compare: 'gt' | 'gte' | 'lt' | 'lte' | 'eq';
  readonly value: number;
}

export interface ParsedCondition {
  readonly condition: Condition;
  readonly aggregation: Aggregation | null;
}

const DEEPEST = 50;
const COMPARE = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte', '=': 'eq', '==': 'eq' } as const;

/**
 * Reads a condition (rules specification, "Condition"). `names`: the search identifiers there are. Throws a
 * RuleRefusal that names what is not understood.
 */
export function parseCondition(
  text: string,
  names: readonly string[],
  line: number | null,
): ParsedCondition {
  const bar = text.indexOf('|');
  const before = bar < 0 ? text : text.slice(0, bar);
  const condition = new Parser(before, names, line).whole();
  return { condition, aggregation: bar < 0 ? null : aggregationOf(text.slice(bar + 1), line) };
}

function aggregationOf(text: string, line: number | null): Aggregation {
  const found =
    /^\s*count\s*\(\s*([^()]*?)\s*\)\s*(?:by\s+([\w.\-, ]+?)\s*)?(>=|<=|==|=|>|<)\s*(\d+)\s*$/i.exec(
      text,
    );
  if (found === null) {
    const what = /^\s*([\w]+)/.exec(text)?.[1] ?? text.trim();
    throw new RuleRefusal(
      `The condition ends in "| ${what} …", the old form of correlations that Sigma gave up; of it only "count" is read. Write a correlation rule.`,
      line,
    );
  }
  const [, field = '', by = '', operator = '>', value] = found;
  return {
    field: field === '' ? null : field,
    groupBy: by.split(/[,\s]+/).filter((name) => name !== ''),
    compare: COMPARE[operator as keyof typeof COMPARE],
    value: Number(value),
  };
}

class Parser {
  private readonly words: readonly string[];
  private readonly names: readonly string[];
  private readonly line: number | null;
  private at = 0;
  private depth = 0;

  constructor(text: string, names: readonly string[], line: number | null) {
    this.words = text.match(/[()]|[^\s()]+/g) ?? [];
    this.names = names;
    this.line = line;
  }

  whole(): Condition {
    if (this.words.length === 0) this.refuse('The condition is empty.');
    const condition = this.or();
    if (this.at < this.words.length) {
      this.refuse(`In the condition "${this.words[this.at]}" stands where "and" or "or" should.`);
    }
    return condition;
  }

  private or(): Condition {
    if (++this.depth > DEEPEST) this.refuse('The condition is nested too deeply.');
    const children = [this.and()];
    while (this.take('or')) children.push(this.and());
    this.depth--;
    return join('or', children);
  }

  private and(): Condition {
    const children = [this.not()];
    while (this.take('and')) children.push(this.not());
    return join('and', children);
  }

  private not(): Condition {
    let negated = false;
    while (this.take('not')) negated = !negated;
    const child = this.primary();
    return negated ? { type: 'not', child } : child;
  }

  private primary(): Condition {
    const word = this.words[this.at++];
    if (word === undefined) this.refuse('The condition ends where a name should follow.');
    if (word === '(') {
      const inner = this.or();
      if (!this.take(')')) this.refuse('In the condition a "(" is never closed.');
      return inner;
    }
    if (this.words[this.at]?.toLowerCase() === 'of') {
      this.at++;
      return this.quantified(word.toLowerCase());
    }
    if (!this.names.includes(word)) {
      this.refuse(`The condition names "${word}", which the detection does not have.`);
    }
    return { type: 'name', name: word };
  }

  /** `1 of selection*`, `all of them`. */
  private quantified(quantifier: string): Condition {
    if (!['1', 'any', 'all'].includes(quantifier)) {
      this.refuse(`"${quantifier} of" is not supported: Sigma has "1 of" and "all of".`);
    }
    const pattern = this.words[this.at++];
    if (pattern === undefined || pattern === '(' || pattern === ')') {
      this.refuse(`After "${quantifier} of" there should be "them" or a name with *.`);
    }
    const expression = new RegExp(
      `^${pattern.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll(/\*+/g, '.*')}$`,
    );
    const matches =
      pattern.toLowerCase() === 'them'
        ? this.names.filter((name) => !name.startsWith('_'))
        : this.names.filter(
            (name) => (!name.startsWith('_') || pattern.startsWith('_')) && expression.test(name),
          );
    if (matches.length === 0) {
      this.refuse(`"${quantifier} of ${pattern}": no part of the detection has such a name.`);
    }
    const children = matches.map((name): Condition => ({ type: 'name', name }));
    return join(quantifier === 'all' ? 'and' : 'or', children);
  }

  private take(word: string): boolean {
    if (this.words[this.at]?.toLowerCase() !== word) return false;
    this.at++;
    return true;
  }

  private refuse(message: string): never {
    throw new RuleRefusal(message, this.line);
  }
}

function join(type: 'and' | 'or', children: Condition[]): Condition {
  const [only] = children;
  return children.length === 1 && only !== undefined ? only : { type, children };
}
