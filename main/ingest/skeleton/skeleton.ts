import { MASK } from '#shared/model/skeleton-text.ts';
import {
  AT,
  DELIMITER,
  DIGIT,
  DOT,
  HEX_LETTER,
  OTHER,
  SLASH,
  SPACE,
  classOf,
} from './character-class.ts';
import type { KnownFrames } from './at-traces.ts';
import { detached } from './detached-text.ts';
import { traceSignature } from './stack-trace.ts';

/** The cheap shape of a record: 16 hex digits that name it in every thread, and its text, with each masked token as one U+0000. */
export interface Skeleton {
  readonly hash: string;
  readonly text: string;
}

/** Gives local ids to shapes: `table[id]` is the shape. One per parse thread; not shared. */
export interface Skeletonizer {
  readonly table: readonly Skeleton[];
  /** Local id of the shape of a message's first line. */
  skeletonOf(message: string): number;
  /** The same, with the signature of the message's stack trace, if it has one, as further lines of the text. */
  skeletonize(message: string): number;
}

/** Code units of a first line that are looked at, and tokens told apart; what follows folds into one mask. */
const LINE_CAP = 2048;
const TOKEN_CAP = 64;

/** A word is not longer than this: a key, a blob or a chain of such is. */
const LONGEST_WORD = 64;
/** So many letters a to f without another one are hex (`deadbeef`), no word. */
const HEX_WORD = 8;

/** More tokens than this between double quotes are free text (a browser's name, a statement, a message in a message). */
const LONGEST_PHRASE = 4;

const QUOTE = 34;
const LINE_FEED = 10;
const BLANK = 32;

// Lane A is FxHash's step in 32 bits; lane B sums up A's states, turned, so that two lines with one A
// differ in B by the way they came there. One multiplication a character. Constants of xxHash32.
const SEED_A = 0x165667b1;
const SEED_B = 0x27d4eb2f;
const PRIME = 0x9e3779b1;

const mixA = (lane: number, code: number): number =>
  Math.imul(((lane << 5) | (lane >>> 27)) ^ code, PRIME);
const mixB = (lane: number, laneA: number): number => (((lane << 7) | (lane >>> 25)) + laneA) | 0;

