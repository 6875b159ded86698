import { boundedSearch } from './bounded-search.ts';
import { printScript } from './print-pattern.ts';
import { readAlike } from './read-alike.ts';
import { EMPTY, rewrite, type Pattern } from './syntax.ts';

/** A search of the text of many records for those in whose messages an expression may find something. */
export interface LineSearch {
  /**
   * With the flag `g`. Finds something in every message of one line in which the original does, when behind the message
   * stands a quotation mark, a line end or the end of the text. Never runs on from line to line.
   */
  readonly expression: RegExp;
  /** The same, taken apart. */
  readonly pattern: Pattern;
  /** Characters that a record may have: in longer ones it could take long. */
  readonly longest: number;
  /** What it finds inside a message is found by the original. */
  readonly proves: boolean;
  /** It may miss what is in a message of several lines. */
  readonly oneLine: boolean;
}

/**
 * Makes such a search of an expression with JavaScript's flags `i`, `m` and `s`. What depends on where a message begins
 * or on what stands beside a match is left out: what is left finds as much or more. Null: the expression is none of
 * which that is known.
 */
export function lineSearch(source: string, flags: string): LineSearch | null {
  const original = readAlike(source);
  if (original === null) return null;
  let proves = true;
  let oneLine = false;
  const loosen = (node: Pattern): Pattern => {
    if (node.kind === 'assert' || node.kind === 'look') {
      proves = false;
      return node.kind === 'assert' && node.text === '$' ? AT_END : EMPTY;
    }
    if (node.kind !== 'chars' || !endsLines(node.text, flags)) return node;
    proves = false;
    oneLine = true;
    return { ...node, text: withinLine(node.text) };
  };
  const pattern = rewrite(original, loosen);
  const { longest } = boundedSearch(printScript(rewrite(original, withoutPlace)), flags);
  const ignoreCase = flags.includes('i');
  const expression = new RegExp(printScript(pattern), ignoreCase ? 'gi' : 'g');
  return {
    expression,
    pattern: ignoreCase ? rewrite(pattern, withoutCase) : pattern,
    longest,
    proves,
    oneLine,
  };
}

function withoutCase(node: Pattern): Pattern {
  return node.kind === 'chars' ? { ...node, ignoreCase: true } : node;
}

/** The end of a message, or what stands behind it. */
const AT_END: Pattern = {
  kind: 'look',
  behind: false,
  not: false,
  body: {
    kind: 'choice',
    options: [
      { kind: 'chars', text: '["\\r\\n]', ignoreCase: false },
      { kind: 'assert', text: '$' },
    ],
  },
};

function withoutPlace(node: Pattern): Pattern {
  return node.kind === 'assert' || node.kind === 'look' ? EMPTY : node;
}

function endsLines(chars: string, flags: string): boolean {
  return new RegExp(chars, flags.includes('s') ? 's' : '').test('\n');
}

/** The same characters but for the line end. */
function withinLine(chars: string): string {
  if (chars === '.') return '[^\\n]';
  if (chars.startsWith('[^')) return `[^\\n${chars.slice(2)}`;
  return /^\\[sDW]$/.test(chars)
    ? `[^\\n${chars === '\\s' ? '\\S' : chars.toLowerCase()}]`
    : `(?:(?!\\n)${chars})`;
}
