import type { Database } from 'better-sqlite3';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import type { JournalPayload } from '#shared/model/journal-entry.ts';
import { timeOfClock } from './clock.ts';
import { bodyOf, sha256, type StoredEntry } from './stored-entry.ts';

/** Contents that entries may have in place of what was signed: by the entry's id, SHA-256 in base64url. */
export type ChangedContents = ReadonlyMap<string, ReadonlySet<string>>;

/** What the tombstones of a journal say: which entries had something taken out, and what they are since. */
export function changedContents(database: Database): ChangedContents {
  const changed = new Map<string, Set<string>>();
  const rows = database
    .prepare<[], Pick<StoredEntry, 'body'>>(`SELECT body FROM journal WHERE kind = 'data.erased'`)
    .all();
  for (const row of rows) {
    for (const { entry, content } of entriesIn(row)) {
      const contents = changed.get(entry) ?? new Set();
      contents.add(content);
      changed.set(entry, contents);
    }
  }
  return changed;
}

/** A tombstone that cannot be read is found by whoever checks it as an entry; here it says nothing. */
function entriesIn(row: Pick<StoredEntry, 'body'>): { entry: string; content: string }[] {
  try {
    const { payload } = bodyOf(row);
    const entries = payload['entries'];
    return Array.isArray(entries) ? entries.filter(isChange) : [];
  } catch {
    return [];
  }
}

function isChange(value: unknown): value is { entry: string; content: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { entry, content } = value as { entry?: unknown; content?: unknown };
  return typeof entry === 'string' && typeof content === 'string';
}

/** Whether an entry's content is what its hash was made of, or what a tombstone put in its place. */
export function hasItsContent(
  row: Pick<StoredEntry, 'id' | 'body' | 'hash'>,
  changed: ChangedContents,
): boolean {
  const now = sha256(row.body);
  return now.equals(row.hash) || changed.get(row.id)?.has(now.toString('base64url')) === true;
}

/** An entry whose content a replacing of texts changes. */
export interface ChangingEntry {
  readonly entry: string;
  readonly kind: string;
  /** RFC 3339 UTC. */
  readonly at: string;
}

/** Entries whose content would change if texts were replaced; nothing is written. */
export function textsThatChange(
  database: Database,
  replace: (text: string) => string,
): ChangingEntry[] {
  return [...changedBodies(database, replace)].map(({ row: { id, kind, clock } }) => ({
    entry: id,
    kind,
    at: timeOfClock(clock),
  }));
}

/**
 * Replaces texts in the contents of all entries; their hashes and signatures stay as they were made. Gives which
 * changed and what they are now, for the tombstone. Call it in a transaction.
 */
export function replaceTexts(
  database: Database,
  replace: (text: string) => string,
): ContentChange[] {
  const put = database.prepare<[Buffer, number]>('UPDATE journal SET body = ? WHERE seq = ?');
  const changed: ContentChange[] = [];
  for (const { row, body } of changedBodies(database, replace)) {
    put.run(body, row.seq);
    changed.push(changeOf(row, body));
  }
  return changed;
}

/** What a tombstone says of an entry. */
export type ContentChange = JournalPayload<'data.erased'>['entries'][number];

/** That an entry has another content from now on. */
export function changeOf(
  row: Pick<StoredEntry, 'id' | 'body' | 'hash'>,
  body: Buffer,
): ContentChange {
  return {
    entry: row.id,
    content: sha256(body).toString('base64url'),
    from: sha256(row.body).toString('base64url'),
    signed: row.hash.toString('base64url'),
  };
}

function* changedBodies(
  database: Database,
  replace: (text: string) => string,
): Generator<{ row: StoredEntry; body: Buffer }> {
  for (const row of database.prepare<[], StoredEntry>('SELECT * FROM journal ORDER BY seq').all()) {
    const { author, payload, ...rest } = bodyOf(row);
    // Ids, clocks and kinds bind the entry into the journal; a tombstone's are only hashes.
    const replaced = {
      ...rest,
      author: { key: author.key, name: replace(author.name) },
      payload: row.kind === 'data.erased' ? payload : replacedIn(payload as Json, replace),
    };
    const body = Buffer.from(canonicalJson(replaced as Json));
    if (!body.equals(row.body)) yield { row, body };
  }
}

/** Fields that name other things of the case, or are hashes and fixed words: nothing personal stands there. */
const BINDING: ReadonlySet<string> = new Set(
  'id entry source target entity replaces adds sha256 hash of kind format order event device key content at submittedAt framework stage severity status state'.split(
    ' ',
  ),
);

/** A payload with its texts replaced, but for what binds it into the journal. */
export function replacedIn(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value);
  if (Array.isArray(value)) return value.map((item) => replacedIn(item, replace));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        BINDING.has(name) && typeof item === 'string' ? item : replacedIn(item, replace),
      ]),
    );
  }
  return value;
}
