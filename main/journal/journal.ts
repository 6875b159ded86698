import type { Database } from 'better-sqlite3';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import { Failure } from '#shared/model/failure.ts';
import type { ChangedEntity, ChangedValues } from '#shared/model/journal-changes.ts';
import {
  JOURNAL_PAYLOADS,
  LASTING_KINDS,
  type JournalKind,
  type JournalPayload,
} from '#shared/model/journal-entry.ts';
import { readPayload, type ReadPayload } from '#shared/model/journal-former.ts';
import type { ErasedContent } from '#shared/sync/sync-store.ts';
import { targetKey, type Target } from '#shared/model/note.ts';
import { appliedEntries, undoneEntries } from './applied-entries.ts';
import { replaceTexts } from './changed-content.ts';
import { custodyPlaceOf } from './custody-place.ts';
import { createEntryRows, type LastEntry } from './entry-rows.ts';
import { createEntrySubject } from './entry-subject.ts';
import { makeUuid7, nextClock, timeOfClock } from './clock.ts';
import { headOf, isHeadKept, keepHead, type JournalHead } from './journal-head.ts';
import { createProjector, PROJECTION_VERSION } from './projections.ts';
import { takeErasures, type Tombstone } from './take-erasures.ts';
import { statementsOf } from './statements.ts';
import { bodyOf, sha256, type StoredEntry } from './stored-entry.ts';
import type { Signer } from '../vault/index.ts';

/** One line of the case's history. */
export interface JournalEntry {
  readonly seq: number;
  readonly id: string;
  readonly at: string;
  readonly author: string;
  readonly kind: JournalKind;
  readonly payload: Readonly<Record<string, unknown>>;
  /** What it is about, in a line; null: its kind says it all. */
  readonly subject: string | null;
  /** Somebody took it back. */
  readonly undone: boolean;
  /** Whether it can be taken back: not when it tells of the world outside, nor when its value was set again since. */
  readonly undoable: boolean;
}

/** The copy of a case that is worked on: its name among the copies, and where it is. */
export interface CopyPlace {
  readonly device: string;
  readonly host: string;
  readonly tool: string;
  readonly toolVersion: string;
}

type Removable = 'finding' | 'note' | 'source';

export type Journal = ReturnType<typeof createJournal>;

/**
 * The case's history: append-only, each entry naming the hash of the one before of the same copy, the hash signed
 * with the author's key. The state of the case is what its entries made, in the order of their clocks; of copies
 * that were worked on apart the state is the same once they have the same entries.
 */
