import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { codeDigest } from '../code-digest.ts';
import type { Knowledge } from '../logstore/index.ts';
import type { Subjects } from './signals/index.ts';

/** Names a diagnosis by all that decides it. */
export interface DiagnosisKey {
  /** SHA-256, hexadecimal. */
  readonly key: string;
  /** How often records of the case had changed then, see `cases/migrations/0024-kept-diagnosis.ts`. */
  readonly changes: number;
}

/**
 * The key of the diagnosis that would be made now: the same for the same records, read and folded the same, with the same
 * deployments marked, by the same code. What is left out here is a change after which an old diagnosis would be shown.
 *
 * @param code digest of the code that makes it
 */
export async function diagnosisKey(
  database: Database,
  subjects: Subjects,
  known: Knowledge,
  code: string = codeDigest(),
): Promise<DiagnosisKey> {
  const markersNow = await markersReader(database);
  const changes = changesOf(database);
  const { byCode, traced, templateBySkeleton, issueBySkeleton } = subjects;
  const { templateOf, issueOf, issueKeys, sources } = known;
  const numbers = [templateBySkeleton, issueBySkeleton, templateOf, issueOf];
  const clocks = database
    .prepare<[], { id: number; us: number }>(
      'SELECT id, shift_us AS us FROM source WHERE shift_us <> 0 ORDER BY id',
    )
    .all();
  const parts = [
    code,
    changes,
    clocks,
    markersNow(),
    sources,
    issueKeys,
    [...byCode.values()],
    [...traced],
    numbers.map(({ length }) => length),
  ];
  const hash = createHash('sha256').update(JSON.stringify(parts));
  for (const { buffer, byteOffset, byteLength } of numbers) {
    hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  }
  return { key: hash.digest('hex'), changes };
}

function changesOf(database: Database): number {
  return (
    database.prepare<[], { changes: number }>('SELECT changes FROM diagnosis').get()?.changes ?? 0
  );
}

/** Few cases have a deployment marked, and what reads entries takes longer to load than all else here to do. */
async function markersReader(database: Database): Promise<() => unknown> {
  const any = database.prepare(`SELECT 1 FROM journal WHERE kind = 'marker.added' LIMIT 1`).get();
  if (any === undefined) return () => [];
  const { markersOf } = await import('../journal/index.ts');
  return () => markersOf(database);
}
