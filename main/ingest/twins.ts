import { createHash } from 'node:crypto';
import type { KnownContent } from './case-sink.ts';
import type { SourceNumber } from './source-number.ts';

/** How much of a content makes its head: enough that two logs rarely share it. */
const HEAD_BYTES = 64 * 1024;

/** SHA-256 of how a content begins, by which a copy of it is suspected. */
export function headOf(sample: Buffer): string {
  return createHash('sha256').update(sample.subarray(0, HEAD_BYTES)).digest('hex');
}

/** A content that a source of the case has, or one that was just read and is still to be committed. */
export interface TwinSource extends SourceNumber {
  /** Whether all of it is committed. */
  isKept: boolean;
}

interface Content {
  readonly source: TwinSource;
  readonly sha256: string;
}

/** The contents that a case holds, by which a source that has one of them again is found. */
export class Twins {
  private readonly byHead = new Map<string, Content[]>();

  constructor(known: readonly KnownContent[]) {
    for (const { sourceId, head, sha256 } of known) {
      this.add(head, { source: { id: sourceId, isKept: true }, sha256 });
    }
  }

  add(head: string, content: Content): void {
    const same = this.byHead.get(head);
    if (same === undefined) this.byHead.set(head, [content]);
    else same.push(content);
  }

  /** Takes a source out whose reading did not come to its end after all. */
  forget(source: TwinSource): void {
    for (const [head, same] of this.byHead) {
      const others = same.filter((content) => content.source !== source);
      if (others.length < same.length) this.byHead.set(head, others);
    }
  }

  /** Whether some content begins so. */
  suspects(head: string): boolean {
    return (this.byHead.get(head) ?? []).length > 0;
  }

  /** The source with this very content; null: there is none. */
  find(head: string, sha256: string): TwinSource | null {
    const found = this.byHead.get(head)?.find((content) => content.sha256 === sha256);
    return found?.source ?? null;
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
