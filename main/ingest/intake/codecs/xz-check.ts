import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { createCRC64 } from 'hash-wasm';

/** The sum over what a block of xz gives. */
export interface XzCheck {
  update(piece: Buffer): void;
  /** As it stands behind the block. */
  digest(): Buffer;
}

/** Bytes of each kind of check (xz file format 1.2.1, 2.1.1.2); kinds that nobody writes have a size too. */
const SIZES = [0, 4, 4, 4, 8, 8, 8, 16, 16, 16, 32, 32, 32, 64, 64, 64];

/** Bytes of the check of a kind (0 to 15). */
export function xzCheckSize(kind: number): number {
  return SIZES[kind] ?? 0;
}

/** The check of a kind; null where there is none, or one that nobody defined, which is passed over. */
export async function createXzCheck(kind: number): Promise<XzCheck | null> {
  if (kind === 1) return crc32Check();
  if (kind === 4) {
    const hash = await createCRC64();
    return {
      update: (piece) => void hash.update(piece),
      digest: () => Buffer.from(hash.digest('binary')).reverse(),
    };
  }
  if (kind !== 10) return null;
  const hash = createHash('sha256');
  return { update: (piece) => void hash.update(piece), digest: () => hash.digest() };
}

function crc32Check(): XzCheck {
  let sum = 0;
  return {
    update(piece) {
      sum = crc32(piece, sum);
    },
    digest() {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32LE(sum);
      return bytes;
    },
  };
}
