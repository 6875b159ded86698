/**
 * Which four-character sequences occur in a block's text, hashed to bits, so that a search for a word can
 * leave a block closed when one of the word's sequences is not in it. Never wrong about absence: ASCII
 * letters count without case, everything outside ASCII is one class, and a text with a character whose
 * lower case enters ASCII has a filter that leaves every question open. Four, because in logs with random
 * identifiers every sequence of three occurs in every block: a word of twelve letters then opened all 72
 * blocks of 300 MB.
 *
 * Of hexadecimal digits sequences of six, in bits of their own: in a log with random ids every four of them
 * occur, and an exact id opened all 60 blocks of 250 MB. Ids are also what fills a filter (211,000 sequences in
 * 4 MB of sshd log against 27,000 of all others), so that a common word was thought to be in one block of eight
 * when both shared their bits.
 *
 * Of addresses (IPv4) the inner part, a digit, two numbers and a digit, in two of a third part's bits: wherever an address stands in a
 * text, that does. All sequences of four that addresses have occur in every block of an access log, so that a search for an address opened
 * all of them.
 *
 * Stored: the logarithm of the bits of words and of ids, a byte each (0: there is no such part), then the parts, that of addresses
 * behind them; until December 2026 there was none. Parts are folded while they stay sparse, so a block of few words has a small filter.
 */
const SEQUENCE = 4;
const HEX_SEQUENCE = 6;
const MOST_BITS = 18;
const MOST_HEX_BITS = 19;
const MOST_ADDRESS_BITS = 18;
const LEAST_BITS = 6;
/** Until November 2026 both kinds of sequences shared so many bits, stored without a head. */
const SHARED_BITS = 19;
const SHARED_BYTES = 2 ** SHARED_BITS / 8;
/** A filter that leaves every question open: both parts are full. */
const OPEN_FILTER = new Uint8Array(2 + (2 * 2 ** LEAST_BITS) / 8).fill(0xff).fill(LEAST_BITS, 0, 2);

const CLASS_OF = buildClasses();

function buildClasses(): Uint8Array {
  const classes = new Uint8Array(256);
  for (let code = 0; code < 128; code++) {
    const folded = code >= 65 && code <= 90 ? code + 32 : code;
    classes[code] = folded >= 97 && folded <= 122 ? folded - 96 : 0;
  }
  for (let digit = 0; digit < 10; digit++) classes[48 + digit] = 27 + digit;
  // Punctuation that stands in words people search for has a class of its own, the rest shares 0.
  const punctuation = '._-/:=@$#%+*?&()[]{}<>"\',;';
  for (let i = 0; i < punctuation.length; i++) classes[punctuation.charCodeAt(i)] = 37 + i;
  classes.fill(63, 128);
  return classes;
}

/** Bit 0 for the classes of hexadecimal digits, bit 4 besides for those of decimal ones. */
function hexMark(kind: number): number {
  if (kind >= 27 && kind <= 36) return 0x11;
  return kind >= 1 && kind <= 6 ? 1 : 0;
}

/** Of a byte: its class in the lower eight bits, the class's mark above. */
const MARKED_CLASS_OF = Uint16Array.from(CLASS_OF, (kind) => kind | (hexMark(kind) << 8));
const CLASS = 0x3f;

/** Class of a byte in the lower eight bits, what it is of a hexadecimal number above: for who makes filters elsewhere. */
export function gramClass(byte: number): number {
  return MARKED_CLASS_OF[byte] ?? 0;
}

/** KELVIN SIGN and I WITH DOT ABOVE: lower-cased they become `k` and `i` with a combining dot. */
const FOLDS_INTO_ASCII = /[\u212a\u0130]/;

/** Whether a text has a character that no filter of its bytes can answer for. */
export function foldsIntoAscii(text: string): boolean {
  return FOLDS_INTO_ASCII.test(text);
}

/** Fibonacci hashing (Knuth, TAOCP 3, 6.4) of four classes of six bits. */
export function hashOf(code: number): number {
  return Math.imul(code, 0x9e3779b1);
}

/** The same of six: `older` holds the two classes before the four of `code`. */
export function hexHashOf(older: number, code: number): number {
  return Math.imul(Math.imul(older + 1, 0x85ebca6b) ^ code, 0x9e3779b1);
}

/**
 * Whether a sequence counts, by the marks of its four characters. Hexadecimal ones with a decimal digit do not: where there
 * are ids all of them occur, and they took two thirds of the bits.
 */
export function isCounted(marks: number): boolean {
  return (marks & 0xf) !== 0xf || marks <= 0xf;
}

/** A part of a filter before it is folded. */
export interface FilterPart {
  readonly bytes: number;
  /** Share of set bits up to which it is folded: a word asks one to five sequences, an id of 16 digits eleven. */
  readonly fullest: number;
}

