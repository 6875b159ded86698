import { growth } from './ambiguity.ts';
import { parsePattern } from './parse-pattern.ts';
import { ATOMIC, printScript } from './print-pattern.ts';
import { compileProgram, type Program } from './program.ts';
import { isAnchored, type Pattern } from './syntax.ts';
import { walkProgram } from './walk-program.ts';

/** What of a RegExp the readers use. */
export interface Matcher {
  lastIndex: number;
  exec(text: string): RegExpExecArray | null;
}

/** Steps that a backtracking engine may take in a line: about a tenth of a second. */
const MOST_STEPS = 5e7;

/** A pattern that starts anywhere is one that skips what it must. */
const SKIP: Pattern = {
  kind: 'repeat',
  body: { kind: 'chars', text: '.', ignoreCase: false },
  min: 0,
  max: Number.POSITIVE_INFINITY,
  lazy: true,
};

/** A pattern made to match from the start of a line. */
export function anchored(pattern: Pattern): Pattern {
  if (isAnchored(pattern)) return pattern;
  if (pattern.kind === 'sequence') return { ...pattern, items: [SKIP, ...pattern.items] };
  return { kind: 'sequence', items: [SKIP, { kind: 'group', name: null, body: pattern }] };
}

/**
 * Makes somebody's own pattern safe to run on any line: where its time is shown to stay small, by
 * V8; otherwise for short lines by V8 and for long ones by a walk whose time grows with the length
 * alone. It matches from the start of the text; `anchored` makes one that need not.
 *
 * @throws PatternRefused, SyntaxError
 */
export function boundedPattern(pattern: Pattern): Matcher {
  const script = printScript(pattern);
  const expression = script.includes(`<${ATOMIC}`)
    ? new NamedMatcher(script)
    : new RegExp(script, 'sy');
  const longest = longestSafe(growth(pattern));
  return longest === Number.POSITIVE_INFINITY
    ? expression
    : new BoundedMatcher(expression, compileProgram(pattern), longest);
}

/** Whether a text holds somebody's own pattern anywhere. */
export function boundedTest(source: string): (text: string) => boolean {
  const matcher = boundedPattern(anchored(parsePattern(source)));
  return (text) => {
    matcher.lastIndex = 0;
    return matcher.exec(text) !== null;
  };
}

/**
 * Length of text up to which a backtracking engine stays within `MOST_STEPS`.
 * @param from degree that is counted; below it texts are taken to be short enough
 */
export function longestSafe(degree: number, from = 3): number {
  if (degree < from) return Number.POSITIVE_INFINITY;
  if (!Number.isFinite(degree)) return 20;
  // So many ways are there to place the ends of that many loops in a line.
  let ways = MOST_STEPS;
  for (let loop = 2; loop <= degree; loop++) ways *= loop;
  return Math.floor(ways ** (1 / degree));
}

/** An expression with groups of our making, which must not count. */
class NamedMatcher implements Matcher {
  lastIndex = 0;
  private readonly expression: RegExp;
  private readonly kept: readonly number[];

  constructor(script: string) {
    this.expression = new RegExp(script, 'sy');
    const names = [...script.matchAll(/\(\?<([A-Za-z_]\w*)>/g)].map((match) => match[1] ?? '');
    this.kept = names.flatMap((name, index) => (name.startsWith(ATOMIC) ? [] : [index + 1]));
  }

  exec(text: string): RegExpExecArray | null {
    this.expression.lastIndex = 0;
    const found = this.expression.exec(text);
    this.lastIndex = this.expression.lastIndex;
    if (found === null) return null;
    const own: (string | undefined)[] = [found[0], ...this.kept.map((index) => found[index])];
    return Object.assign(own, { index: 0, input: text, groups: found.groups }) as RegExpExecArray;
  }
}

class BoundedMatcher implements Matcher {
  lastIndex = 0;
  private readonly expression: Matcher;
  private readonly program: Program;
  private readonly longest: number;

  constructor(expression: Matcher, program: Program, longest: number) {
    this.expression = expression;
    this.program = program;
    this.longest = longest;
  }

  exec(text: string): RegExpExecArray | null {
    if (text.length > this.longest) return this.walk(text);
    this.expression.lastIndex = 0;
    const found = this.expression.exec(text);
    this.lastIndex = this.expression.lastIndex;
    return found;
  }

  private walk(text: string): RegExpExecArray | null {
    const walked = walkProgram(this.program, text, 0);
    if (walked === null) return null;
    this.lastIndex = walked.end;
    const groups: Record<string, string | undefined> = {};
    const values = this.program.names.map((name, index) => {
      const start = walked.slots[index * 2] ?? -1;
      const end = walked.slots[index * 2 + 1] ?? -1;
      groups[name] = start < 0 || end < start ? undefined : text.slice(start, end);
      return groups[name];
    });
    const found: (string | undefined)[] = [text.slice(0, walked.end), ...values];
    return Object.assign(found, { index: 0, input: text, groups }) as RegExpExecArray;
  }
}
