import type { Database } from 'better-sqlite3';
import type { Encoding } from '#shared/model/source.ts';
import type { Acquisition } from './acquisition.ts';

/** A request that can go on after the process ended: what it reads is still there then. */
export type AskedRequest =
  | {
      readonly kind: 'paths';
      readonly paths: readonly string[];
      /** What is not to be found out: null of them is. */
      readonly set?: { readonly format: string | null; readonly encoding: Encoding | null };
      readonly acquisition?: Acquisition;
    }
  | { readonly kind: 'sample' };

/** What was asked for and is not at its end. */
export interface Asked {
  readonly id: number;
  readonly request: AskedRequest;
}

/** A source that was taken in for a request, and what it was read with. */
export interface FoundSource {
  /** JSON of its origin. */
  readonly origin: string;
  /** Null: it is not in the case any more. */
  readonly id: number | null;
  readonly path: string | null;
  readonly format: string | null;
  readonly formatScore: number | null;
}

/** Operations of the case thread that remember what was asked for, so that a crash does not forget it. */
export type AskedRequests = {
  ask(input: { request: AskedRequest }): number;
  /** It came to its end. */
  answered(input: { id: number }): void;
  /** Everything that is not at its end, first asked first. */
  asked(input: null): Asked[];
  /** The sources that were taken in for a request. */
  foundFor(input: { id: number }): FoundSource[];
};

/** The operations over the writing connection, and what notes a source in the transaction that adds it. */
export function createAskedRequests(database: Database): {
  operations: AskedRequests;
  note(id: number, origin: string): void;
} {
  const insert = database.prepare<[string]>('INSERT INTO asked (request) VALUES (?)');
  const remove = database.prepare<[number]>('DELETE FROM asked WHERE id = ?');
  const all = database.prepare<[], { id: number; request: string }>(
    'SELECT id, request FROM asked ORDER BY id',
  );
  const found = database.prepare<[number], FoundSource>(
    `SELECT asked_found.origin, source.id, path, format, format_score AS formatScore FROM asked_found
     LEFT JOIN source ON source.origin = asked_found.origin
     LEFT JOIN source_read ON source_read.source_id = source.id
     WHERE asked_id = ? ORDER BY source.id`,
  );
  const note = database.prepare<[number, string]>(
    'INSERT OR IGNORE INTO asked_found (asked_id, origin) VALUES (?, ?)',
  );
  return {
    operations: {
      ask: ({ request }) => Number(insert.run(JSON.stringify(request)).lastInsertRowid),
      answered: ({ id }) => {
        remove.run(id);
      },
      asked: () => all.all().map(({ id, request }) => ({ id, request: JSON.parse(request) })),
      foundFor: ({ id }) => found.all(id),
    },
    note: (id, origin) => {
      note.run(id, origin);
    },
  };
}
