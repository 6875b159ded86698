import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { LegalHold } from '#shared/sync/case-keeping-api.ts';
import type { Attention, OpenedPage, OutgoingEntry, SyncLink } from '#shared/sync/sync-store.ts';
import { REFUSALS, type PushOutcome, type Refusal } from '#shared/sync/sync-wire.ts';
import { keepTeamHold, readTeamHold } from './cases/index.ts';
import { forgetErased, forgetUnusedSkeletons, overwriteFreed } from './forget-erased.ts';
import { holdSeals, type SkeletonNumbers } from './ingest/index.ts';
import { VERSION } from './version.ts';
import { contentsOf, sortIncoming, tombstoneOf, type Journal } from './journal/index.ts';

/** What the case thread offers of its sync with a team server: see `SyncStore`, whose functions these are. */
export type SyncOperations = {
  syncLink(input: null): SyncLink;
  syncOutgoing(input: { most: number; bytes: number }): OutgoingEntry[];
  syncSettle(input: { first: number; epoch: string; outcomes: readonly PushOutcome[] }): void;
  syncTakeIn(input: OpenedPage): number | null;
  syncRestart(input: null): void;
  syncAttention(input: null): Attention[];
  syncRetry(input: null): void;
  /** The entry that the case and all its copies begin with, by which a server knows them; null: there is none yet. */
  syncRoot(input: null): string | null;
  /** How many entries have still to be sent. */
  syncWaiting(input: null): number;
  /** The legal hold of the team on the case, as its server last told it. */
  teamHold(input: null): LegalHold | null;
  keepTeamHold(input: LegalHold | null): void;
};

interface LinkRow {
  readonly client: string;
  readonly epoch: string | null;
  readonly cursor: number;
  readonly next_seq: number;
  readonly looked: number;
}

/** Under which name a case file says which Error-IQ took in last what others sent. */
const READER = 'sync_reader';

const PENDING = `
  SELECT sync_entry.seq AS seq, journal.id AS id, body, hash, signature
  FROM sync_entry JOIN journal ON journal.id = sync_entry.id
  WHERE sync_entry.seq IS NOT NULL ORDER BY sync_entry.seq LIMIT ?`;

/** Notes in the file of a case that has nothing yet which case it is to become. */
export function awaitCase(database: Database, root: string): void {
  database.prepare(`INSERT INTO meta (key, value) VALUES ('sync_root', ?)`).run(root);
}

/** How many entries of a case have still to be sent. */
export function unsentEntries(database: Database): number {
  const row = database
    .prepare<[], { n: number }>(
      `SELECT COUNT(*) AS n FROM journal
       WHERE id NOT IN (SELECT id FROM sync_entry WHERE state <> 'pending')`,
    )
    .get();
  return row?.n ?? 0;
}

