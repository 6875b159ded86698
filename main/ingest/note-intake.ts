import type { Database } from 'better-sqlite3';
import type { Journal } from '../journal/index.ts';
import type { Acquisition } from './acquisition.ts';

/** A source that was read to its end from its original. */
export interface ReadOriginal {
  readonly sourceId: number;
  readonly source: string;
  readonly original: { readonly sha256: string; readonly bytes: number };
  readonly acquisition: Acquisition;
}

/** Notes a source's intake in the chain of custody; when it is known already, that it was hashed again. */
export type NoteIntake = (read: ReadOriginal) => void;

/** What notes intakes, with its statements prepared once: thousands of files are read in a row. */
export function createIntakeNotes(database: Database, journal: Journal): NoteIntake {
  const intakeOf = database.prepare<[string], { sha256: string }>(
    `SELECT json_extract(payload, '$.sha256') AS sha256 FROM custody
     WHERE kind = 'intake' AND json_extract(payload, '$.source') = ?`,
  );
  const placeOf = database.prepare<[number], { path: string; kept: number }>(
    `SELECT path, EXISTS (SELECT 1 FROM original WHERE source_id = source.id) AS kept
     FROM source WHERE id = ?`,
  );
  return ({ sourceId, source, original, acquisition }) => {
    const place = journal.custodyPlace(acquisition.clockOffsetMs);
    const intake = intakeOf.get(source);
    if (intake !== undefined) {
      journal.append('custody.checked', {
        ...place,
        source,
        against: 'original',
        why: 'reread',
        result: intake.sha256 === original.sha256 ? 'same' : 'changed',
        expected: intake.sha256,
        sha256: original.sha256,
      });
      return;
    }
    const row = placeOf.get(sourceId);
    journal.append('custody.intake', {
      ...place,
      source,
      path: row?.path ?? '',
      ...original,
      collector: acquisition.collector ?? journal.author,
      note: acquisition.note,
      keeping: row?.kept === 1 ? 'case' : 'reference',
    });
  };
}
