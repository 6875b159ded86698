import { ViewBuilder, type TextView } from './text-view.ts';

/**
 * What stands for another character, or for none: percent bytes in a row, escapes of strings, of HTML and of mail (quoted
 * printable, RFC 2045 and 2047), signs written so that nobody clicks on them (`[.]`), and what terminals and
 * highlighting put between letters.
 */
const ESCAPES = new RegExp(
  [
    String.raw`(?:%[\dA-Fa-f]{2})+|%u[\dA-Fa-f]{4}`,
    String.raw`\\u[\dA-Fa-f]{4}|\\u\{[\dA-Fa-f]{1,6}\}|\\U[\dA-Fa-f]{8}|\\x[\dA-Fa-f]{2}|\\[0-3][0-7]{2}|\\["\\/bfnrt]`,
    String.raw`&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|amp|lt|gt|quot|apos|commat|period|colon);|&#\d{2,3}(?![\d;])`,
    String.raw`=\?[\w-]{2,30}\?[Qq]\?[!->@-~]{1,200}\?=`,
    String.raw`(?:=[2-7][\dA-F]){3,}|(?<=[\w.+-])=40(?=[A-Za-z])|(?<=[A-Z\d])=20(?=\d)|=(?:\\r)?\\n`,
    String.raw`[[(](?:[.@:]|dot|at)[\])]| [[(](?:dot|at)[\])] `,
    String.raw`(?:\u001b|#033)\[[\d;?]{0,20}[A-Za-z]|\u0000`,
    String.raw`<\/?(?:wbr|b|i|em|strong|mark|u|span)>`,
    String.raw`(?<=\d{4})\+(?=\d)`,
  ].join('|'),
  'g',
);

const SIMPLE: Readonly<Record<string, string>> = {
  '\\n': '\n',
  '\\r': '\r',
  '\\t': '\t',
  '\\b': ' ',
  '\\f': ' ',
};
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  commat: '@',
  period: '.',
  colon: ':',
};

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * A view of a text with one layer of escapes taken off: percent encoding (RFC 3986), string escapes of JSON
 * (RFC 8259) and JavaScript, character references of HTML. Null: it has none.
 */
export function withoutEscapes(view: TextView): TextView | null {
  if (!hidden().test(view.text)) return null;
  const builder = new ViewBuilder(view);
  let replaced = false;
  for (const match of view.text.matchAll(ESCAPES)) {
    const [escape] = match;
    if (escape.startsWith('%') && escape[1] !== 'u') {
      replaced = percentBytes(builder, match.index, escape) || replaced;
      continue;
    }
    const meant = meaningOf(escape);
    if (meant === null) continue;
    if (!builder.replace(match.index, match.index + escape.length, meant)) return null;
    replaced = true;
  }
  return replaced ? builder.done() : null;
}

function percentBytes(builder: ViewBuilder, index: number, escape: string): boolean {
  const bytes = Buffer.from(escape.replaceAll('%', ''), 'hex');
  let done = false;
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const size = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    const character = decoder.decode(bytes.subarray(at, at + size));
    done =
      builder.replace(index + at * 3, index + Math.min(at + size, bytes.length) * 3, character) ||
      done;
    at += size;
  }
  return done;
}

/** A look for whether anything in a text may stand for something else; one for a use, as it keeps its place. */
export const hidden = (): RegExp => new RegExp(HIDDEN, 'gu');

const HIDDEN = [
  String.raw`[%&\\\u0000\u001b\u0080-\u{10ffff}]`,
  String.raw`=[2-7][\dA-F](?:=|(?<==20)\d|(?<==40)[A-Za-z])|=\?[\w-]{2,30}\?[Qq]\?`,
  String.raw`[\[(](?:[.@:]|dot|at)[\])]`,
  String.raw`#033\[`,
  String.raw`<\/?(?:wbr|b|i|em|strong|mark|u|span)>`,
  String.raw`\d{4}\+\d{4}\+`,
].join('|');

const SIGNS: Readonly<Record<string, string>> = { at: '@', dot: '.' };

