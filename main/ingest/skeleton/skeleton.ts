import { MASK } from '#shared/model/skeleton-text.ts';
import {
  AT,
  CAPITAL_E,
  CLASS_OF_BYTE,
  DELIMITER,
  DIGIT,
  DOT,
  HEX_LETTER,
  OTHER,
  SLASH,
  SPACE,
  UNSPACED_LEAD,
} from './character-class.ts';
import { detached } from '../detached-text.ts';
import { HeldSlots, type HeldSlot } from './held-slots.ts';
import { SlotFacts } from './slot-facts.ts';
import { traceSignature } from './stack-trace.ts';
import { TracedShapes } from './traced-shapes.ts';
import { createTraceTexts } from '../traces/index.ts';

/** The cheap shape of a record: 16 hex digits that name it in every thread, and its text, with each masked token as one U+0000. */
export interface Skeleton {
  readonly hash: string;
  readonly text: string;
}

/** Gives local ids to shapes: `table[id]` is the shape. One per parse thread; not shared. */
export interface Skeletonizer {
  readonly table: readonly Skeleton[];
  /** What stands in the slots of each, in every message that it was given to. */
  readonly slots: SlotFacts;
  /** Local id of the shape of a message's first line. */
  skeletonOf(message: string): number;
  /** The same, with the signature of the message's stack trace, if it has one, as further lines of the text. */
  skeletonize(message: string): number;
  /** `skeletonize` of a message of one line that stands in UTF-8 bytes, without making a string of it. */
  skeletonizeBytes(bytes: Buffer, start: number, end: number): number;
  /** Whether the message that was last given an id could have been given another for its values. */
  readonly isHeld: boolean;
  /** Slots whose values tell shapes apart from now on. */
  hold(slots: readonly HeldSlot[]): void;
}

/** Told of all bytes of a message that its skeleton leaves open, in runs that no token crosses. */
export interface VaryingBytes {
  add(bytes: Uint8Array, start: number, end: number): void;
}

/** Bytes of a first line that are looked at, and tokens told apart; what follows folds into one mask. */
const LINE_CAP = 2048;
const TOKEN_CAP = 64;

/** A word is not longer than this: a key, a blob or a chain of such is. */
const LONGEST_WORD = 64;
/** So many letters a to f without another one are hex (`deadbeef`), no word. */
const HEX_WORD = 8;

/**
 * More tokens than this between double quotes are free text (a browser's name, a statement, a message in a message), but
 * not at the beginning: there they are the message itself (`"Killing container with a grace period" pod="shop/api"`).
 */
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

const classAt = (bytes: Uint8Array, at: number): number =>
  CLASS_OF_BYTE[bytes[at] as number] as number;

/** A full stop ends a token, instead of being part of it, before another one, a space or the end. */
function isFullStop(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 1 >= end) return true;
  const next = classAt(bytes, at + 1);
  return next === DOT || next === SPACE;
}

/** A token varies when it has a digit, is an address, a path, hex, or longer than words are. */
function varies(seen: number, slashes: number, length: number): boolean {
  return (
    (seen & DIGIT) !== 0 ||
    slashes > 1 ||
    length > LONGEST_WORD ||
    ((seen & AT) !== 0 && length > 2) ||
    ((seen & ~CAPITAL_E) === HEX_LETTER && length >= HEX_WORD)
  );
}

/**
 * Makes an empty table of shapes. A token is what stands between spaces and `= , ; : ( ) [ ] { } " ' < > |`
 * (which stay, runs of spaces as one blank); tokens that look variable become one U+0000.
 * It reads bytes, because V8 reads the characters of a slice through its parent: measured on sshd log,
 * 12 ns a character of a message, and 4 ns a byte. No regular expression and no string is made for a
 * shape that is known. Measured in test/bench/skeleton.ts.
 */