export function createJournal(
  database: Database,
  signer: Signer,
  copy: CopyPlace,
  now: () => number = Date.now,
) {
  const sql = statementsOf(database);
  const rows = createEntryRows(sql);
  const { count } = rows;
  const projector = createProjector(database);
  const subjectText = createEntrySubject(database);
  let leaves: Set<string> | null = null;
  /** Several entries are written of which the last one's end is signed: the last of them so far; none yet: null. */
  let group: { last: LastEntry | null } | null = null;

  /** The last entries of all copies: those that no other names as the one before. */
  function knownLeaves(): Set<string> {
    if (leaves !== null) return leaves;
    leaves = new Set();
    for (const row of sql<StoredEntry>('SELECT * FROM journal ORDER BY seq').iterate()) {
      const { prev } = bodyOf(row);
      if (prev !== null) leaves.delete(prev);
      leaves.add(row.hash.toString('base64url'));
    }
    return leaves;
  }

  const head = (): JournalHead => headOf(count(), knownLeaves());

  function write(kind: JournalKind, payload: Json): string {
    const last = group?.last ?? rows.last(copy.device);
    const { hash: prev } = last;
    const clock = nextClock(last.clock, now());
    const id = makeUuid7(now());
    const { device } = copy;
    const author = { key: signer.publicKey, name: signer.name };
    const body = Buffer.from(
      canonicalJson({ v: 1, id, clock, author, device, kind, payload, prev }),
    );
    const hash = sha256(body);
    const ends = knownLeaves();
    const seq = last.seq + 1;
    rows.add({ seq, id, kind, clock, device, body, hash, signature: signer.sign(hash) });
    const written = hash.toString('base64url');
    if (prev !== null) ends.delete(prev);
    ends.add(written);
    if (group === null) keepHead(sql, head(), signer);
    else group.last = { seq, clock, hash: written };
    if (kind === 'entry.undone') rebuild();
    else {
      // It was checked before it was written: kind and payload fit.
      const read = { kind, payload, former: false } as ReadPayload;
      projector.apply({ id, clock, read, undone: false });
    }
    return id;
  }

  /** A copy says where it is before it says anything else. */
  function begin(kind: JournalKind): void {
    if (kind === 'case.created' || group?.last != null) return;
    const begun = sql('SELECT 1 FROM journal WHERE device = ? LIMIT 1').get(copy.device);
    if (begun !== undefined) return;
    const { host, tool, toolVersion } = copy;
    write('copy.opened', { host, tool, toolVersion });
  }

  /** Signs where the journal ends. Only one who wrote in it may, so he says first that he is there. */
  function bindEnd(): void {
    const { host, tool, toolVersion } = copy;
    const own = sql('SELECT 1 FROM journal WHERE instr(CAST(body AS TEXT), ?) > 0 LIMIT 1').get(
      `"author":{"key":"${signer.publicKey}"`,
    );
    if (own === undefined) write('copy.opened', { host, tool, toolVersion });
    else keepHead(sql, head(), signer);
  }

  function whole<T>(work: () => T): T {
    // What is written together is one step already: whatever fails in it takes all of it back.
    if (group !== null) return work();
    try {
      return database.transaction(work)();
    } catch (error) {
      // What was written is taken back, and with it where the journal ended.
      leaves = null;
      throw error;
    }
  }

  function append<K extends JournalKind>(kind: K, payload: JournalPayload<K>): string {
    const checked = JOURNAL_PAYLOADS[kind].parse(payload);
    return whole(() => {
      begin(kind);
      return write(kind, checked);
    });
  }

  /** Entries that stand or fall together: where the journal ends is signed once, behind the last of them. `take` is none of them. */
  function together<T>(work: () => T): T {
    if (group !== null) return work();
    return whole(() => {
      const mine: NonNullable<typeof group> = { last: null };
      group = mine;
      try {
        const result = work();
        if (mine.last !== null) keepHead(sql, head(), signer);
        return result;
      } finally {
        group = null;
      }
    });
  }

  function rebuild(): void {
    projector.clear();
    for (const entry of appliedEntries(database)) projector.apply(entry);
    sql(
      `INSERT INTO meta (key, value) VALUES ('projection', ?)
       ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
    ).run(PROJECTION_VERSION);
  }

  /** Makes the state again when another version of Error-IQ made it, or none has. */
  function bringUpToDate(): void {
    const made = sql<{ value: string }>(`SELECT value FROM meta WHERE key = 'projection'`).get();
    if (made?.value === PROJECTION_VERSION) return;
    whole(() => {
      rebuild();
      if (count() > 0 && !isHeadKept(database)) bindEnd();
    });
  }
  bringUpToDate();

  const editsOf = (entity: string, id: string): number =>
    sql<{ edits: number }>('SELECT edits FROM thing WHERE entity = ? AND id = ?').get(entity, id)
      ?.edits ?? 0;

  /** What is never added or removed is always there. */
  function isThere(entity: ChangedEntity, id: string): boolean {
    if (entity !== 'finding' && entity !== 'source') return true;
    const thing = sql<{ removal: string | null }>(
      'SELECT removal FROM thing WHERE entity = ? AND id = ?',
    ).get(entity, id);
    return thing?.removal === null;
  }

  function change<E extends ChangedEntity>(
    entity: E,
    id: string,
    set: ChangedValues<E>,
  ): string | null {
    if (!isThere(entity, id)) {
      throw new Failure(
        'THING_GONE',
        'This was removed, so it cannot be changed. Take the removal back first.',
        { id },
      );
    }
    const values: Record<string, unknown> = {};
    const replaces: Record<string, string | null> = {};
    for (const [field, value] of Object.entries(set)) {
      const before = sql<{ value: string; entry: string }>(
        'SELECT value, entry FROM register WHERE entity = ? AND id = ? AND field = ?',
      ).get(entity, id, field);
      if (value === undefined || before?.value === canonicalJson(value as Json)) continue;
      values[field] = value;
      replaces[field] = before?.entry ?? null;
    }
    if (Object.keys(values).length === 0) return null;
    return append(`${entity}.changed`, { id, set: values, replaces } as never);
  }

  /** An entry, as it can be asked for. Throws ENTRY_GONE. */
  function entryOf(id: string): { id: string; clock: string; read: ReadPayload } {
    const row = sql<StoredEntry>('SELECT * FROM journal WHERE id = ?').get(id);
    if (row === undefined) {
      throw new Failure('ENTRY_GONE', 'There is no such entry in the history of this case.');
    }
    return { id, clock: row.clock, read: readPayload(bodyOf(row)) };
  }

  /** What taking an entry back takes back or brings again in the end: of a taking back that which it took back. */
  function subjectOf(entry: string): ReturnType<typeof entryOf> {
    const found = entryOf(entry);
    return found.read.kind === 'entry.undone' ? subjectOf(found.read.payload.entry) : found;
  }

  /** Whether a value that an entry set was set again since, be it in force or to be brought again. */
  function isSuperseded({ id, clock, read: { payload } }: ReturnType<typeof entryOf>): boolean {
    if (!('set' in payload)) return false;
    return Object.keys(payload.set).some((field) => {
      const later = sql(
        `SELECT 1 FROM register JOIN journal ON journal.id = register.entry
         WHERE register.id = ? AND field = ? AND (clock, journal.id) > (?, ?)`,
      ).get(payload.id, field, clock, id);
      return later !== undefined;
    });
  }

  function undo(entry: string): JournalKind {
    const { read } = entryOf(entry);
    if (!undoable(read)) {
      throw new Failure(
        'ENTRY_LASTING',
        'This entry tells of something that happened outside the case, so it cannot be taken back.',
      );
    }
    const subject = subjectOf(entry);
    if (undoneEntries(database).has(entry) || isSuperseded(subject)) {
      throw new Failure(
        'ENTRY_SUPERSEDED',
        'This was changed again since, so there is nothing to take back. Set the value that you want.',
      );
    }
    const added = sql<{ entity: string; id: string }>(
      'SELECT entity, id FROM thing WHERE entry = ?',
    ).get(entry);
    const edits = added === undefined ? 0 : editsOf(added.entity, added.id);
    append('entry.undone', { entry, edits });
    return subject.read.kind;
  }

  function list(before: number | null, limit: number): JournalEntry[] {
    const from =
      before === null
        ? undefined
        : sql<{ clock: string; id: string }>('SELECT clock, id FROM journal WHERE seq = ?').get(
            before,
          );
    const found = sql<StoredEntry>(
      'SELECT * FROM journal WHERE (clock, id) < (?, ?) ORDER BY clock DESC, id DESC LIMIT ?',
    ).all(from?.clock ?? '~', from?.id ?? '', limit);
    const undone = undoneEntries(database);
    return found.map((row) => {
      const body = bodyOf(row);
      const { kind, payload, former } = readPayload(body);
      return {
        seq: row.seq,
        id: row.id,
        at: timeOfClock(row.clock),
        author: body.author.name,
        kind,
        payload: { ...payload },
        subject: subjectText(payload),
        undone: undone.has(row.id),
        undoable:
          !undone.has(row.id) &&
          undoable({ kind, payload, former } as ReadPayload) &&
          !isSuperseded(subjectOf(row.id)),
      };
    });
  }

  return {
    /** Name of who writes. */
    author: signer.name,
    /** Where and when an act of custody is done, as an entry about it notes. */
    custodyPlace: (clockOffsetMs: number | null) => custodyPlaceOf(copy, now(), clockOffsetMs),
    /** Signs bytes as entries are signed. */
    sign: (bytes: Uint8Array) => ({
      key: signer.publicKey,
      name: signer.name,
      signature: Uint8Array.from(signer.sign(bytes)),
    }),
    /** Adds an entry and applies it, both or neither. Gives its id. */
    append,
    together,
    /** Sets values of a thing; those that it has already are left out. Null: nothing was to change. Throws THING_GONE. */
    change,
    /** Takes a thing out, unless it is edited apart. */
    remove: (entity: Removable, id: string): string =>
      append(`${entity}.removed`, { id, edits: editsOf(entity, id) }),
    /** Takes a tag off. Null: it was not there. */
    untag(target: Target, tag: string): string | null {
      const adds = sql<{ entry: string }>(
        'SELECT entry FROM tag WHERE target = ? AND tag = ? ORDER BY entry',
      ).all(targetKey(target), tag);
      if (adds.length === 0) return null;
      return append('tag.removed', { target, tag, adds: adds.map(({ entry }) => entry) });
    },
    /** Takes an entry back, by another entry; gives the kind of what falls or stands again by it. Throws ENTRY_GONE, ENTRY_LASTING, ENTRY_SUPERSEDED. */
    undo,
    /** Latest first, after the entry of number `before`. */
    list,
    head,
    /** Takes in entries of another copy of the case, in the order in which that has them; then all is made again. */
    take: (entries: readonly StoredEntry[]): void =>
      whole(() => {
        if (entries.length === 0) return;
        const ends = knownLeaves();
        let seq = count();
        for (const entry of entries) {
          rows.add({ ...entry, seq: ++seq });
          ends.add(entry.hash.toString('base64url'));
        }
        for (const { body } of entries) {
          const { prev } = bodyOf({ body });
          if (prev !== null) ends.delete(prev);
        }
        rebuild();
        bindEnd();
      }),
    /**
     * Replaces texts in the contents of all entries and signs a tombstone in their place, which names what changed.
     * The chain stands: hashes and signatures are those of what was there. Gives how many entries changed.
     */
    replaceTexts: (
      replace: (text: string) => string,
      notice: Omit<JournalPayload<'data.erased'>, 'entries'>,
    ): number =>
      whole(() => {
        const entries = replaceTexts(database, replace);
        append('data.erased', { ...notice, entries });
        rebuild();
        return entries.length;
      }),
    /** Makes contents what tombstones of other copies say, which were taken in, see `takeErasures`. */
    erase: (tombstones: readonly Tombstone[], contents: readonly ErasedContent[]): void =>
      whole(() => {
        if (tombstones.length === 0) return;
        const entries = takeErasures(database, tombstones, contents);
        if (entries.length > 0) {
          const reason = tombstones.map((tombstone) => tombstone.reason).join('; ');
          const nowhere = { places: 0, sources: [], originals: [] };
          append('data.erased', { what: 'erased', reason, ...nowhere, entries });
        }
        rebuild();
      }),
    /** Makes the state of the case again from the journal alone. */
    rebuild: (): void => whole(rebuild),
  };
}

function undoable({ kind }: ReadPayload): boolean {
  return !LASTING_KINDS.includes(kind);
}
