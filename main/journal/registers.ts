import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import type { Statements } from './statements.ts';

/** What an entry does to the values of one thing. */
export interface RegisterWrite {
  readonly entity: string;
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
  /** For each value the entry that had set it before, as the author saw it; null: nothing was known to change apart. */
  readonly replaces: Readonly<Record<string, string | null>> | null;
  readonly entry: string;
}

interface Register {
  readonly value: string;
  readonly entry: string;
}

interface Thing {
  readonly edits: number;
  readonly removal: string | null;
}

/**
 * Values that have their last writer, for entries that come in the order of their clocks. Who replaces a value
 * that he did not know leaves it as a conflict; who replaces one that was kept settles it.
 */
export function createRegisters(sql: Statements) {
  const current = (entity: string, id: string, field: string): Register | undefined =>
    sql<Register>(
      'SELECT value, entry FROM register WHERE entity = ? AND id = ? AND field = ?',
    ).get(entity, id, field);

  const keep = (
    entity: string,
    id: string,
    field: string,
    kept: { entry: string; value: string },
  ): void => {
    sql(
      'INSERT OR IGNORE INTO conflict (entity, id, field, kept_entry, kept_value) VALUES (?, ?, ?, ?, ?)',
    ).run(entity, id, field, kept.entry, kept.value);
  };

  const thing = (entity: string, id: string): Thing | undefined =>
    sql<Thing>('SELECT edits, removal FROM thing WHERE entity = ? AND id = ?').get(entity, id);

  return {
    /** Sets values of a thing. */
    write({ entity, id, values, replaces, entry }: RegisterWrite): void {
      for (const [field, value] of Object.entries(values)) {
        const written = canonicalJson(value as Json);
        const before = current(entity, id, field);
        const known = replaces === null ? (before?.entry ?? null) : (replaces[field] ?? null);
        if (before !== undefined && before.entry !== known && before.value !== written) {
          keep(entity, id, field, before);
        }
        if (known !== null) {
          sql(
            'DELETE FROM conflict WHERE entity = ? AND id = ? AND field = ? AND kept_entry = ?',
          ).run(entity, id, field, known);
        }
        sql(
          `INSERT INTO register (entity, id, field, value, entry) VALUES (?, ?, ?, ?, ?)
           ON CONFLICT (entity, id, field) DO UPDATE SET value = excluded.value, entry = excluded.entry`,
        ).run(entity, id, field, written, entry);
      }
    },
    /** A thing comes to be, or comes to be again. */
    add(entity: string, id: string, entry: string): void {
      sql(
        `INSERT INTO thing (entity, id, entry) VALUES (?, ?, ?)
         ON CONFLICT (entity, id) DO UPDATE SET entry = excluded.entry, edits = 0, last_edit = NULL, removal = NULL`,
      ).run(entity, id, entry);
      sql('DELETE FROM register WHERE entity = ? AND id = ?').run(entity, id);
    },
    /** Counts an edit of a thing; what was removed comes back by it, and the removal is kept as a conflict. */
    edited(entity: string, id: string, entry: string): void {
      const removal = thing(entity, id)?.removal ?? null;
      if (removal !== null) keep(entity, id, '', { entry: removal, value: 'null' });
      sql(
        'UPDATE thing SET edits = edits + 1, last_edit = ?, removal = NULL WHERE entity = ? AND id = ?',
      ).run(entry, entity, id);
    },
    /** Counts an edit that was taken back: who removed the thing may have known it. */
    countEdit(entity: string, id: string): void {
      sql('UPDATE thing SET edits = edits + 1 WHERE entity = ? AND id = ?').run(entity, id);
    },
    /** Removes a thing, unless it was edited apart: that wins, and the removal is kept. `edits` null: always. */
    remove(entity: string, id: string, edits: number | null, entry: string): void {
      const there = thing(entity, id);
      if (there === undefined) return;
      if (edits !== null && there.edits !== edits) {
        keep(entity, id, '', { entry, value: 'null' });
        return;
      }
      sql('UPDATE thing SET removal = ? WHERE entity = ? AND id = ?').run(entry, entity, id);
    },
    /** Takes a kept value off the list. */
    settle(keptEntry: string, field: string | null): void {
      sql('DELETE FROM conflict WHERE kept_entry = ? AND field = ?').run(keptEntry, field ?? '');
    },
    isThere: (entity: string, id: string): boolean => thing(entity, id)?.removal === null,
  };
}

export type Registers = ReturnType<typeof createRegisters>;
