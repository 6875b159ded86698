/** Names a sequence of pieces, or one with a place left open, by a number that is unique in practice (53 bits of two sums). */
export interface LineHash {
  /** Key of the sequence, and of it with each place in turn left open, if asked for one. */
  readonly keyOf: (pieces: readonly string[]) => number;
  readonly openKeyOf: (pieces: readonly string[], at: number) => number;
}

const OPEN = '\u0001';

/**
 * Hashes that are sums over places, so that opening one place costs one subtraction and not a walk:
 * a line of n words is asked for n + 1 keys. `openKeyOf` is for the pieces last given to `keyOf`.
 */
export function createLineHash(): LineHash {
  const codes = new Map<string, number>();
  let sumA = 0;
  let sumB = 0;

  function codeOf(piece: string): number {
    const known = codes.get(piece);
    if (known !== undefined) return known;
    let code = 0x811c9dc5;
    for (let at = 0; at < piece.length; at++) code = scatter(code ^ piece.charCodeAt(at));
    codes.set(piece, code);
    return code;
  }

  const open = codeOf(OPEN);

  return {
    keyOf(pieces) {
      sumA = pieces.length;
      sumB = 0;
      for (const [at, piece] of pieces.entries()) {
        const code = codeOf(piece);
        sumA = (sumA + termA(code, at)) | 0;
        sumB = (sumB + termB(code, at)) | 0;
      }
      return keyOf(sumA, sumB);
    },
    openKeyOf(pieces, at) {
      const code = codeOf(pieces[at] ?? OPEN);
      return keyOf(
        (sumA - termA(code, at) + termA(open, at)) | 0,
        (sumB - termB(code, at) + termB(open, at)) | 0,
      );
    },
  };
}

const keyOf = (a: number, b: number): number => (a >>> 0) * 0x200000 + (b >>> 11);

const termA = (code: number, at: number): number => scatter(code + Math.imul(at + 1, 0x9e3779b1));
const termB = (code: number, at: number): number => scatter(code ^ Math.imul(at + 1, 0x85ebca77));

/** Finaliser of MurmurHash3. */
function scatter(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