export const FILTER_WORDS: FilterPart = { bytes: 2 ** MOST_BITS / 8, fullest: 0.13 };
export const FILTER_IDS: FilterPart = { bytes: 2 ** MOST_HEX_BITS / 8, fullest: 0.56 };
export const FILTER_ADDRESSES: FilterPart = { bytes: 2 ** MOST_ADDRESS_BITS / 8, fullest: 0.25 };
/** So many bytes of a part are left at least. */
export const LEAST_FILTER_BYTES = 2 ** LEAST_BITS / 8;

/** A filter that leaves every question open. */
export function openFilter(): Uint8Array {
  return OPEN_FILTER.slice();
}

/** The filter of its folded parts, their bits eight a byte, the first lowest. Null: it leaves open what is asked of ids, of addresses. */
export function joinFilter(
  words: Uint8Array,
  ids: Uint8Array | null,
  addresses: Uint8Array | null,
): Uint8Array {
  const behind = 2 + words.length + (ids?.length ?? 0);
  const filter = new Uint8Array(behind + (addresses?.length ?? 0));
  filter[0] = Math.log2(words.length * 8);
  filter.set(words, 2);
  if (ids !== null) {
    filter[1] = Math.log2(ids.length * 8);
    filter.set(ids, 2 + words.length);
  }
  if (addresses !== null) filter.set(addresses, behind);
  return filter;
}

/**
 * May a text with this filter contain the literal, whatever the case? False is certain. Characters
 * outside ASCII, which are several bytes in the text, are left out of the judgement.
 */
export function mayContain(filter: Uint8Array, literal: string): boolean {
  const isShared = filter.length === SHARED_BYTES;
  const bits = isShared ? SHARED_BITS : (filter[0] ?? 0);
  const hexBits = isShared ? SHARED_BITS : (filter[1] ?? 0);
  const wordsAt = isShared ? 0 : 2;
  const hexAt = isShared ? 0 : 2 + 2 ** bits / 8;
  let code = 0;
  let older = 0;
  let marks = 0;
  let run = 0;
  let hexRun = 0;
  for (let i = 0; i < literal.length; i++) {
    const char = literal.charCodeAt(i);
    if (char > 127) {
      run = 0;
      hexRun = 0;
      continue;
    }
    const marked = MARKED_CLASS_OF[char] ?? 0;
    const mark = marked >>> 8;
    older = ((older << 6) | (code >>> 18)) & 0xfff;
    code = ((code << 6) | (marked & CLASS)) & 0xffffff;
    marks = ((marks & 0x77) << 1) | mark;
    hexRun = (hexRun + 1) * (mark & 1);
    run++;
    const isWord = run >= SEQUENCE && isCounted(marks);
    if (isWord && !isSet(filter, wordsAt, hashOf(code) >>> (32 - bits))) return false;
    const isHex = hexRun >= HEX_SEQUENCE && hexBits > 0;
    if (isHex && !isSet(filter, hexAt, hexHashOf(older, code) >>> (32 - hexBits))) return false;
  }
  return (
    isShared || mayHoldAddresses(filter, hexAt + (hexBits === 0 ? 0 : 2 ** hexBits / 8), literal)
  );
}

/** What of an address stands in every text that it stands in, which may go on with further digits on both sides. */
const ADDRESS = /(?=(\d\.\d{1,3}\.\d{1,3}\.\d))/g;

/** The hashes of such a part. */
export function addressHashes(part: string): [number, number] {
  let hash = 0;
  for (let i = 0; i < part.length; i++) {
    hash = Math.imul(hash ^ ((MARKED_CLASS_OF[part.charCodeAt(i)] ?? 0) & CLASS), 0x9e3779b1);
  }
  return [Math.imul(hash ^ (hash >>> 15), 0x9e3779b1), Math.imul(hash ^ (hash >>> 13), 0x85ebca6b)];
}

/** @param at where the part of addresses stands in the filter, if there is one */
function mayHoldAddresses(filter: Uint8Array, at: number, literal: string): boolean {
  // Most literals have no dot, and thousands are asked of a block.
  if (filter.length <= at || !literal.includes('.')) return true;
  const bits = Math.log2((filter.length - at) * 8);
  return Array.from(literal.matchAll(ADDRESS), ([, part = '']) => addressHashes(part)).every(
    (hashes) => hashes.every((hash) => isSet(filter, at, hash >>> (32 - bits))),
  );
}

function isSet(filter: Uint8Array, at: number, bit: number): boolean {
  return ((filter[at + (bit >>> 3)] ?? 0) & (1 << (bit & 7))) !== 0;
}