/** The sync of a case in its own file, beside its journal. */
export function createSyncOperations(
  database: Database,
  journal: Journal,
  skeletons: SkeletonNumbers,
): SyncOperations {
  const whole = <I, O>(work: (input: I) => O) => database.transaction(work) as (input: I) => O;

  const link = (): LinkRow => {
    const row = database.prepare<[], LinkRow>('SELECT * FROM sync_link').get();
    if (row !== undefined) return row;
    database
      .prepare(
        'INSERT INTO sync_link (id, client, epoch, cursor, next_seq, looked) VALUES (1, ?, NULL, 0, 1, 0)',
      )
      .run(randomUUID());
    return link();
  };

  const root = (): string | null =>
    database
      .prepare<[], { id: string }>(`SELECT id FROM journal WHERE kind = 'case.created' LIMIT 1`)
      .get()?.id ??
    database.prepare<[], { value: string }>(`SELECT value FROM meta WHERE key = 'sync_root'`).get()
      ?.value ??
    null;

  /** Gives the next numbers to entries of the journal that have neither a number nor an answer. */
  function number(): void {
    const { looked, next_seq: next } = link();
    const fresh = database
      .prepare<[number], { seq: number; id: string }>(
        `SELECT seq, id FROM journal WHERE seq > ? AND id NOT IN (SELECT id FROM sync_entry) ORDER BY seq`,
      )
      .all(looked);
    const give = database.prepare(
      `INSERT INTO sync_entry (id, seq, state, code) VALUES (?, ?, 'pending', NULL)`,
    );
    fresh.forEach(({ id }, i) => give.run(id, next + i));
    database
      .prepare(
        'UPDATE sync_link SET next_seq = ?, looked = (SELECT COALESCE(MAX(seq), 0) FROM journal)',
      )
      .run(next + fresh.length);
  }

  const share = database.prepare<[string]>(
    `INSERT INTO sync_entry (id, seq, state, code) VALUES (?, NULL, 'shared', NULL)
     ON CONFLICT (id) DO UPDATE SET state = 'shared', code = NULL WHERE state = 'refused'`,
  );

  /** Lets refused entries be numbered anew. */
  function release(codes: readonly Refusal[]): void {
    const marks = codes.map(() => '?').join(', ');
    const released = database
      .prepare(`DELETE FROM sync_entry WHERE state = 'refused' AND code IN (${marks})`)
      .run(...codes);
    if (released.changes > 0) database.exec('UPDATE sync_link SET looked = 0');
  }

  /** Has what did not hold asked for anew, with everything before it: what is there already is known when it comes. */
  function readAnew(): void {
    if (database.prepare('DELETE FROM sync_fault').run().changes === 0) return;
    database.exec('UPDATE sync_link SET cursor = 0');
  }

  /** A later Error-IQ may read what an earlier one could not. */
  function noteReader(): void {
    const before = database
      .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
      .get(READER);
    if (before?.value === VERSION) return;
    readAnew();
    database
      .prepare(
        'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
      )
      .run(READER, VERSION);
  }

  const takeIn = whole(({ epoch, after, entries, unreadable, upto }: OpenedPage) => {
    // Had it moved the cursor, what was asked for anew meanwhile would never be read, and nobody told.
    if (link().cursor !== after) return { taken: null, erased: false };
    const begin = root();
    const sorted =
      begin === null
        ? { fresh: [], known: [], faults: [] }
        : sortIncoming(database, entries, begin);
    journal.take(sorted.fresh);
    const erasures = sorted.fresh.flatMap((row) => tombstoneOf(row) ?? []);
    const contents = entries.flatMap((entry) => entry.contents ?? []);
    journal.erase(erasures, contents);
    forgetErased(database, erasures);
    if (sorted.fresh.some(({ kind }) => kind === 'source.sealed')) holdSeals(database, journal);
    if (erasures.length > 0) forgetUnusedSkeletons(database, skeletons);
    for (const { id } of sorted.fresh) share.run(id);
    for (const id of sorted.known) share.run(id);
    const fault = database.prepare('INSERT OR IGNORE INTO sync_fault (id, code) VALUES (?, ?)');
    for (const id of unreadable) fault.run(id, 'UNREADABLE');
    for (const { id, code } of sorted.faults) fault.run(id, code);
    database.prepare('UPDATE sync_link SET epoch = ?, cursor = ?').run(epoch, upto);
    return { taken: sorted.fresh.length, erased: erasures.length > 0 };
  });

  return {
    syncLink: whole(() => {
      link();
      noteReader();
      const { client, epoch, cursor } = link();
      return { client, epoch, cursor };
    }),
    syncOutgoing: whole(({ most, bytes }) => {
      number();
      const batch: OutgoingEntry[] = [];
      let sum = 0;
      const rows = database.prepare<[number], OutgoingEntry['entry'] & { seq: number }>(PENDING);
      for (const { seq, ...entry } of rows.iterate(most)) {
        sum += entry.body.length;
        if (sum > bytes && batch.length > 0) break;
        const tombstone = tombstoneOf(entry);
        const contents = tombstone === null ? [] : contentsOf(database, tombstone);
        batch.push({ seq, entry: contents.length === 0 ? entry : { ...entry, contents } });
      }
      return batch;
    }),
    syncSettle: whole(({ first, epoch, outcomes }) => {
      link();
      database.prepare('UPDATE sync_link SET epoch = ?').run(epoch);
      const settle = database.prepare(
        'UPDATE sync_entry SET seq = NULL, state = ?, code = ? WHERE seq = ?',
      );
      for (const [i, outcome] of outcomes.entries()) {
        const refused = outcome.is === 'refused';
        const code = refused ? outcome.code : null;
        settle.run(refused ? 'refused' : 'shared', code, first + i);
      }
      if (outcomes.some(({ is }) => is !== 'refused')) release(['BEFORE_MISSING']);
    }),
    syncTakeIn(page) {
      const { taken, erased } = takeIn(page);
      if (erased) overwriteFreed(database);
      return taken;
    },
    syncRestart: whole(() => {
      for (const table of ['sync_link', 'sync_entry', 'sync_fault']) {
        database.exec(`DELETE FROM ${table}`);
      }
      link();
    }),
    syncAttention: () => [
      ...database
        .prepare<[], { id: string; code: Refusal }>(
          `SELECT id, code FROM sync_entry WHERE state = 'refused' ORDER BY id`,
        )
        .all()
        .map(({ id, code }) => ({ id, way: 'sent' as const, code })),
      ...database
        .prepare<[], { id: string; code: 'UNREADABLE' | 'BROKEN' | 'CONTRADICTION' }>(
          'SELECT id, code FROM sync_fault ORDER BY id',
        )
        .all()
        .map(({ id, code }) => ({ id, way: 'received' as const, code })),
    ],
    syncRetry: whole(() => {
      release(REFUSALS);
      readAnew();
    }),
    syncRoot: root,
    syncWaiting: () => unsentEntries(database),
    teamHold: () => readTeamHold(database),
    keepTeamHold: whole((hold) => keepTeamHold(database, hold)),
  };
}
