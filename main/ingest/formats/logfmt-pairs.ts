const EQUALS = 61;
const QUOTE = 34;
const BACKSLASH = 92;

/** Where one pair of a logfmt line lies. Reused, so that reading a line allocates only what it keeps. */
interface Pair {
  keyStart: number;
  keyEnd: number;
  valueStart: number;
  valueEnd: number;
  /** The value stood in quotes and has escapes to undo. */
  escaped: boolean;
}

/** Finds the next pair at or after `from`, skipping words without `=`; gives where to go on, -1 at the end. */
function nextPair(line: string, from: number, pair: Pair): number {
  const { length } = line;
  let at = from;
  while (at < length) {
    while (at < length && line.charCodeAt(at) <= 32) at++;
    const start = at;
    at = endOfKey(line, at);
    if (line.charCodeAt(at) === EQUALS && at > start) {
      pair.keyStart = start;
      pair.keyEnd = at;
      return readValue(line, at + 1, pair);
    }
    if (at === start) at++;
  }
  return -1;
}

function endOfKey(line: string, from: number): number {
  let at = from;
  for (; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code <= 32 || code === EQUALS || code === QUOTE) break;
  }
  return at;
}

function readValue(line: string, from: number, pair: Pair): number {
  pair.escaped = false;
  if (line.charCodeAt(from) === QUOTE) {
    let at = from + 1;
    for (; at < line.length; at++) {
      const code = line.charCodeAt(at);
      if (code === QUOTE) break;
      if (code === BACKSLASH) {
        pair.escaped = true;
        at++;
      }
    }
    pair.valueStart = from + 1;
    pair.valueEnd = Math.min(at, line.length);
    return at + 1;
  }
  let at = from;
  while (at < line.length && line.charCodeAt(at) > 32) at++;
  pair.valueStart = from;
  pair.valueEnd = at;
  return at;
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

/** Text of a pair's value. */
function pairValue(line: string, pair: Pair): string {
  const raw = line.slice(pair.valueStart, pair.valueEnd);
  if (!pair.escaped) return raw;
  return raw.replaceAll(/\\(u[0-9a-fA-F]{4}|[^])/g, (_, escape: string) => {
    if (escape.length > 1) return String.fromCharCode(Number.parseInt(escape.slice(1), 16));
    return ESCAPES[escape] ?? escape;
  });
}

function newPair(): Pair {
  return { keyStart: 0, keyEnd: 0, valueStart: 0, valueEnd: 0, escaped: false };
}

/** All pairs of a line, in order. */
export function logfmtPairs(line: string): [key: string, value: string][] {
  const pair = newPair();
  const pairs: [string, string][] = [];
  for (let at = nextPair(line, 0, pair); at >= 0; at = nextPair(line, at, pair)) {
    pairs.push([line.slice(pair.keyStart, pair.keyEnd), pairValue(line, pair)]);
  }
  return pairs;
}

const STARTS_WITH_PAIR = /^[A-Za-z_@][\w.@/-]{0,99}=/;

/**
 * Keys and values of a logfmt line, only those `wanted` if given. Null for what is not logfmt: it
 * begins with a pair and has two at least, as prose may have one `=` in it.
 */
export function logfmtObject(
  line: string,
  wanted: ReadonlySet<string> | null,
): Record<string, unknown> | null {
  if (!STARTS_WITH_PAIR.test(line)) return null;
  if (wanted === null) {
    const pairs = logfmtPairs(line);
    return pairs.length < 2 ? null : Object.fromEntries(pairs);
  }
  const record: Record<string, unknown> = {};
  const pair = newPair();
  let count = 0;
  for (let at = nextPair(line, 0, pair); at >= 0; at = nextPair(line, at, pair)) {
    count++;
    const key = line.slice(pair.keyStart, pair.keyEnd);
    if (wanted.has(key)) record[key] = pairValue(line, pair);
  }
  return count < 2 ? null : record;
}
