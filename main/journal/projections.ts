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
const PROJECTED_TABLES = [
  'case_info',
  'source',
  'pin',
  'issue_state',
  'issue_mark',
  'issue_merge',
  'issue_split',
  'issue_grouping',
];

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
  'issue.decided': (db, { issues }, facts) => {
    const set = db.prepare(
      `INSERT INTO issue_mark (issue_key, mark, author, at) VALUES (@key, @mark, @author, @at)
       ON CONFLICT (issue_key) DO UPDATE SET mark = @mark, author = @author, at = @at`,
    );
    for (const { key, mark } of issues) set.run({ key, mark: JSON.stringify(mark), ...facts });
  },
  'issue.merged': (db, { into, keys }) => {
    // What an issue is merged into stands for itself from now on.
    db.prepare('DELETE FROM issue_merge WHERE issue_key = ?').run(into);
    const set = db.prepare(
      `INSERT INTO issue_merge (issue_key, into_key) VALUES (@key, @into)
       ON CONFLICT (issue_key) DO UPDATE SET into_key = @into`,
    );
    for (const key of keys) if (key !== into) set.run({ key, into });
  },
  'issue.unmerged': (db, { keys }) => {
    const drop = db.prepare('DELETE FROM issue_merge WHERE issue_key = ?');
    for (const key of keys) drop.run(key);
  },
  'issue.split': (db, { parts, own }) => {
    const set = db.prepare(
      `INSERT INTO issue_split (part_key, own_key) VALUES (@part, @own)
       ON CONFLICT (part_key) DO UPDATE SET own_key = @own`,
    );
    for (const part of parts) set.run({ part, own });
  },
  'issue.grouping': (db, { fingerprint, stackTrace }) => {
    db.prepare(
      `INSERT INTO issue_grouping (id, fingerprint, stack_trace) VALUES (1, @fingerprint, @stackTrace)
       ON CONFLICT (id) DO UPDATE SET fingerprint = @fingerprint, stack_trace = @stackTrace`,
    ).run({ fingerprint, stackTrace });
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
