import Sqlite, { type Database } from 'better-sqlite3';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import { readPayload } from '#shared/model/journal-former.ts';
import type { JournalBody } from '#shared/model/journal-entry.ts';
import { signatureCheck, type SignatureCheck } from '../vault/index.ts';
import { appliedEntries } from './applied-entries.ts';
import { changedContents, hasItsContent, type ChangedContents } from './changed-content.ts';
import { faultOfHead, headOf, type JournalHead } from './journal-head.ts';
import { createProjector, PROJECTED_TABLES } from './projections.ts';
import { bodyOf, type StoredEntry } from './stored-entry.ts';

/** What does not hold: an entry, the end of the journal, or the state that it should have made. */
export interface JournalFault {
  /** Number of the entry; null: it is not about one. */
  readonly seq: number | null;
  readonly reason: string;
}

/** Somebody who wrote in the case. */
export interface JournalAuthor {
  /** Raw Ed25519 public key, base64url. */
  readonly key: string;
  readonly name: string;
  readonly entries: number;
}

/** What `verifyJournal` found. `broken` is the first thing that does not hold. */
export interface JournalVerdict {
  readonly entries: number;
  /** Null when the journal is broken. */
  readonly head: JournalHead | null;
  readonly authors: readonly JournalAuthor[];
  readonly broken: JournalFault | null;
}

/**
 * Checks every entry (canonical form, hash, signature, chain, clock, that it fits its kind), that none is missing
 * at the end, and that the state of the case is what the entries make, byte for byte.
 */
export function verifyJournal(database: Database): JournalVerdict {
  const verdict = verifyHistory(database);
  const broken = verdict.broken ?? faultOfState(database);
  return broken === null ? verdict : { ...verdict, head: null, broken };
}

/** Checks the entries and where they end, not what was made of them. */
export function verifyHistory(database: Database): JournalVerdict {
  const rows = database.prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY seq').iterate();
  const chain = verifyEntries(rows, signatureCheck(), changedContents(database));
  const { entries, leaves, authors } = chain;
  const head = headOf(entries, leaves);
  const broken = chain.broken ?? faultOfEnd(database, chain, head);
  return {
    entries,
    authors: [...authors.values()],
    head: broken === null ? head : null,
    broken,
  };
}

/** What the entries say by themselves. */
export interface VerifiedChain {
  readonly entries: number;
  readonly leaves: ReadonlySet<string>;
  readonly authors: ReadonlyMap<string, JournalAuthor>;
  readonly broken: JournalFault | null;
}

/** Checks entries in the order of their numbers, up to the first that does not hold. */
function verifyEntries(
  rows: Iterable<StoredEntry>,
  isSignedBy: SignatureCheck,
  changed: ChangedContents,
): VerifiedChain {
  const chain = new EntryChain(isSignedBy, changed);
  for (const row of rows) {
    const reason = chain.faultOf(row);
    if (reason !== null) return { ...chain.sum(), broken: { seq: row.seq, reason } };
    chain.accept(row);
  }
  return { ...chain.sum(), broken: null };
}

/** The entries up to a point, and whether another may follow. */
export class EntryChain {
  private readonly isSignedBy: SignatureCheck;
  private readonly changed: ChangedContents;
  private readonly links = new Map<string, { device: string; clock: string }>();
  private readonly leaves = new Set<string>();
  private readonly authors = new Map<string, JournalAuthor>();
  private readonly begun = new Set<string>();
  private readonly ids = new Set<string>();
  private entries = 0;

  constructor(isSignedBy: SignatureCheck, changed: ChangedContents = new Map()) {
    this.isSignedBy = isSignedBy;
    this.changed = changed;
  }

