import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { canonicalJson } from '#shared/model/canonical-json.ts';
import type { SignatureCheck, Signer } from '../vault/index.ts';
import type { Statements } from './statements.ts';
import { sha256 } from './stored-entry.ts';

/**
 * Where a journal ends: its last entries, one or more for each copy of the case that was worked on. Every entry
 * is bound by them, since each names the hash of the one before. `digest` names the whole of it in one hash, and
 * goes into whatever leaves the case signed.
 */
export interface JournalHead {
  readonly entries: number;
  /** Hashes, base64url, sorted. */
  readonly leaves: readonly string[];
  /** SHA-256, hex. */
  readonly digest: string;
}

const storedHead = z.strictObject({
  v: z.literal(1),
  entries: z.number().int(),
  leaves: z.array(z.string()),
  /** Raw Ed25519 public key of who wrote last, base64url. */
  key: z.string(),
  signature: z.string(),
});

const KEY = 'journal_head';

/** The head of a journal of so many entries that ends with these. */
export function headOf(entries: number, leaves: Iterable<string>): JournalHead {
  const sorted = [...leaves].sort();
  const digest = sha256(Buffer.from(canonicalJson({ entries, leaves: sorted }))).toString('hex');
  return { entries, leaves: sorted, digest };
}

/** Keeps the head beside the entries, signed: cut-off entries are noticed by it. */
export function keepHead(sql: Statements, head: JournalHead, signer: Signer): void {
  const { entries, leaves } = head;
  const signature = signer.sign(Buffer.from(head.digest, 'hex')).toString('base64url');
  sql(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  ).run(KEY, canonicalJson({ v: 1, entries, leaves, key: signer.publicKey, signature }));
}

/** Whether a head is kept beside the entries; the first version of a case kept none that was signed. */
export function isHeadKept(database: Database): boolean {
  const value = valueOf(database);
  return value !== null && readHead(value) !== null;
}

/** What is wrong with the kept head of a journal that ends so; null: nothing. */
export function faultOfHead(
  database: Database,
  head: JournalHead,
  authors: ReadonlySet<string>,
  isSignedBy: SignatureCheck,
): string | null {
  const value = valueOf(database);
  if (value === null) return head.entries === 0 ? null : 'the record of its end is missing';
  const kept = readHead(value);
  if (kept === null) return 'the record of its end cannot be read';
  if (kept.entries > head.entries) return 'entries are missing at the end';
  const expected = headOf(kept.entries, kept.leaves);
  if (expected.digest !== head.digest) return 'it does not end as the record of its end says';
  const signature = Buffer.from(kept.signature, 'base64url');
  if (
    signature.toString('base64url') !== kept.signature ||
    !isSignedBy(kept.key, Buffer.from(head.digest, 'hex'), signature)
  ) {
    return 'the record of its end is not signed right';
  }
  return authors.has(kept.key) ? null : 'the record of its end is signed by nobody who wrote in it';
}

function valueOf(database: Database): string | null {
  const row = database
    .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
    .get(KEY);
  return row?.value ?? null;
}

function readHead(value: string): z.output<typeof storedHead> | null {
  try {
    const parsed = storedHead.safeParse(JSON.parse(value));
    return parsed.success && canonicalJson(parsed.data) === value ? parsed.data : null;
  } catch {
    return null;
  }
}
