import type { Database } from 'better-sqlite3';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import type { JournalKind, JournalPayload } from '#shared/model/journal-entry.ts';
import type { ReadPayload } from '#shared/model/journal-former.ts';
import { targetKey } from '#shared/model/note.ts';
import { timeOfClock } from './clock.ts';
import { createRegisters, type Registers } from './registers.ts';
import { statementsOf, type Statements } from './statements.ts';

/** Goes up whenever a projection changes: the state of a case is then made again when it is opened. */
export const PROJECTION_VERSION = '1';

/** Tables that hold nothing but what the journal says, and the order in which their rows are compared. */
export const PROJECTED_TABLES = {
  case_info: 'id',
  known_source: 'key',
  register: 'entity, id, field',
  thing: 'entity, id',
  conflict: 'entity, id, field, kept_entry',
  note: 'id',
  tag: 'target, tag, entry',
  pin: 'id',
  custody: 'entry',
} as const;

/** One entry as projections see it. */
export interface AppliedEntry {
  readonly id: string;
  readonly clock: string;
  readonly read: ReadPayload;
  /** Somebody took it back. */
  readonly undone: boolean;
}

interface Step {
  readonly sql: Statements;
  readonly registers: Registers;
  readonly entry: string;
  readonly at: string;
  readonly former: boolean;
  /** What an entry had added, by the entry's id. */
  addedBy(entry: string): { entity: string; id: string } | undefined;
}

type Projection<K extends JournalKind> = (payload: JournalPayload<K>, step: Step) => void;

type ChangeKind = Extract<JournalKind, `${string}.changed`>;
type Change = JournalPayload<ChangeKind>;

function change(entity: string, { id, set, replaces }: Change, step: Step): void {
  const known = step.former ? null : replaces;
  step.registers.write({ entity, id, values: set, replaces: known, entry: step.entry });
}

function custody(kind: string, payload: Json, { sql, entry }: Step): void {
  sql('INSERT INTO custody (entry, kind, payload) VALUES (?, ?, ?)').run(
    entry,
    kind,
    canonicalJson(payload),
  );
}

/** Column of each value of a source that reading and searching take from its row. */
const SOURCE_COLUMNS = {
  format: 'format_override',
  zone: 'zone_override',
  encoding: 'encoding_override',
  shiftUs: 'shift_us',
} as const;

/** A fact about the world outside, or only about other entries: nothing of the case changes by it. */
const NOTHING = (): void => {};

