import { growth } from './ambiguity.ts';
import { anchored, longestSafe } from './bounded-pattern.ts';
import { parsePattern } from './parse-pattern.ts';
import { compileProgram } from './program.ts';
import { rewrite, type Pattern } from './syntax.ts';
import { walkProgram } from './walk-program.ts';

/** A search for an expression anywhere in a text, whose time stays small whatever the text is. */
export interface BoundedSearch {
  /** Characters up to which V8's own engine may search a text (or each line of one, where no match runs on). */
  readonly longest: number;
  test(text: string): boolean;
}

/** What `.` stands for without the flag `s`. */
export const IN_LINE = '[^\\n\\r\\u2028\\u2029]';

/**
 * Makes a search of an expression with JavaScript's flags (`i`, `m`, `s`): in short texts by V8, in those where
 * backtracking could take long by a walk whose time grows with the length alone.
 *
 * @throws PatternRefused, SyntaxError
 */
export function boundedSearch(source: string, flags: string): BoundedSearch {
  const expression = new RegExp(source, flags);
  const parsed = parsePattern(flags.includes('i') ? `(?i)${source}` : source);
  const pattern = anchored(flags.includes('s') ? parsed : rewrite(parsed, inLine));
  const longest = longestSafe(growth(pattern), 2);
  const program = longest === Number.POSITIVE_INFINITY ? null : compileProgram(pattern);
  const walk = (text: string): boolean =>
    program !== null && walkProgram(program, text, 0) !== null;
  return {
    longest,
    test(text) {
      if (text.length <= longest) return expression.test(text);
      if (walk(text)) return true;
      return flags.includes('m') && text.split(/\r?\n/).some((line) => walk(line));
    },
  };
}

function inLine(node: Pattern): Pattern {
  return node.kind === 'chars' && node.text === '.' ? { ...node, text: IN_LINE } : node;
}
