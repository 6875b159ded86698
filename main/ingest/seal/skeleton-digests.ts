import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';

/** Gives the SHA-256 of what a skeleton is, whatever its number; remembers what it gave. */
export function createSkeletonDigests(database: Database): (id: number) => Buffer {
  const digests = new Map<number, Buffer>();
  const one = database.prepare<[number], { hash: string; text: string }>(
    'SELECT hash, text FROM skeleton WHERE id = ?',
  );
  return (id) => {
    let digest = digests.get(id);
    if (digest === undefined) {
      const skeleton = one.get(id);
      const identity = skeleton === undefined ? '' : `${skeleton.hash} ${skeleton.text}`;
      digest = createHash('sha256').update(identity).digest();
      digests.set(id, digest);
    }
    return digest;
  };
}
