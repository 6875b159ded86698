import { escapeAtom, literal, readClass, readEscape } from './character-class.ts';
import { PatternRefused, rewrite, type Pattern } from './syntax.ts';

/** Options that PCRE2 sets inside an expression. */
interface Flags {
  readonly ignoreCase: boolean;
  readonly extended: boolean;
}

/** Longer ones than any that people write. */
const LONGEST = 20_000;

/**
 * Takes a regular expression apart that is written for PCRE2 or for JavaScript.
 *
 * @throws PatternRefused naming the construct that cannot be read, or what is not well formed
 */
export function parsePattern(source: string): Pattern {
  if (source.length > LONGEST) throw new PatternRefused('more than 20,000 characters');
  const parser = new PatternParser(source);
  return parser.all();
}

class PatternParser {
  private readonly source: string;
  private at = 0;
  private flags: Flags = { ignoreCase: false, extended: false };

  constructor(source: string) {
    this.source = source;
  }

  all(): Pattern {
    this.refuseVerb();
    const pattern = this.choice();
    if (this.at < this.source.length) throw new PatternRefused('a ) without its (');
    return pattern;
  }

  /** Alternatives up to the closing parenthesis or the end. Options set inside end with it. */
  private choice(): Pattern {
    const { flags } = this;
    const options = [this.sequence()];
    while (this.peek() === '|') {
      this.at++;
      options.push(this.sequence());
    }
    this.flags = flags;
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  private sequence(): Pattern {
    const items: Pattern[] = [];
    for (
      let next = this.peek();
      next !== undefined && next !== '|' && next !== ')';
      next = this.peek()
    ) {
      const atom = this.atom(next);
      if (atom === null) continue;
      items.push(this.quantified(atom));
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
  }

  /** The next character that means something, past the layout that `(?x)` allows. */
  private peek(): string | undefined {
    for (;;) {
      const char = this.source[this.at];
      if (this.flags.extended && char !== undefined && /\s/.test(char)) this.at++;
      else if (this.flags.extended && char === '#') this.skipTo('\n');
      else if (this.source.startsWith('(?#', this.at)) this.skipTo(')');
      else return char;
    }
  }

  private skipTo(mark: string): void {
    const end = this.source.indexOf(mark, this.at);
    this.at = end < 0 ? this.source.length : end + 1;
  }

  private atom(next: string): Pattern | null {
    const { source } = this;
    switch (next) {
      case '(':
        return this.parenthesis();
      case '[': {
        const { text, end } = readClass(source, this.at);
        this.at = end;
        return this.chars(text);
      }
      case '.':
        this.at++;
        return this.chars('.');
      case '^':
      case '$':
        this.at++;
        return { kind: 'assert', text: next };
      case '\\':
        return this.escaped();
      case '*':
      case '+':
      case '?':
        throw new PatternRefused(`a ${next} with nothing to repeat before it`);
      default:
        this.at++;
        return this.chars(literal(next.charCodeAt(0)));
    }
  }

  private chars(text: string): Pattern {
    return {
      kind: 'chars',
      text,
      ignoreCase: this.flags.ignoreCase && /[A-Za-z\u0080-\uffff]/.test(text),
    };
  }

  private escaped(): Pattern | null {
    const { source, at } = this;
    const letter = source[at + 1] ?? '';
    this.at = at + 2;
    if (letter === 'b' || letter === 'B') return { kind: 'assert', text: `\\${letter}` };
    if (letter === 'A') return { kind: 'assert', text: '^' };
    if (letter === 'z' || letter === 'Z') return { kind: 'assert', text: '$' };
    if (letter === 'R') return this.chars('[\\n\\v\\f\\r\\u0085\\u2028\\u2029]');
    if (letter === 'E') return null;
    if (letter === 'Q') return this.quoted();
    if (/[1-9gk]/.test(letter))
      throw new PatternRefused(`\\${letter} (a reference back to a group)`);
    const escape = readEscape(source, at);
    if (escape === null) throw new PatternRefused(`\\${letter}`);
    this.at = escape.end;
    return this.chars(escapeAtom(escape));
  }

  private quoted(): Pattern {
    const end = this.source.indexOf('\\E', this.at);
    const text = this.source.slice(this.at, end < 0 ? undefined : end);
    this.at = end < 0 ? this.source.length : end + 2;
    const items = text.split('').map((char) => this.chars(literal(char.charCodeAt(0))));
    return { kind: 'sequence', items };
  }

  private parenthesis(): Pattern | null {
    this.refuseVerb();
    const rest = this.source.slice(this.at, this.at + 80);
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null) return this.group(named[0], named[1] ?? named[2] ?? null);
    const plain = /^\((?:\?:)?(?!\?)/.exec(rest);
    if (plain !== null) return this.group(plain[0], null);
    const look = /^\(\?(<?)([=!])/.exec(rest);
    if (look !== null) {
      const body = this.inside(look[0]);
      if (look[1] === '<') refuseAtomic(body);
      return { kind: 'look', behind: look[1] === '<', not: look[2] === '!', body };
    }
    if (rest.startsWith('(?>')) return { kind: 'atomic', body: this.inside('(?>') };
    return this.options(rest);
  }

  private group(opening: string, name: string | null): Pattern {
    return { kind: 'group', name, body: this.inside(opening) };
  }

  private inside(opening: string): Pattern {
    this.at += opening.length;
    const body = this.choice();
    if (this.source[this.at] !== ')') throw new PatternRefused('a ( that is not closed');
    this.at++;
    return body;
  }

  /** `(?i)`, for the rest of the group around it, and `(?i:…)`. */
  private options(rest: string): Pattern | null {
    const construct = CONSTRUCTS.find(([shape]) => shape.test(rest))?.[1];
    const found = /^\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/.exec(rest);
    if (construct !== undefined || found === null) {
      throw new PatternRefused(construct ?? rest.slice(0, 4));
    }
    const [whole, on = '', off = '', end] = found;
    const unknown = /[^imsxn]/.exec(on + off)?.[0];
    if (unknown !== undefined) throw new PatternRefused(`the option (?${unknown})`);
    const { flags } = this;
    const changed = {
      ignoreCase: (flags.ignoreCase || on.includes('i')) && !off.includes('i'),
      extended: (flags.extended || on.includes('x')) && !off.includes('x'),
    };
    // A line has no line breaks, so `m` and `s` change nothing; nor does `n`, as only names count.
    this.flags = changed;
    if (end === ')') {
      this.at += whole.length;
      return null;
    }
    const body = this.inside(whole);
    this.flags = flags;
    return { kind: 'group', name: null, body };
  }

  private refuseVerb(): void {
    const verb = /^\(\*[\w:=,-]*\)?/.exec(this.source.slice(this.at, this.at + 40))?.[0];
    if (verb !== undefined) throw new PatternRefused(`the verb ${verb}`);
  }

  private quantified(atom: Pattern): Pattern {
    this.peek();
    const found = /^(?:([*+?])|\{(\d*)(,?)(\d*)\})([?+]?)/.exec(
      this.source.slice(this.at, this.at + 24),
    );
    if (found === null) return atom;
    const [whole, sign, from = '', comma, to = '', mode] = found;
    if (sign === undefined && from === '' && (comma === '' || to === '')) return atom;
    this.at += whole.length;
    const { min, max } = bounds(sign, from, comma === ',', to);
    if (max < min)
      throw new PatternRefused(`the repetition ${whole}, whose bounds are the wrong way round`);
    if (atom.kind === 'assert') return atom;
    const body: Pattern = { kind: 'repeat', body: atom, min, max, lazy: mode === '?' };
    return this.quantified(mode === '+' ? { kind: 'atomic', body } : body);
  }
}

/** Read from right to left, as a look-behind is, JavaScript has nothing like it. */
function refuseAtomic(body: Pattern): void {
  rewrite(body, (node) => {
    if (node.kind === 'atomic') throw new PatternRefused('an atomic group inside a look-behind');
    return node;
  });
}

const SIGNS: Readonly<Record<string, { min: number; max: number }>> = {
  '*': { min: 0, max: Number.POSITIVE_INFINITY },
  '+': { min: 1, max: Number.POSITIVE_INFINITY },
  '?': { min: 0, max: 1 },
};

function bounds(sign: string | undefined, from: string, comma: boolean, to: string) {
  const known = sign === undefined ? undefined : SIGNS[sign];
  if (known !== undefined) return known;
  const min = from === '' ? 0 : Number(from);
  if (!comma) return { min, max: min };
  return { min, max: to === '' ? Number.POSITIVE_INFINITY : Number(to) };
}

const CONSTRUCTS: readonly (readonly [RegExp, string])[] = [
  [/^\(\?\|/, '(?| (groups that share their numbers)'],
  [/^\(\?\(/, '(?( (a condition)'],
  [/^\(\?(?:R|[+-]?\d|&|P>)/, '(?R) or (?1) (recursion)'],
  [/^\(\?P=/, '(?P=name) (a reference back to a group)'],
  [/^\(\?C/, '(?C) (a callout)'],
];