/** Finaliser of MurmurHash3: every input bit reaches every output bit. */
function avalanche(lane: number): number {
  let mixed = lane;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

const hex = (lane: number): string => lane.toString(16).padStart(8, '0');

/** A full stop ends a token, instead of being part of it, before another one, a space or the end. */
function isFullStop(message: string, at: number, end: number): boolean {
  if (at + 1 >= end) return true;
  const next = classOf(message.charCodeAt(at + 1));
  return next === DOT || next === SPACE;
}

/**
 * Where a path or the rest of an URL that starts at `start` ends: at a space, quote or bracket, or at
 * a mark that is followed by a space. `=`, `:` and `,` inside do not cut it, so that a query string
 * with any parameters is one token.
 */
function endOfPath(message: string, start: number, end: number): number {
  let at = start + 1;
  for (; at < end; at++) {
    const code = message.charCodeAt(at);
    const kind = classOf(code);
    if (kind < DELIMITER && kind !== DOT) continue;
    if (kind === SPACE) break;
    if (kind === DOT || code === 0x3a || code === 0x2c || code === 0x3b) {
      if (isFullStop(message, at, end)) break;
    } else if (code !== 0x3d) break;
  }
  return at;
}

/** A token varies when it has a digit, is an address, a path, hex, or longer than words are. */
function varies(seen: number, slashes: number, length: number): boolean {
  return (
    (seen & DIGIT) !== 0 ||
    slashes > 1 ||
    length > LONGEST_WORD ||
    ((seen & AT) !== 0 && length > 2) ||
    (seen === HEX_LETTER && length >= HEX_WORD)
  );
}

/**
 * Makes an empty table of shapes. A token is what stands between spaces and `= , ; : ( ) [ ] { } " ' < > |`
 * (which stay, runs of spaces as one blank); tokens that look variable become one U+0000.
 * No regular expression and no string is made for a shape that is known. Measured in
 * test/bench/skeleton.ts.
 */
export function createSkeletonizer(): Skeletonizer {
  const table: Skeleton[] = [];
  const ids = new Map<number, number>();
  const knownFrames: KnownFrames = new Map();
  const masks = new Int32Array(2 * TOKEN_CAP + 4);
  let maskCount = 0;
  let tokens = 0;
  let lineEnd = 0;
  // Typed arrays for the hash: a variable of the closure would box every value beyond 31 bits.
  const lanes = new Int32Array(2);
  // The hash, and the count of masks and tokens, where the open double quote stands.
  const phraseLanes = new Int32Array(2);
  let phraseAt = -1;
  let phraseMasks = 0;
  let phraseTokens = 0;

  function mixOne(code: number): void {
    const a = mixA(lanes[0] ?? 0, code);
    lanes[0] = a;
    lanes[1] = mixB(lanes[1] ?? 0, a);
  }

  function addMask(start: number, end: number): void {
    mixOne(0);
    masks[2 * maskCount] = start;
    masks[2 * maskCount + 1] = end;
    maskCount++;
  }

  function scanFirstLine(message: string): void {
    const end = Math.min(message.length, LINE_CAP);
    let at = 0;
    let spaced = false;
    lanes[0] = SEED_A;
    lanes[1] = SEED_B;
    maskCount = 0;
    tokens = 0;
    phraseAt = -1;
    while (at < end) {
      const code = message.charCodeAt(at);
      const kind = classOf(code);
      if (kind === SPACE) {
        if (code === LINE_FEED) break;
        spaced = true;
        at++;
        continue;
      }
      if (spaced && lanes[1] !== SEED_B) mixOne(BLANK);
      spaced = false;
      if (kind === DELIMITER || kind === DOT) {
        if (code === QUOTE) scanQuote(at);
        else mixOne(code);
        at++;
      } else if (++tokens > TOKEN_CAP) break;
      else at = kind === SLASH ? scanPath(message, at, end) : scanWord(message, at, end);
    }
    lineEnd = at;
    if (tokens > TOKEN_CAP || (at === LINE_CAP && message.length > LINE_CAP)) addMask(at, at);
  }

  function scanWord(message: string, start: number, end: number): number {
    const beforeA = lanes[0] ?? 0;
    const beforeB = lanes[1] ?? 0;
    let a = beforeA;
    let b = beforeB;
    let at = start;
    let code = message.charCodeAt(at);
    let kind = classOf(code);
    let seen = 0;
    let slashes = 0;
    do {
      seen |= kind;
      slashes += (kind >> 4) & 1;
      a = mixA(a, code);
      b = mixB(b, a);
      if (++at >= end) break;
      code = message.charCodeAt(at);
      kind = classOf(code);
    } while (kind < DOT || (kind === DOT && !isFullStop(message, at, end)));
    if (seen !== OTHER && varies(seen, slashes, at - start)) {
      lanes[0] = beforeA;
      lanes[1] = beforeB;
      addMask(start, at);
    } else {
      lanes[0] = a;
      lanes[1] = b;
    }
    return at;
  }

  function scanPath(message: string, start: number, end: number): number {
    const at = endOfPath(message, start, end);
    if (at - start > 1) addMask(start, at);
    else mixOne(message.charCodeAt(start));
    return at;
  }

  /** A closing quote turns a phrase that is too long into one mask. */
  function scanQuote(at: number): void {
    const closes = phraseAt >= 0;
    if (closes && tokens - phraseTokens > LONGEST_PHRASE) {
      lanes.set(phraseLanes);
      maskCount = phraseMasks;
      addMask(phraseAt, at);
    }
    mixOne(QUOTE);
    phraseAt = closes ? -1 : at + 1;
    phraseMasks = maskCount;
    phraseTokens = tokens;
    phraseLanes.set(lanes);
  }

  function scanText(text: string): void {
    for (let at = 0; at < text.length; at++) {
      mixOne(text.charCodeAt(at));
    }
  }

  function shapeOf(message: string): string {
    let text = '';
    let at = 0;
    for (let mask = 0; mask < maskCount; mask++) {
      text += oneBlank(message.slice(at, masks[2 * mask])) + MASK;
      at = masks[2 * mask + 1] ?? at;
    }
    return trimBlank(text + oneBlank(message.slice(at, lineEnd)));
  }

  function idFor(message: string, suffix: string): number {
    const a = avalanche(lanes[0] ?? 0);
    const b = avalanche(lanes[1] ?? 0);
    const key = a * 0x200000 + (b >>> 11);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = table.length;
    table.push({ hash: hex(a) + hex(b), text: detached(shapeOf(message) + suffix) });
    ids.set(key, id);
    return id;
  }

  return {
    table,
    skeletonOf(message) {
      scanFirstLine(message);
      return idFor(message, '');
    },
    skeletonize(message) {
      scanFirstLine(message);
      const signature = traceSignature(message, knownFrames);
      if (signature === null) return idFor(message, '');
      const suffix = `\n${signature}`;
      scanText(suffix);
      return idFor(message, suffix);
    },
  };
}

// oxlint-disable-next-line no-control-regex -- control characters count as spaces here
const oneBlank = (text: string): string => text.replace(/[\u0000- ]+/g, ' ');

const trimBlank = (text: string): string => text.replace(/^ +| +$/g, '');
