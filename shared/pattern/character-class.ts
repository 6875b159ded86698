import { PatternRefused } from './syntax.ts';

/** Insides of JavaScript classes for what PCRE2 names and JavaScript does not. */
const HORIZONTAL = '\\t \\u00a0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000';
const VERTICAL = '\\n\\v\\f\\r\\u0085\\u2028\\u2029';

const POSIX: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  word: '\\w',
  xdigit: 'A-Fa-f0-9',
};
const NEGATED_POSIX: Readonly<Record<string, string>> = {
  digit: '\\D',
  space: '\\S',
  word: '\\W',
};

/** What an escape means: one character by its code, or the inside of a class (negated or not). */
export type Escape =
  | { readonly code: number; readonly end: number }
  | { readonly inside: string; readonly negated: boolean; readonly end: number };

const LETTERS: Readonly<Record<string, number>> = { a: 7, e: 27, f: 12, n: 10, r: 13, t: 9 };

/**
 * Reads the escape whose backslash stands at `at`; null when it is no character.
 *
 * @throws PatternRefused
 */
export function readEscape(source: string, at: number): Escape | null {
  const letter = source[at + 1];
  if (letter === undefined) throw new PatternRefused('a backslash at the end');
  const end = at + 2;
  const code = LETTERS[letter];
  if (code !== undefined) return { code, end };
  if ('dDwWsS'.includes(letter)) return { inside: `\\${letter}`, negated: false, end };
  if ('hH'.includes(letter)) return { inside: HORIZONTAL, negated: letter === 'H', end };
  if ('vV'.includes(letter)) return { inside: VERTICAL, negated: letter === 'V', end };
  if (letter === 'N') return { inside: '\\n', negated: true, end };
  if (letter === 'p' || letter === 'P') {
    throw new PatternRefused(`\\${letter} (a Unicode property): write the characters in brackets`);
  }
  if (letter === 'c') return { code: (source.charCodeAt(end) & 31) >>> 0, end: end + 1 };
  if (/[xuo0]/.test(letter)) return numbered(source, at);
  if (!/[A-Za-z\d]/.test(letter)) return { code: source.codePointAt(at + 1) ?? 0, end };
  return null;
}

const NUMBERED: readonly (readonly [RegExp, number])[] = [
  [/^\\x\{([\dA-Fa-f]+)\}/, 16],
  [/^\\x([\dA-Fa-f]{0,2})/, 16],
  [/^\\u\{?([\dA-Fa-f]{4,6})\}?/, 16],
  [/^\\o\{([0-7]+)\}/, 8],
  [/^\\(0[0-7]{0,2})/, 8],
];

function numbered(source: string, at: number): Escape {
  const rest = source.slice(at, at + 14);
  for (const [shape, base] of NUMBERED) {
    const found = shape.exec(rest);
    if (found === null) continue;
    const code = Number.parseInt(found[1] === '' ? '0' : (found[1] ?? '0'), base);
    if (code > 0xff_ff) break;
    return { code, end: at + found[0].length };
  }
  throw new PatternRefused(`the character ${rest.slice(0, 8)}, which cannot stand in a line`);
}

/** A character as it stands outside of brackets in JavaScript. */
export function literal(code: number): string {
  const char = String.fromCharCode(code);
  if (/[\\^$.*+?()[\]{}|/]/.test(char)) return `\\${char}`;
  return printable(code, char);
}

function inClass(code: number): string {
  const char = String.fromCharCode(code);
  return /[\\\]^[-]/.test(char) ? `\\${char}` : printable(code, char);
}

function printable(code: number, char: string): string {
  if (code >= 32 && code !== 127 && (code < 0x80 || /[\p{L}\p{N}\p{P}\p{S}]/u.test(char)))
    return char;
  return `\\u${code.toString(16).padStart(4, '0')}`;
}

/** The escape as an atom outside of brackets. */
export function escapeAtom(escape: Escape): string {
  if ('code' in escape) return literal(escape.code);
  if (/^\\[dDwWsS]$/.test(escape.inside)) return escape.inside;
  return `[${escape.negated ? '^' : ''}${escape.inside}]`;
}

/**
 * Reads the class whose bracket stands at `at`, as JavaScript writes it.
 *
 * @throws PatternRefused
 */
export function readClass(source: string, at: number): { text: string; end: number } {
  let i = at + 1;
  const negated = source[i] === '^';
  if (negated) i++;
  let text = '';
  for (let first = true; first || source[i] !== ']'; first = false) {
    if (i >= source.length) throw new PatternRefused('a [ that is not closed');
    const item = readItem(source, i);
    i = item.end;
    const upper = item.code === null ? null : rangeEnd(source, i);
    if (upper === null || item.code === null) {
      text += item.text;
      continue;
    }
    if (upper.code < item.code)
      throw new PatternRefused(`the range ${item.text}-${inClass(upper.code)}`);
    text += `${item.text}-${inClass(upper.code)}`;
    i = upper.end;
  }
  return { text: `[${negated ? '^' : ''}${text}]`, end: i + 1 };
}

interface Item {
  readonly text: string;
  /** Null for a set of characters. */
  readonly code: number | null;
  readonly end: number;
}

function readItem(source: string, at: number): Item {
  const posix = /^\[:(\^?)(\w+):\]/.exec(source.slice(at, at + 14));
  if (posix !== null) return posixItem(posix[0], posix[1] === '^', posix[2] ?? '', at);
  if (/^\[[.=]/.test(source.slice(at, at + 2)))
    throw new PatternRefused('a collating element [. .]');
  if (source[at] !== '\\') {
    const code = source.charCodeAt(at);
    return { text: inClass(code), code, end: at + 1 };
  }
  if (source[at + 1] === 'b') return { text: '\\u0008', code: 8, end: at + 2 };
  const escape = readEscape(source, at);
  if (escape === null) throw new PatternRefused(`\\${source[at + 1]} inside [ ]`);
  if ('code' in escape) return { text: inClass(escape.code), code: escape.code, end: escape.end };
  if (escape.negated) throw new PatternRefused(`\\${source[at + 1]} inside [ ]`);
  return { text: escape.inside, code: null, end: escape.end };
}

function posixItem(text: string, negated: boolean, name: string, at: number): Item {
  const inside = (negated ? NEGATED_POSIX : POSIX)[name];
  if (inside === undefined) throw new PatternRefused(`the class ${text}`);
  return { text: inside, code: null, end: at + text.length };
}

function rangeEnd(source: string, at: number): { code: number; end: number } | null {
  if (source[at] !== '-' || source[at + 1] === ']' || source[at + 1] === undefined) return null;
  const { code, end } = readItem(source, at + 1);
  return code === null ? null : { code, end };
}
