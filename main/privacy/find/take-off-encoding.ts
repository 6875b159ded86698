import { ViewBuilder, type TextView } from './text-view.ts';

/** Percent bytes in a row, escapes of JSON and of HTML: what stands for another character. */
const ESCAPES =
  /(?:%[\dA-Fa-f]{2})+|\\u[\dA-Fa-f]{4}|\\x[\dA-Fa-f]{2}|\\["\\/bfnrt]|&(?:#\d{1,7}|#[xX][\dA-Fa-f]{1,6}|amp|lt|gt|quot|apos|commat|period|colon);/g;

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
  if (!/[%\\&]/.test(view.text)) return null;
  const builder = new ViewBuilder(view);
  let replaced = false;
  for (const match of view.text.matchAll(ESCAPES)) {
    const [escape] = match;
    if (escape.startsWith('%')) {
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

function meaningOf(escape: string): string | null {
  if (escape.startsWith('\\u') || escape.startsWith('\\x')) {
    return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  }
  if (escape.startsWith('\\')) return SIMPLE[escape] ?? escape.slice(1);
  const name = escape.slice(1, -1);
  if (!name.startsWith('#')) return NAMED[name] ?? null;
  const code = /^#[xX]/.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : null;
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
  // oxlint-disable-next-line no-control-regex -- as above
  for (const match of view.text.matchAll(/[^\u0000-\u007f]\p{M}*/gu)) {
    const [character] = match;
    const meant = plainOf(character);
    if (meant === character) continue;
    if (!builder.replace(match.index, match.index + character.length, meant)) return null;
    replaced = true;
  }
  return replaced ? builder.done() : null;
}

function plainOf(character: string): string {
  if (INVISIBLE.test(character)) return '';
  const look = LOOKS_LIKE.get(character);
  if (look !== undefined) return look;
  const plain = character.normalize('NFKC');
  return LOOKS_LIKE.get(plain) ?? plain;
}
