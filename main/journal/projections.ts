import type { Database } from 'better-sqlite3';
import type { JournalKind, JournalPayload } from '#shared/model/journal-entry.ts';

/** Who did it and when, as projections keep it. */
export interface EntryFacts {
  readonly author: string;
  readonly at: string;
}

type Projection<K extends JournalKind> = (
  database: Database,
  payload: JournalPayload<K>,
  facts: EntryFacts,
) => void;

/** Tables that hold nothing but what the journal says. */
const PROJECTED_TABLES = ['case_info', 'source', 'pin', 'issue_state'];

/** What each kind of entry does to the state of the case. */
const PROJECTIONS: { readonly [K in JournalKind]: Projection<K> } = {
  'case.created': (db, { name, zone }, { at }) => {
    db.prepare('INSERT INTO case_info (id, name, zone, created) VALUES (1, ?, ?, ?)').run(
      name,
      zone,
      at,
    );
  },
  'case.renamed': (db, { name }) => {
    db.prepare('UPDATE case_info SET name = ?').run(name);
  },
  'case.zone': (db, { zone }) => {
    db.prepare('UPDATE case_info SET zone = ?').run(zone);
  },
  // A fact about the world outside: nothing of the case changes by it.
  'case.exported': () => {},
  'source.added': (db, source, { at }) => {
    db.prepare(
      `INSERT INTO source (id, path, origin, size, mtime_us, added)
       VALUES (@id, @path, @origin, @size, @mtimeUs, @at)`,
    ).run({ ...source, at });
  },
  'source.read': (db, { id, sha256 }) => {
    db.prepare('UPDATE source SET sha256 = COALESCE(?, sha256) WHERE id = ?').run(sha256, id);
  },
  // What it is now is derived by reading; the entry is for who wants to know how it came about.
  'source.followed': () => {},
  'source.duplicate': (db, { id, sha256 }) => {
    db.prepare('UPDATE source SET sha256 = COALESCE(?, sha256) WHERE id = ?').run(sha256, id);
  },
  'source.counted': (db, { id }) => {
    db.prepare('UPDATE source SET counted_anyway = 1 WHERE id = ?').run(id);
  },
  'source.override': (db, override) => {
    db.prepare(
      `UPDATE source SET format_override = @format, zone_override = @zone,
         encoding_override = @encoding, shift_us = COALESCE(@shiftUs, shift_us) WHERE id = @id`,
    ).run({ ...override, shiftUs: override.shiftUs ?? null });
  },
  'source.removed': (db, { id }) => {
    db.prepare('DELETE FROM source WHERE id = ?').run(id);
    db.prepare('DELETE FROM pin WHERE source_id = ?').run(id);
  },
  'pin.added': (db, pin, facts) => {
    db.prepare(
      `INSERT INTO pin (id, source_id, line, ordinal, note, author, at)
       VALUES (@id, @sourceId, @line, @ordinal, @note, @author, @at)`,
    ).run({ ...pin, ...facts });
  },
  'pin.removed': (db, { id }) => {
    db.prepare('DELETE FROM pin WHERE id = ?').run(id);
  },
  'issue.state': (db, { key, state }, facts) => {
    db.prepare(
      `INSERT INTO issue_state (issue_key, state, author, at) VALUES (@key, @state, @author, @at)
       ON CONFLICT (issue_key) DO UPDATE SET state = @state, author = @author, at = @at`,
    ).run({ key, state, ...facts });
  },
};

/** Applies one entry to the state of the case. */
export function project<K extends JournalKind>(
  database: Database,
  kind: K,
  payload: JournalPayload<K>,
  facts: EntryFacts,
): void {
  PROJECTIONS[kind](database, payload, facts);
}

/** Empties what the journal's entries made, so that they can be applied again. */
export function clearProjections(database: Database): void {
  for (const table of PROJECTED_TABLES) database.exec(`DELETE FROM ${table}`);
}
