import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import {
  journalBody,
  JOURNAL_PAYLOADS,
  type JournalBody,
  type JournalKind,
  type JournalPayload,
} from '#shared/model/journal-entry.ts';
import { makeUuid7, nextClock, timeOfClock } from './clock.ts';
import { clearProjections, project } from './projections.ts';
import { isSignedBy, type Signer } from '../vault/index.ts';

/** One line of the case's history. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: string;
  readonly author: string;
  readonly kind: JournalKind;
  readonly payload: Readonly<Record<string, unknown>>;
}

interface Row {
  seq: number;
  id: string;
  kind: string;
  body: Buffer;
  hash: Buffer;
  signature: Buffer;
}

/** Where the chain ends; kept apart from the entries so that cutting the last ones off is noticed. */
const HEAD = 'journal_head';

/**
 * The case's history: append-only, each entry naming the hash of the one before, the hash signed
 * with the author's key. The state of the case is what its entries made.
 */
export interface Journal {
  /** Adds an entry and applies it, both or neither. */
  append<K extends JournalKind>(kind: K, payload: JournalPayload<K>): void;
  /** Latest first. */
  list(before: number | null, limit: number): JournalEntry[];
  /** The last entry that changed the case; null: there is none. */
  head(): JournalHead | null;
}

/** Up to where somebody who has a report of the case can hold the journal against it. */
export interface JournalHead {
  readonly seq: number;
  /** SHA-256 of the entry, which holds that of the one before; hex. */
  readonly digest: string;
  readonly at: string;
}

/** Entries that only note that something left, or how it was reported: the case is the same before and after. */
const LEAVING: readonly JournalKind[] = ['case.exported'];

/** The journal of an open case file. `device` names this installation. */
export function createJournal(
  database: Database,
  signer: Signer,
  device: string,
  now: () => number = Date.now,
): Journal {
  const insert = database.prepare(
    'INSERT INTO journal (id, kind, body, hash, signature) VALUES (?, ?, ?, ?, ?)',
  );
  const setHead = database.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  );
  const last = database.prepare<[], Row>('SELECT * FROM journal ORDER BY seq DESC LIMIT 1');
  const head = database.prepare<[string], Row>(
    'SELECT * FROM journal WHERE kind NOT IN (SELECT value FROM json_each(?)) ORDER BY seq DESC LIMIT 1',
  );
  const list = database.prepare<[number, number], Row>(
    'SELECT * FROM journal WHERE seq < ? ORDER BY seq DESC LIMIT ?',
  );

  const append = database.transaction((kind: JournalKind, payload: Json) => {
    const previous = last.get();
    const clock = nextClock(previous === undefined ? null : bodyOf(previous).clock, now());
    const id = makeUuid7(now());
    const body = Buffer.from(
      canonicalJson({
        v: 1,
        id,
        clock,
        author: { key: signer.publicKey, name: signer.name },
        device,
        kind,
        payload,
        prev: previous?.hash.toString('base64url') ?? null,
      }),
    );
    const hash = sha256(body);
    const { lastInsertRowid } = insert.run(id, kind, body, hash, signer.sign(hash));
    setHead.run(HEAD, `${lastInsertRowid} ${hash.toString('base64url')}`);
    apply(database, { kind, payload: Object(payload), author: signer.name, clock });
  });

  return {
    append: (kind, payload) => append(kind, JOURNAL_PAYLOADS[kind].parse(payload)),
    list: (before, limit) => list.all(before ?? Number.MAX_SAFE_INTEGER, limit).map(entryOf),
    head: () => {
      const row = head.get(JSON.stringify(LEAVING));
      if (row === undefined) return null;
      const { at } = entryOf(row);
      return { seq: row.seq, digest: row.hash.toString('hex'), at };
    },
  };
}

/** What `verifyJournal` found. `broken` is the first entry that does not hold. */
export interface JournalVerdict {
  readonly entries: number;
  readonly broken: { readonly seq: number; readonly reason: string } | null;
}

/** Checks every entry: canonical form, hash, signature, chain, clock, and that none is missing at the end. */
export function verifyJournal(database: Database): JournalVerdict {
  const rows = database.prepare<[], Row>('SELECT * FROM journal ORDER BY seq');
  let entries = 0;
  let prev: string | null = null;
  let clock = '';
  for (const row of rows.iterate()) {
    entries++;
    const reason = faultOf(row, entries, prev, clock);
    if (reason !== null) return { entries, broken: { seq: row.seq, reason } };
    prev = row.hash.toString('base64url');
    clock = bodyOf(row).clock;
  }
  const head = database
    .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
    .get(HEAD);
  const expected = entries === 0 ? undefined : `${entries} ${prev}`;
  if (head?.value === expected) return { entries, broken: null };
  return { entries, broken: { seq: entries + 1, reason: 'entries are missing at the end' } };
}

function faultOf(row: Row, seq: number, prev: string | null, clock: string): string | null {
  if (row.seq !== seq) return 'an entry before it is missing';
  if (!sha256(row.body).equals(row.hash)) return 'its content was changed';
  let body: JournalBody;
  try {
    body = bodyOf(row);
    if (canonicalJson(JSON.parse(row.body.toString())) !== row.body.toString()) {
      return 'its content is not in canonical form';
    }
  } catch {
    return 'its content cannot be read';
  }
  if (!isSignedBy(body.author.key, row.hash, row.signature)) return 'its signature does not fit';
  if (body.prev !== prev) return 'it does not follow the entry before it';
  if (body.clock <= clock) return 'its clock runs backwards';
  if (body.id !== row.id || body.kind !== row.kind) return 'its index does not fit its content';
  return null;
}

/** Makes the state of the case again from the journal alone. */
export function rebuildProjections(database: Database): void {
  database.transaction(() => {
    clearProjections(database);
    const rows = database.prepare<[], Row>('SELECT * FROM journal ORDER BY seq').all();
    for (const row of rows) {
      const { kind, payload, author, clock } = bodyOf(row);
      apply(database, { kind, payload, author: author.name, clock });
    }
  })();
}

function apply(
  database: Database,
  entry: { kind: JournalKind; payload: unknown; author: string; clock: string },
): void {
  const { kind, author, clock } = entry;
  const payload = JOURNAL_PAYLOADS[kind].parse(entry.payload);
  project(database, kind, payload as never, { author, at: timeOfClock(clock) });
}

function bodyOf(row: Row): JournalBody {
  return journalBody.parse(JSON.parse(row.body.toString()));
}

function entryOf(row: Row): JournalEntry {
  const { clock, author, kind, payload } = bodyOf(row);
  return { seq: row.seq, at: timeOfClock(clock), author: author.name, kind, payload };
}

function sha256(bytes: Uint8Array): Buffer {
  return createHash('sha256').update(bytes).digest();
}
