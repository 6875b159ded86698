type Pair = readonly [key: string, value: string];

/** A key of CEF begins after a space; an `=` inside a value is escaped. */
const CEF_KEY = /(?:^|\s)([\w.[\]-]+)=/g;

/** Pairs of a CEF extension (ArcSight Common Event Format, "Extension Field"): a value goes on to the next key. */
export function cefPairs(text: string): Pair[] {
  const keys = [...text.matchAll(CEF_KEY)];
  return keys.map((match, index) => {
    const start = match.index + match[0].length;
    const value = text.slice(start, keys[index + 1]?.index ?? text.length).trim();
    return [match[1] ?? '', unescapeCef(value)];
  });
}

const CEF_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r' };

function unescapeCef(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replaceAll(/\\([\\=|nr])/g, (_, escape: string) => CEF_ESCAPES[escape] ?? escape);
}

/** LEEF 2.0 may name the delimiter in front: itself, or its code as `x5E` or `0x5E`. */
const DELIMITER = /^(?:0?x([\dA-Fa-f]{1,4})|([^\s|=]?))\|/;

/** A tab as rsyslog writes one of a message that it takes. */
const ESCAPED_TAB = '#011';

/** Pairs of a LEEF extension (IBM QRadar Log Event Extended Format 1.0 and 2.0). */
export function leefPairs(text: string): Pair[] {
  const named = DELIMITER.exec(text);
  const code = named?.[1];
  const letter = code === undefined ? named?.[2] : String.fromCharCode(Number.parseInt(code, 16));
  const pairs: Pair[] = [];
  const tab = text.includes('\t') ? '\t' : ESCAPED_TAB;
  for (const part of text.slice(named?.[0].length ?? 0).split(letter || tab)) {
    const equals = part.indexOf('=');
    if (equals > 0) pairs.push([part.slice(0, equals).trim(), part.slice(equals + 1)]);
  }
  return pairs;
}

/** A key, and a value that ends at the next comma, or that stands in quotes. A comma within it is escaped. */
const COMMA_PAIR = /(?:^|,)\s*([^\s=,"][^=,"]{0,79})=(?:"((?:[^"\\]|\\.)*)"|((?:[^,\\]|\\.)*))/g;

/** Pairs between commas, whose keys may have blanks (`Device Port=53874, User-Name=anna`): what a key has several times is one value. */
export function commaPairs(text: string): Pair[] {
  const pairs = new Map<string, string>();
  for (const [, key = '', quoted, plain = ''] of text.matchAll(COMMA_PAIR)) {
    const value = (quoted ?? plain.trim()).replaceAll(/\\([\\,;={}"])/g, '$1');
    const before = pairs.get(key);
    pairs.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return [...pairs];
}

/** A key such as `Computer name`, and a value up to the next comma. */
const COLON_PAIR = /(?:^|,)\s*([A-Za-z][^:,"=]{0,79}): ?([^,]*)/g;

/** Pairs between commas whose keys end with a colon: `Computer name: pc7,File path: C:\a.exe`. */
export function colonPairs(text: string): Pair[] {
  return [...text.matchAll(COLON_PAIR)].map(([, key = '', value = '']) => [key, value.trim()]);
}