export function createSkeletonizer(varying?: VaryingBytes): Skeletonizer {
  const table: Skeleton[] = [];
  const ids = new Map<number, number>();
  const traces = createTraceTexts();
  const traced = new TracedShapes();
  const held = new HeldSlots(table);
  const slots = new SlotFacts();
  /** UTF-8 of a message that comes as a string; three bytes a code unit at most. */
  const written = Buffer.alloc(3 * (LINE_CAP + 1));
  const masks = new Int32Array(2 * TOKEN_CAP + 4);
  let maskCount = 0;
  let tokens = 0;
  let lineEnd = 0;
  let seenInLine = 0;
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

  function scanFirstLine(bytes: Uint8Array, start: number, messageEnd: number): void {
    const end = Math.min(messageEnd, start + LINE_CAP);
    let at = start;
    let spaced = false;
    lanes[0] = SEED_A;
    lanes[1] = SEED_B;
    maskCount = 0;
    tokens = 0;
    seenInLine = 0;
    phraseAt = -1;
    while (at < end) {
      const code = bytes[at] as number;
      const kind = CLASS_OF_BYTE[code] as number;
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
        if (code >= UNSPACED_LEAD) at = mixRest(bytes, at, end);
      } else if (++tokens > TOKEN_CAP) break;
      else at = kind === SLASH ? scanPath(bytes, at, end) : scanWord(bytes, at, end);
    }
    lineEnd = at;
    const cut = at === start + LINE_CAP && messageEnd > at;
    if (tokens > TOKEN_CAP || cut) addMask(at, at);
  }

  /** What follows the first byte of a character. */
  function mixRest(bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end && ((bytes[at] as number) & 0xc0) === 0x80) mixOne(bytes[at++] as number);
    return at;
  }

  function scanWord(bytes: Uint8Array, start: number, end: number): number {
    const beforeA = lanes[0] ?? 0;
    const beforeB = lanes[1] ?? 0;
    let a = beforeA;
    let b = beforeB;
    let at = start;
    let code = bytes[at] as number;
    let kind = CLASS_OF_BYTE[code] as number;
    let seen = 0;
    let slashes = 0;
    do {
      seen |= kind;
      slashes += (kind >> 4) & 1;
      a = mixA(a, code);
      b = mixB(b, a);
      if (++at >= end) break;
      code = bytes[at] as number;
      kind = CLASS_OF_BYTE[code] as number;
    } while (kind < DOT || (kind === DOT && !isFullStop(bytes, at, end)));
    seenInLine |= seen;
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

  /**
   * A path or the rest of an URL ends at a space, quote or bracket, or at a mark that is followed by a
   * space. `=`, `:` and `,` inside do not cut it, so that a query string with any parameters is one token.
   */
  function scanPath(bytes: Uint8Array, start: number, end: number): number {
    let at = start + 1;
    for (; at < end; at++) {
      const code = bytes[at] as number;
      const kind = CLASS_OF_BYTE[code] as number;
      if (kind < DELIMITER && kind !== DOT) {
        seenInLine |= kind;
        continue;
      }
      if (kind === SPACE) break;
      if (kind === DOT || code === 0x3a || code === 0x2c || code === 0x3b) {
        if (isFullStop(bytes, at, end)) break;
      } else if (code !== 0x3d) break;
    }
    if (at - start > 1) addMask(start, at);
    else mixOne(bytes[start] as number);
    return at;
  }

  /** A closing quote turns a phrase that is too long into one mask. */
  function scanQuote(at: number): void {
    const closes = phraseAt >= 0;
    if (closes && phraseTokens > 0 && tokens - phraseTokens > LONGEST_PHRASE) {
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

  function shapeOf(bytes: Buffer, start: number): string {
    let text = '';
    let at = start;
    for (let mask = 0; mask < maskCount; mask++) {
      text += oneBlank(bytes.toString('utf8', at, masks[2 * mask])) + MASK;
      at = masks[2 * mask + 1] ?? at;
    }
    return trimBlank(text + oneBlank(bytes.toString('utf8', at, lineEnd)));
  }

  /** The suffix is made of slices of the message, which must not be kept. */
  function textOf(bytes: Buffer, start: number, suffix: string): string {
    return suffix === '' ? shapeOf(bytes, start) : detached(shapeOf(bytes, start) + suffix);
  }

  function idFor(bytes: Buffer, start: number, suffix: string): number {
    const a = avalanche(lanes[0] ?? 0);
    const b = avalanche(lanes[1] ?? 0);
    const key = a * 0x200000 + (b >>> 11);
    const known = ids.get(key);
    if (known !== undefined) return known;
    const id = table.length;
    table.push({ hash: hex(a) + hex(b), text: textOf(bytes, start, suffix) });
    ids.set(key, id);
    return id;
  }

  /** A token that the cap cuts begins at most LONGEST_WORD before it, or is masked. */
  function addVarying(bytes: Uint8Array, start: number, end: number): void {
    if (varying === undefined) return;
    for (let mask = 0; mask < maskCount; mask++) {
      varying.add(bytes, masks[2 * mask] ?? 0, masks[2 * mask + 1] ?? 0);
    }
    if (lineEnd < end) varying.add(bytes, Math.max(start, lineEnd - LONGEST_WORD), end);
  }

  function idWithTrace(message: string, bytes: Buffer, start: number): number {
    const signature = traceSignature(message, traces);
    if (signature === null) return idFor(bytes, start, '');
    const [a = 0, b = 0] = lanes;
    const known = traced.of(signature, a, b);
    if (known !== null) return known;
    const suffix = `\n${signature}`;
    scanText(suffix);
    const id = idFor(bytes, start, suffix);
    traced.keep(signature, a, b, id);
    return id;
  }

  /** The skeleton that a message gets that has the shape `shape`. */
  function given(shape: number, bytes: Uint8Array, message: () => string): number {
    const id = held.shapeFor(shape, message);
    // The slots of a shape that a held value changed are not those of the message.
    if (id === shape) slots.note(id, bytes, masks, maskCount);
    return id;
  }

  function scanString(message: string): number {
    // One code unit beyond the cap, so that what is cut off is noticed.
    const length = written.write(
      message.length > LINE_CAP ? message.slice(0, LINE_CAP + 1) : message,
    );
    scanFirstLine(written, 0, length);
    return length;
  }

  return {
    table,
    slots,
    skeletonOf(message) {
      scanString(message);
      return idFor(written, 0, '');
    },
    skeletonize(message) {
      const length = scanString(message);
      addVarying(written, 0, length);
      if (message.length > LINE_CAP) {
        const whole = Buffer.from(message);
        varying?.add(whole, 0, whole.length);
      }
      return given(idWithTrace(message, written, 0), written, () => message);
    },
    skeletonizeBytes(bytes, start, end) {
      scanFirstLine(bytes, start, end);
      addVarying(bytes, start, end);
      // Past the cap the rest was not seen.
      const isPlain = (seenInLine & CAPITAL_E) === 0 && lineEnd === end;
      const id = isPlain
        ? idFor(bytes, start, '')
        : idWithTrace(bytes.toString('utf8', start, end), bytes, start);
      return given(id, bytes, () => bytes.toString('utf8', start, end));
    },
    get isHeld() {
      return held.isHeld;
    },
    hold: (slots) => held.hold(slots),
  };
}

// oxlint-disable-next-line no-control-regex -- control characters count as spaces here
const oneBlank = (text: string): string => text.replace(/[\u0000- ]+/g, ' ');

const trimBlank = (text: string): string => text.replace(/^ +| +$/g, '');
