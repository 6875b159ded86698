import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { DiagnosisKey } from './iq/index.ts';
import type { Signer } from './vault/index.ts';

/** What the case thread offers for the diagnosis. It is derived: nothing of it is in the journal. */
export type DiagnosisOperations = {
  /** Keeps it, as JSON, in the place of what was kept before; not when records changed since its key was made. */
  keepDiagnosis(input: DiagnosisKey & { readonly value: string }): void;
  /** The one with this key, as JSON; null: none that this profile made is kept. */
  keptDiagnosis(input: { readonly key: string }): string | null;
};

interface Kept {
  readonly value: string;
  readonly seal: Buffer;
}

/** The operations of the case thread about the diagnosis. `own` is who made it, and believes no other. */
export function createDiagnosisOperations(database: Database, own: Signer): DiagnosisOperations {
  const sealOf = (key: string, value: string): Buffer =>
    createHmac('sha256', own.secretFor('kept diagnosis')).update(`${key}\n${value}`).digest();
  return {
    keepDiagnosis({ key, changes, value }) {
      database
        .prepare('UPDATE diagnosis SET key = ?, value = ?, seal = ? WHERE changes = ?')
        .run(key, value, sealOf(key, value), changes);
    },
    keptDiagnosis({ key }) {
      const kept = database
        .prepare<[string], Kept>('SELECT value, seal FROM diagnosis WHERE key = ?')
        .get(key);
      if (kept === undefined) return null;
      const seal = sealOf(key, kept.value);
      const isOwn = kept.seal.length === seal.length && timingSafeEqual(kept.seal, seal);
      return isOwn ? kept.value : null;
    },
  };
}

/** Takes the diagnosis out of a case file, and has one that is being made now not be kept. */
export function forgetDiagnosis(database: Database): void {
  database.exec(
    'UPDATE diagnosis SET changes = changes + 1, key = NULL, value = NULL, seal = NULL',
  );
}