/** What each kind of entry does to the state of the case. */
const PROJECTIONS: { readonly [K in JournalKind]: Projection<K> } = {
  'case.created': ({ name, zone }, step) => {
    step
      .sql('INSERT OR IGNORE INTO case_info (id, name, zone, created) VALUES (1, ?, ?, ?)')
      .run(name, zone, step.at);
    const values = { name, zone };
    step.registers.write({ entity: 'case', id: 'case', values, replaces: null, entry: step.entry });
  },
  'copy.opened': NOTHING,
  'data.erased': NOTHING,
  'label.overridden': NOTHING,
  'case.changed': (payload, step) => {
    change('case', payload, step);
    const { name, zone } = payload.set;
    if (name !== undefined) step.sql('UPDATE case_info SET name = ?').run(name);
    if (zone !== undefined) step.sql('UPDATE case_info SET zone = ?').run(zone);
  },
  'case.exported': ({ query, records, bytes, sha256, file }, step) => {
    // What a journal says of an export from before custody was kept: where it was done is not noted.
    const place = { at: step.at, utcOffsetMinutes: 0, clockOffsetMs: null, host: '' };
    const tool = { tool: 'Error-IQ', toolVersion: '' };
    const left = { what: 'export', file, sha256, bytes, records, sources: [], note: query };
    custody('left', { ...place, ...tool, ...left }, step);
  },
  'source.added': ({ source, path, origin, size, mtimeUs }, { sql, registers, entry, at }) => {
    sql(
      `INSERT OR IGNORE INTO source_number (key, id)
       VALUES (?, (SELECT COALESCE(MAX(id), 0) + 1 FROM source_number))`,
    ).run(source);
    sql(
      `INSERT OR REPLACE INTO known_source (id, key, path, origin, size, mtime_us, added)
       VALUES ((SELECT id FROM source_number WHERE key = ?), ?, ?, ?, ?, ?, ?)`,
    ).run(source, source, path, origin, size, mtimeUs, at);
    registers.add('source', source, entry);
  },
  'source.read': ({ source, sha256 }, { sql }) => {
    sql('UPDATE known_source SET sha256 = COALESCE(?, sha256) WHERE key = ?').run(sha256, source);
  },
  // What it is now is derived by reading; the entry is for who wants to know how it came about.
  'source.followed': NOTHING,
  'source.sealed': NOTHING,
  'source.duplicate': ({ source, sha256 }, { sql }) => {
    sql('UPDATE known_source SET sha256 = COALESCE(?, sha256) WHERE key = ?').run(sha256, source);
  },
  'source.counted': ({ source }, { sql }) => {
    sql('UPDATE known_source SET counted_anyway = 1 WHERE key = ?').run(source);
  },
  'source.changed': (payload, step) => {
    change('source', payload, step);
    step.registers.edited('source', payload.id, step.entry);
    for (const [field, value] of Object.entries(payload.set)) {
      // A label is only asked for where something leaves.
      if (!Object.hasOwn(SOURCE_COLUMNS, field)) continue;
      const column = SOURCE_COLUMNS[field as keyof typeof SOURCE_COLUMNS];
      step.sql(`UPDATE known_source SET ${column} = ? WHERE key = ?`).run(value, payload.id);
    }
    step.sql('UPDATE known_source SET removed = 0 WHERE key = ?').run(payload.id);
  },
  'source.removed': ({ id, edits }, { sql, registers, entry, former }) => {
    registers.remove('source', id, former ? null : edits, entry);
    if (registers.isThere('source', id)) return;
    sql('UPDATE known_source SET removed = 1 WHERE key = ?').run(id);
    if (former) sql(`DELETE FROM pin WHERE json_extract(record, '$.source') = ?`).run(id);
  },
  'pin.added': ({ id, record, note }, { sql, entry }) => {
    sql('INSERT OR IGNORE INTO pin (id, record, note, entry) VALUES (?, ?, ?, ?)').run(
      id,
      canonicalJson({ ...record }),
      note,
      entry,
    );
  },
  'pin.removed': ({ id }, { sql }) => {
    sql('DELETE FROM pin WHERE id = ?').run(id);
  },
  'issue.changed': (payload, step) => change('issue', payload, step),
  'issuePart.changed': (payload, step) => change('issuePart', payload, step),
  'grouping.changed': (payload, step) => change('grouping', payload, step),
  'templateRule.changed': (payload, step) => change('templateRule', payload, step),
  'finding.added': ({ id, ...values }, { registers, entry }) => {
    registers.add('finding', id, entry);
    registers.write({ entity: 'finding', id, values, replaces: null, entry });
  },
  'finding.changed': (payload, step) => {
    change('finding', payload, step);
    step.registers.edited('finding', payload.id, step.entry);
  },
  'finding.removed': ({ id, edits }, { registers, entry }) =>
    registers.remove('finding', id, edits, entry),
  'note.added': ({ id, target, ...content }, { sql, entry }) => {
    sql('INSERT OR IGNORE INTO note (id, target, content, entry) VALUES (?, ?, ?, ?)').run(
      id,
      targetKey(target),
      canonicalJson({ target, ...content }),
      entry,
    );
  },
  'note.removed': ({ id }, { sql }) => {
    sql('DELETE FROM note WHERE id = ?').run(id);
  },
  'tag.added': ({ target, tag }, { sql, entry }) => {
    sql('INSERT INTO tag (target, tag, entry) VALUES (?, ?, ?)').run(targetKey(target), tag, entry);
  },
  'tag.removed': ({ target, tag, adds }, { sql }) => {
    for (const added of adds) {
      sql('DELETE FROM tag WHERE target = ? AND tag = ? AND entry = ?').run(
        targetKey(target),
        tag,
        added,
      );
    }
  },
  'incident.changed': (payload, step) => change('incident', payload, step),
  'narrative.changed': (payload, step) => change('narrative', payload, step),
  'place.changed': (payload, step) => change('place', payload, step),
  'report.changed': (payload, step) => change('report', payload, step),
  'report.submitted': NOTHING,
  'assistant.changed': (payload, step) => change('assistant', payload, step),
  'assistant.sent': NOTHING,
  'assistant.took': NOTHING,
  'assistant.served': NOTHING,
  'toolkit.called': NOTHING,
  'assistant.answered': NOTHING,
  'assistant.removed': NOTHING,
  'marker.added': NOTHING,
  'marker.removed': NOTHING,
  'playbook.begun': NOTHING,
  'playbook.ended': NOTHING,
  'custody.intake': (payload, step) => custody('intake', payload, step),
  'custody.checked': (payload, step) => custody('check', payload, step),
  'custody.left': (payload, step) => custody('left', payload, step),
  'custody.noted': (payload, step) => custody('note', payload, step),
  'conflict.settled': ({ kept }, { registers }) => {
    for (const { entry, field } of kept) registers.settle(entry, field);
  },
  'entry.undone': ({ entry: target, edits }, { registers, entry, addedBy }) => {
    const added = addedBy(target);
    if (added !== undefined) registers.remove(added.entity, added.id, edits, entry);
  },
};

/** Kinds whose undoing is a removal, because what they added may have been edited apart since. */
const REMOVED_WHEN_UNDONE: ReadonlySet<JournalKind> = new Set(['finding.added']);

/** Applies entries, in the order of their clocks, to the state of a case. */
export function createProjector(database: Database) {
  const sql = statementsOf(database);
  const registers = createRegisters(sql);
  const addedBy = (entry: string): { entity: string; id: string } | undefined =>
    sql<{ entity: string; id: string }>('SELECT entity, id FROM thing WHERE entry = ?').get(entry);

  function apply<K extends JournalKind>(kind: K, payload: JournalPayload<K>, step: Step): void {
    PROJECTIONS[kind](payload, step);
  }

  return {
    apply({ id, clock, read, undone }: AppliedEntry): void {
      const { kind, payload, former } = read;
      if (undone && !REMOVED_WHEN_UNDONE.has(kind)) {
        if (kind === 'finding.changed') registers.countEdit('finding', payload.id);
        if (kind === 'source.changed') registers.countEdit('source', payload.id);
        return;
      }
      const step: Step = {
        sql,
        registers,
        entry: id,
        // Few ask.
        get at() {
          return timeOfClock(clock);
        },
        former,
        addedBy,
      };
      apply(kind, payload as never, step);
    },
    /** Empties what entries made, so that they can be applied again. */
    clear(): void {
      for (const table of Object.keys(PROJECTED_TABLES)) sql(`DELETE FROM ${table}`).run();
    },
  };
}
