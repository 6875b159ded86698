import type { Database } from 'better-sqlite3';
import { signatureCheck } from '../vault/index.ts';
import type { ChangedContents } from './changed-content.ts';
import { tombstoneOf } from './take-erasures.ts';
import { bodyOf, sha256, type StoredEntry } from './stored-entry.ts';
import { readEntry } from './verify-journal.ts';

/** An entry as another copy's author signed it. */
export interface IncomingEntry {
  readonly id: string;
  /** As it was signed, or what a tombstone among the entries put in its place. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** What entries of other copies are to this journal. */
export interface SortedEntries {
  /** Those that it has not, in an order in which it can take them. */
  readonly fresh: readonly StoredEntry[];
  /** Ids of those that it has. */
  readonly known: readonly string[];
  /** Those that it must not take. CONTRADICTION: it has another one under this id. BROKEN: it does not hold. */
  readonly faults: readonly { readonly id: string; readonly code: 'CONTRADICTION' | 'BROKEN' }[];
}

interface Link {
  readonly device: string;
  readonly clock: string;
}

/**
 * Checks entries one by one before a journal takes them: form, hash, signature, and that each follows the one that it
 * names. `root`: the entry that the case and all its copies begin with; no other can begin one.
 */
export function sortIncoming(
  database: Database,
  entries: readonly IncomingEntry[],
  root: string,
): SortedEntries {
  const signed = signedHashes(database, entries);
  const sorted = sortWith(database, entries, root, signed);
  const faulty = new Set(sorted.faults.map(({ id }) => id));
  const isTrusted = [...signed.values()].every(({ tombstone }) => !faulty.has(tombstone));
  // A tombstone that does not hold itself says nothing about others.
  return isTrusted ? sorted : sortWith(database, entries, root, signedHashes(database, []));
}

/** What was signed of an entry whose content a tombstone changed: its hash, and which tombstone says so. */
type SignedHashes = ReadonlyMap<string, { readonly hash: Buffer; readonly tombstone: string }>;

const contentKey = (entry: string, content: string): string => `${entry} ${content}`;

function signedHashes(database: Database, entries: readonly IncomingEntry[]): SignedHashes {
  const signed = new Map<string, { hash: Buffer; tombstone: string }>();
  const rows = [
    ...database
      .prepare<[], Pick<StoredEntry, 'id' | 'body'>>(
        `SELECT id, body FROM journal WHERE kind = 'data.erased'`,
      )
      .all(),
    ...entries.flatMap(({ id, body, signature }) => {
      const bytes = Buffer.from(body);
      return storedOf(id, bytes, sha256(bytes), Buffer.from(signature)) ?? [];
    }),
  ];
  for (const row of rows) {
    for (const change of tombstoneOf(row)?.entries ?? []) {
      if (change.signed === undefined) continue;
      const hash = Buffer.from(change.signed, 'base64url');
      signed.set(contentKey(change.entry, change.content), { hash, tombstone: row.id });
    }
  }
  return signed;
}

function sortWith(
  database: Database,
  entries: readonly IncomingEntry[],
  root: string,
  signed: SignedHashes,
): SortedEntries {
  const isSignedBy = signatureCheck();
  const byId = database.prepare<[string], { hash: Buffer }>(
    'SELECT hash FROM journal WHERE id = ?',
  );
  const byHash = database.prepare<[Buffer], Link>(
    'SELECT device, clock FROM journal WHERE hash = ?',
  );
  const begun = database.prepare<[string]>('SELECT 1 FROM journal WHERE device = ? LIMIT 1');
  const fresh = new Map<string, StoredEntry>();
  const links = new Map<string, Link>();
  const devices = new Set<string>();
  const known: string[] = [];
  const faults: { id: string; code: 'CONTRADICTION' | 'BROKEN' }[] = [];

  const follows = ({ body, hash, signature }: StoredEntry): boolean => {
    const { author, device, clock, prev, kind, id } = bodyOf({ body });
    if (!isSignedBy(author.key, hash, signature)) return false;
    if ((kind === 'case.created') !== (id === root)) return false;
    if (prev === null) return !devices.has(device) && begun.get(device) === undefined;
    const before = links.get(prev) ?? byHash.get(Buffer.from(prev, 'base64url'));
    return before !== undefined && before.device === device && before.clock < clock;
  };

  for (const { id, body, signature } of entries) {
    const content = sha256(body);
    const hash = signed.get(contentKey(id, content.toString('base64url')))?.hash ?? content;
    const there = fresh.get(id)?.hash ?? byId.get(id)?.hash;
    if (there !== undefined) {
      if (there.equals(hash)) known.push(id);
      else faults.push({ id, code: 'CONTRADICTION' });
      continue;
    }
    const changed = new Map([[id, new Set([content.toString('base64url')])]]);
    const row = storedOf(id, Buffer.from(body), hash, Buffer.from(signature), changed);
    if (row === null || !follows(row)) {
      faults.push({ id, code: 'BROKEN' });
      continue;
    }
    const { device, clock } = row;
    fresh.set(id, row);
    links.set(hash.toString('base64url'), { device, clock });
    devices.add(device);
  }
  return { fresh: [...fresh.values()], known, faults };
}

/** Null: it is no entry. */
function storedOf(
  id: string,
  body: Buffer,
  hash: Buffer,
  signature: Buffer,
  changed?: ChangedContents,
): StoredEntry | null {
  try {
    const { kind, clock, device } = bodyOf({ body });
    const row = { seq: 0, id, kind, clock, device, body, hash, signature };
    return typeof readEntry(row, changed) === 'string' ? null : row;
  } catch {
    return null;
  }
}
