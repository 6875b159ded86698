import type { Database } from 'better-sqlite3';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import { JOURNAL_PAYLOADS, type JournalPayload } from '#shared/model/journal-entry.ts';
import type { ErasedContent } from '#shared/sync/sync-store.ts';
import { changedContents, changeOf, replacedIn, type ContentChange } from './changed-content.ts';
import { bodyOf, sha256, type StoredEntry } from './stored-entry.ts';

/** What stands where nothing of a text may be kept. */
const GONE = '[erased]';

export type Tombstone = JournalPayload<'data.erased'>;

/** What an entry says of an erasure; null: it is no tombstone, or what it masked stays as it is in other copies. */
export function tombstoneOf({ body }: { readonly body: Uint8Array }): Tombstone | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  // Most entries are none, and need not be parsed to say so.
  if (!bytes.includes(`"data.erased"`)) return null;
  const { kind, payload } = bodyOf({ body: bytes });
  if (kind !== 'data.erased') return null;
  const read = JOURNAL_PAYLOADS['data.erased'].safeParse(payload);
  return read.success && read.data.what === 'erased' ? read.data : null;
}

/** Bytes of contents that go along with one tombstone; entries beyond it are emptied in the copies that take it in. */
const MOST_CONTENTS = 4 * 1024 * 1024;

/** What the entries that a tombstone names say here since, as far as nothing else was erased from them after it. */
export function contentsOf(database: Database, { entries }: Tombstone): ErasedContent[] {
  const get = database.prepare<[string], { body: Buffer }>('SELECT body FROM journal WHERE id = ?');
  let room = MOST_CONTENTS;
  return entries.flatMap(({ entry, content }) => {
    const body = get.get(entry)?.body;
    if (body === undefined || body.length > room || digest(body) !== content) return [];
    room -= body.length;
    return [{ entry, body }];
  });
}

/**
 * Makes the contents of entries what tombstones of other copies say that they are: what was erased anywhere is gone
 * everywhere. Where two copies erased from one entry apart, only the texts stay that both have alike. Gives what another
 * tombstone must name, because no one has signed it yet. Call it in a transaction, after the tombstones were taken in.
 */
export function takeErasures(
  database: Database,
  tombstones: readonly Tombstone[],
  offered: readonly ErasedContent[],
): ContentChange[] {
  const get = database.prepare<[string], StoredEntry>('SELECT * FROM journal WHERE id = ?');
  const put = database.prepare<[Buffer, string]>('UPDATE journal SET body = ? WHERE id = ?');
  const offers = new Map(offered.map(({ entry, body }) => [`${entry} ${digest(body)}`, body]));
  const named = changedContents(database);
  const unnamed = new Map<string, ContentChange>();
  for (const change of tombstones.flatMap(({ entries }) => entries)) {
    const row = get.get(change.entry);
    if (row === undefined) continue;
    const body = contentAfter(database, row, change, offers);
    if (body === null || body.equals(row.body)) continue;
    put.run(body, row.id);
    if (named.get(row.id)?.has(digest(body)) === true) unnamed.delete(row.id);
    else unnamed.set(row.id, changeOf(row, body));
  }
  return [...unnamed.values()];
}

/** What an entry says after a tombstone; null: as it is. */
function contentAfter(
  database: Database,
  row: StoredEntry,
  change: ContentChange,
  offers: ReadonlyMap<string, Uint8Array>,
): Buffer | null {
  const now = digest(row.body);
  if (now === change.content || isAfter(database, row.id, change.content, now)) return null;
  const offer = offers.get(`${change.entry} ${change.content}`);
  const isWhole = row.hash.toString('base64url') === now;
  if (offer === undefined) return isWhole ? emptied(row) : null;
  const body = Buffer.from(offer);
  return isWhole || now === change.from ? body : alike(row.body, body);
}

/** Whether an entry's content was made by erasing more from another one. */
function isAfter(database: Database, entry: string, before: string, after: string): boolean {
  const made = new Map<string, string>();
  const rows = database
    .prepare<[], Pick<StoredEntry, 'body'>>(`SELECT body FROM journal WHERE kind = 'data.erased'`)
    .all();
  for (const change of rows.flatMap((row) => tombstoneOf(row)?.entries ?? [])) {
    if (change.entry === entry && change.from !== undefined) made.set(change.content, change.from);
  }
  const seen = new Set<string>();
  for (let at = made.get(after); at !== undefined && !seen.has(at); at = made.get(at)) {
    if (at === before) return true;
    seen.add(at);
  }
  return false;
}

function emptied(row: StoredEntry): Buffer {
  const { author, payload, ...rest } = bodyOf(row);
  const gone = {
    ...rest,
    author: { key: author.key, name: GONE },
    payload: replacedIn(payload as Json, () => GONE),
  };
  return Buffer.from(canonicalJson(gone as Json));
}

/** What two contents of one entry have in common; a text that differs is gone. */
function alike(a: Buffer, b: Buffer): Buffer {
  const common = commonOf(JSON.parse(a.toString('utf8')), JSON.parse(b.toString('utf8')));
  return Buffer.from(canonicalJson(common));
}

function commonOf(a: Json, b: Json): Json {
  if (Array.isArray(a) && Array.isArray(b))
    return a.map((item, at) => commonOf(item, b[at] ?? item));
  if (isRecord(a) && isRecord(b)) {
    return Object.fromEntries(
      Object.entries(a).map(([name, value]) => [name, commonOf(value, b[name] ?? value)]),
    );
  }
  return typeof a === 'string' && a !== b ? GONE : a;
}

const isRecord = (value: Json): value is { readonly [name: string]: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const digest = (body: Uint8Array): string => sha256(body).toString('base64url');
