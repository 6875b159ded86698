import { createHash, randomUUID } from 'node:crypto';
import type { SealedEntry } from '#shared/sync/sync-wire.ts';

const digest = (): string => createHash('sha256').update(randomUUID()).digest('base64url');

/** Sealed entries of a copy, one after the other; they carry nothing. */
export function sealedEntries(count: number, before: string | null = null): SealedEntry[] {
  let last = before;
  return Array.from({ length: count }, () => {
    const entry = {
      id: randomUUID(),
      generation: 1,
      digest: digest(),
      before: last,
      sealed: 'AAAA',
    };
    last = entry.digest;
    return entry;
  });
}

/** A case to share. */
export function aCase(): {
  caseId: string;
  sealedName: string;
  generation: number;
  sealedKey: string;
} {
  return { caseId: randomUUID(), sealedName: 'AAAA', generation: 1, sealedKey: 'AAAA' };
}