  /** Why an entry cannot be the next; null: it holds. */
  faultOf(row: StoredEntry): string | null {
    if (row.seq !== this.entries + 1) return 'an entry before it is missing';
    const body = readEntry(row, this.changed);
    if (typeof body === 'string') return body;
    const hash = row.hash.toString('base64url');
    if (this.links.has(hash) || this.ids.has(row.id)) return 'it is there twice';
    const before = body.prev === null ? undefined : this.links.get(body.prev);
    const follows = body.prev === null ? !this.begun.has(body.device) : before !== undefined;
    if (!follows || (before !== undefined && before.device !== body.device)) {
      return 'it does not follow the entry before it';
    }
    if (before !== undefined && body.clock <= before.clock) return 'its clock runs backwards';
    const { key } = body.author;
    return this.isSignedBy(key, row.hash, row.signature) ? null : 'its signature does not fit';
  }

  /** Takes in an entry that holds. */
  accept(row: StoredEntry): void {
    const { prev, device, clock, author } = bodyOf(row);
    const hash = row.hash.toString('base64url');
    this.entries++;
    this.ids.add(row.id);
    this.begun.add(device);
    this.links.set(hash, { device, clock });
    if (prev !== null) this.leaves.delete(prev);
    this.leaves.add(hash);
    const entries = (this.authors.get(author.key)?.entries ?? 0) + 1;
    this.authors.set(author.key, { ...author, entries });
  }

  sum(): Omit<VerifiedChain, 'broken'> {
    const { entries, leaves, authors } = this;
    return { entries, leaves, authors };
  }
}

/** The content of an entry, or what is wrong with it. */
export function readEntry(
  row: StoredEntry,
  changed: ChangedContents = new Map(),
): JournalBody | string {
  if (!hasItsContent(row, changed)) return 'its content was changed';
  let body: JournalBody;
  try {
    body = bodyOf(row);
    const text = row.body.toString('utf8');
    if (canonicalJson(JSON.parse(text)) !== text) return 'its content is not in canonical form';
  } catch {
    return 'its content cannot be read';
  }
  try {
    readPayload(body);
  } catch {
    return 'its content does not fit its kind';
  }
  const { id, kind, clock, device } = body;
  if (id !== row.id || kind !== row.kind || clock !== row.clock || device !== row.device) {
    return 'its index does not fit its content';
  }
  return body;
}

function faultOfEnd(
  database: Database,
  { entries, authors }: VerifiedChain,
  head: JournalHead,
): JournalFault | null {
  const reason = faultOfHead(database, head, new Set(authors.keys()), signatureCheck());
  return reason === null ? null : { seq: entries + 1, reason };
}

/** Makes the state of the case again from its entries alone, in memory, and compares. */
function faultOfState(database: Database): JournalFault | null {
  const made = new Sqlite(':memory:');
  try {
    const tables = [...Object.keys(PROJECTED_TABLES), 'source_number'];
    // One statement each: the text comes from the file, and whoever wrote that may have put others behind it.
    for (const table of tables) made.prepare(schemaOf(database, table)).run();
    const numbers = database.prepare<[], { key: string; id: number }>(
      'SELECT key, id FROM source_number',
    );
    const number = made.prepare('INSERT INTO source_number (key, id) VALUES (@key, @id)');
    for (const row of numbers.iterate()) number.run(row);
    const projector = createProjector(made);
    made.transaction(() => {
      for (const entry of appliedEntries(database)) projector.apply(entry);
    })();
    const table = Object.keys(PROJECTED_TABLES).find(
      (name) => rowsText(database, name) !== rowsText(made, name),
    );
    if (table === undefined) return null;
    return { seq: null, reason: `the state of the case (${table}) is not what its entries say` };
  } finally {
    made.close();
  }
}

function schemaOf(database: Database, table: string): string {
  const row = database
    .prepare<[string], { sql: string }>('SELECT sql FROM sqlite_master WHERE name = ?')
    .get(table);
  return row?.sql ?? '';
}

/** All rows of a projected table as text, the same for the same rows. */
export function rowsText(database: Database, table: string): string {
  const order = PROJECTED_TABLES[table as keyof typeof PROJECTED_TABLES];
  return JSON.stringify(database.prepare(`SELECT * FROM ${table} ORDER BY ${order}`).raw().all());
}
