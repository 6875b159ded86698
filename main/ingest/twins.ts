import { createHash } from 'node:crypto';
import type { KnownContent } from './case-sink.ts';

/** How much of a content makes its head: enough that two logs rarely share it. */
const HEAD_BYTES = 64 * 1024;

/** SHA-256 of how a content begins, by which a copy of it is suspected. */
export function headOf(sample: Buffer): string {
  return createHash('sha256').update(sample.subarray(0, HEAD_BYTES)).digest('hex');
}

/** The contents that a case holds, by which a source that has one of them again is found. */
export class Twins {
  private readonly byHead = new Map<string, KnownContent[]>();

  constructor(known: readonly KnownContent[]) {
    for (const content of known) this.add(content);
  }

  add(content: KnownContent): void {
    const same = this.byHead.get(content.head);
    if (same === undefined) this.byHead.set(content.head, [content]);
    else same.push(content);
  }

  /** Takes a source out whose reading did not come to its end after all. */
  forget(sourceId: number): void {
    for (const [head, same] of this.byHead) {
      const others = same.filter((content) => content.sourceId !== sourceId);
      if (others.length < same.length) this.byHead.set(head, others);
    }
  }

  /** Whether some content begins so. */
  suspects(head: string): boolean {
    return this.byHead.has(head);
  }

  /** The source with this very content; null: there is none. */
  find(head: string, sha256: string): number | null {
    const found = this.byHead.get(head)?.find((content) => content.sha256 === sha256);
    return found?.sourceId ?? null;
  }
}

/** SHA-256 of all bytes, and how many they are; null when they cannot be read to their end. */
export async function contentHash(
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
): Promise<{ sha256: string; bytes: number } | null> {
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of content) {
      hash.update(piece);
      bytes += piece.length;
    }
  } catch {
    // Whoever reads it next meets the same failure and says so.
    return null;
  }
  return { sha256: hash.digest('hex'), bytes };
}
