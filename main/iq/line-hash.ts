import { MASK } from '#shared/model/skeleton-text.ts';

/** Names lists of pieces by numbers that are unique in practice (53 bits of two sums). */
export interface LineHash {
  /** Key of a list of pieces. */
  keyOf(pieces: readonly string[]): number;
  /** Key of a list with masks at some places. */
  keyMasked(pieces: readonly string[], places: ReadonlySet<number>): number;
  /** Key of the list last given to `keyOf` with the piece at a place left open. */
  openKeyOf(at: number): number;
  /** The same with another piece at that place. */
  keyWith(at: number, piece: string): number;
}

const OPEN = '\u0001';

/**
 * Hashes that are sums over places, so that opening one place costs one subtraction and not a walk:
 * a line of n words is asked for n + 1 keys.
 */
export function createLineHash(): LineHash {
  let codes = new Int32Array(256);
  let sumA = 0;
  let sumB = 0;

  const open = codeOf(OPEN);
  const mask = codeOf(MASK);

  function replaced(at: number, by: number): number {
    const code = codes[at] ?? open;
    return join(
      (sumA - termA(code, at) + termA(by, at)) | 0,
      (sumB - termB(code, at) + termB(by, at)) | 0,
    );
  }

  return {
    keyOf(pieces) {
      if (pieces.length > codes.length) codes = new Int32Array(2 * pieces.length);
      sumA = pieces.length;
      sumB = 0;
      for (let at = 0; at < pieces.length; at++) {
        const code = codeOf(pieces[at] ?? OPEN);
        codes[at] = code;
        sumA = (sumA + termA(code, at)) | 0;
        sumB = (sumB + termB(code, at)) | 0;
      }
      return join(sumA, sumB);
    },
    keyMasked(pieces, places) {
      let a = pieces.length;
      let b = 0;
      for (let at = 0; at < pieces.length; at++) {
        const code = places.has(at) ? mask : codeOf(pieces[at] ?? OPEN);
        a = (a + termA(code, at)) | 0;
        b = (b + termB(code, at)) | 0;
      }
      return join(a, b);
    },
    openKeyOf: (at) => replaced(at, open),
    keyWith: (at, piece) => replaced(at, codeOf(piece)),
  };
}

/** FNV-1a, then scattered: cheaper than looking a piece up in a Map. */
function codeOf(piece: string): number {
  let code = 0x811c9dc5;
  for (let at = 0; at < piece.length; at++) {
    code = Math.imul(code ^ piece.charCodeAt(at), 0x01000193);
  }
  return scatter(code);
}

const join = (a: number, b: number): number => (a >>> 0) * 0x200000 + (b >>> 11);

const termA = (code: number, at: number): number => scatter(code + Math.imul(at + 1, 0x9e3779b1));
const termB = (code: number, at: number): number => scatter(code ^ Math.imul(at + 1, 0x85ebca77));

/** Finaliser of MurmurHash3. */
function scatter(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