function meaningOf(escape: string): string | null {
  const [first = ''] = escape;
  if (first === '\u0000' || first === '\u001b' || first === '#' || first === '<') return '';
  if (first === '+') return ' ';
  if (first === '=') return mailText(escape);
  if (first === '[' || first === '(' || first === ' ') {
    const sign = escape.trim().slice(1, -1);
    return SIGNS[sign] ?? sign;
  }
  if (/^(?:\\[uUx]|%u)/.test(escape)) return characterOf(escape.slice(2).replace(/[{}]/g, ''), 16);
  if (/^\\[0-3][0-7]{2}$/.test(escape)) return characterOf(escape.slice(1), 8);
  if (escape.startsWith('\\')) return SIMPLE[escape] ?? escape.slice(1);
  if (!escape.endsWith(';')) return characterOf(escape.slice(2), 10);
  const name = escape.slice(1, -1);
  if (!name.startsWith('#')) return NAMED[name] ?? null;
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

function characterOf(digits: string, base: number): string | null {
  const code = Number.parseInt(digits, base);
  return code >= 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
}

/** What quoted printable says, by itself or in an encoded word; a line that goes on is nothing. */
function mailText(escape: string): string {
  if (escape.includes('\\')) return '';
  const word = /^=\?[\w-]+\?[Qq]\?(.*)\?=$/.exec(escape)?.[1];
  const text = word === undefined ? escape : word.replaceAll('_', ' ');
  return text.replaceAll(/(?:=[\dA-Fa-f]{2})+/g, (run) =>
    Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
  );
}

/** Invisible characters that split a word for a program and not for a reader. */
const INVISIBLE = /^\p{Default_Ignorable_Code_Point}+$/u;

/** Letters of other scripts that look like Latin ones (Unicode TR 39, the confusables that words are faked with). */
const LOOKS_LIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    а: 'a',
    е: 'e',
    о: 'o',
    р: 'p',
    с: 'c',
    у: 'y',
    х: 'x',
    і: 'i',
    ј: 'j',
    ѕ: 's',
    ԁ: 'd',
    һ: 'h',
    ӏ: 'l',
    к: 'k',
    м: 'm',
    т: 't',
    в: 'b',
    н: 'h',
    ԛ: 'q',
    ԝ: 'w',
    ɡ: 'g',
    ո: 'n',
    ս: 'u',
    օ: 'o',
    ա: 'w',
    ց: 'g',
    А: 'A',
    В: 'B',
    Е: 'E',
    К: 'K',
    М: 'M',
    Н: 'H',
    О: 'O',
    Р: 'P',
    С: 'C',
    Т: 'T',
    Х: 'X',
    У: 'Y',
    Ѕ: 'S',
    І: 'I',
    Ј: 'J',
    α: 'a',
    ο: 'o',
    ρ: 'p',
    ν: 'v',
    ι: 'i',
    κ: 'k',
    τ: 't',
    υ: 'u',
    ε: 'e',
    Α: 'A',
    Β: 'B',
    Ε: 'E',
    Ζ: 'Z',
    Η: 'H',
    Ι: 'I',
    Κ: 'K',
    Μ: 'M',
    Ν: 'N',
    Ο: 'O',
    Ρ: 'P',
    Τ: 'T',
    Υ: 'Y',
    Χ: 'X',
    ı: 'i',
    '․': '.',
    '。': '.',
    '﹒': '.',
    '‐': '-',
    '‑': '-',
    '‒': '-',
    '–': '-',
    '—': '-',
    '−': '-',
    '∕': '/',
    '⁄': '/',
    '∶': ':',
    '﹫': '@',
    '＠': '@',
    '٠': '0',
    '١': '1',
    '٢': '2',
    '٣': '3',
    '٤': '4',
    '٥': '5',
    '٦': '6',
    '٧': '7',
    '٨': '8',
    '٩': '9',
  }),
);

/**
 * A view of a text with compatibility forms (full-width, mathematical, circled ...) made plain, look-alikes made
 * Latin and invisible characters left out. Null: it has only ASCII, or nothing changed.
 */
export function withoutDisguise(view: TextView): TextView | null {
  const builder = new ViewBuilder(view);
  let replaced = false;
  for (const match of view.text.matchAll(DISGUISED)) {
    const [character] = match;
    const meant = plainOf(character);
    if (meant === character) continue;
    if (!builder.replace(match.index, match.index + character.length, meant)) return null;
    replaced = true;
  }
  return replaced ? builder.done() : null;
}

/** Text that is written from right to left, and anything but ASCII with its marks. */
// oxlint-disable-next-line no-control-regex -- all of ASCII
const DISGUISED = /\u202e[^\u202c\n]{1,500}\u202c?|[^\u0000-\u007f]\p{M}*/gu;

/** Characters that carry bytes beside a visible one, and are not shown: variation selectors. */
const SELECTORS = /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]{4,}$/u;
/** Letters of ASCII as tags (Unicode 23.9), which nobody sees. */
const TAG = /^[\u{e0020}-\u{e007e}]$/u;

function plainOf(character: string): string {
  if (character.startsWith('\u202e')) {
    return Array.from(character.replaceAll(/[\u202c\u202e]/g, ''))
      .reverse()
      .join('');
  }
  const [first = 0] = Array.from(character, (one) => one.codePointAt(0) ?? 0);
  if (TAG.test(character)) return String.fromCharCode(first - 0xe0000);
  if (SELECTORS.test(character)) return selected(character);
  // Marks on letters: what they strike through or put an accent on is read without them.
  if (/^\p{M}+$/u.test(character)) return '';
  if (INVISIBLE.test(character)) return '';
  const look = LOOKS_LIKE.get(character);
  if (look !== undefined) return look;
  const plain = character.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFC');
  return LOOKS_LIKE.get(plain) ?? plain;
}

/** The bytes that variation selectors stand for, as text. */
function selected(selectors: string): string {
  const bytes = Array.from(selectors, (one) => {
    const code = one.codePointAt(0) ?? 0;
    return code <= 0xfe0f ? code - 0xfe00 : code - 0xe0100 + 16;
  });
  // A word of its own: they hang on a letter that is none of it.
  return ` ${Buffer.from(bytes).toString('utf8')}`;
}
