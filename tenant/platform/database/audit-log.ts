import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type {
  AuditActor,
  AuditEntry,
  AuditEvent,
  AuditWrite,
} from '../../../shared/audit/audit-wire.ts';
import { addLeaf, EMPTY_TREE, leafHash, type Frontier } from '../../../shared/audit/merkle-tree.ts';
import { canonicalJson } from '../../../shared/model/canonical-json.ts';
import { whoActs } from '../acting.ts';
import { written, type Statements } from './statements.ts';

const HASH_BYTES = 32;
const MAINTENANCE: AuditActor = { is: 'server', task: 'maintenance' };

const noted = new WeakMap<object, AuditEvent[]>();

/** SHA-256 over bytes one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Calls what a transaction does by its name, in the entry that is made of it. */
export function noteEvent(transaction: object, event: AuditEvent): void {
  noted.set(transaction, [...(noted.get(transaction) ?? []), event]);
}

/** What a transaction called by name so far; it is said in the entry that is made next, and no other. */
export function takeEvents(transaction: object): AuditEvent[] {
  const events = noted.get(transaction) ?? [];
  noted.delete(transaction);
  return events;
}

/** What of an entry does not follow from its place in the log. */
export type ToSeal = Pick<AuditEntry, 'actor' | 'request' | 'writes' | 'events'>;

/** Writes as the database noted them: one in a line. */
export function writesIn(lines: string | null): AuditWrite[] {
  return lines === null ? [] : lines.split('\n').map((line): AuditWrite => JSON.parse(line));
}

export interface Sealed {
  /** Whether the transaction wrote something. */
  readonly wrote: boolean;
  /** Comes when the entries are written; nothing else is to be done in the transaction meanwhile. */
  readonly kept: Promise<unknown>;
}

export interface SealedBeside {
  /** What the transaction called by name. */
  readonly events?: readonly AuditEvent[];
  /** Entries of their own, when it did the work of several requests. */
  readonly before?: readonly Promise<ToSeal>[];
}

/**
 * Makes the entries of what a transaction wrote, as the last thing that it does: from here on it keeps all other writers of
 * the tenant waiting, so that entries commit in their order. What has no entry of its own is one of whoever acts here. A
 * transaction that only read leaves none.
 */
export async function sealWrites(
  statements: Statements,
  tenant: string,
  { events = [], before = [] }: SealedBeside,
  now: () => Date = () => new Date(),
): Promise<Sealed> {
  const says = events.length + before.length > 0;
  // Asked for before the entries are waited for: it goes with them.
  const opened = statements.run(
    sql<OpenSeal>`SELECT writes, size, last_leaf, peaks, pending FROM open_seal(${says})`.compile(
      written,
    ),
  );
  const [[found], ...known] = await Promise.all([opened, ...before]);
  const writes = writesIn(found?.writes ?? null);
  const entries = known.filter((entry) => entry.writes.length + entry.events.length > 0);
  const pending = found?.pending ?? [];
  const count = writes.length + events.length + entries.length + pending.length;
  if (found === undefined || count === 0) return { wrote: false, kept: Promise.resolve() };
  const log = openLog(found, now().toISOString());
  if (pending.length > 0) {
    log.add({ actor: MAINTENANCE, request: null, writes: pending, events: [] });
  }
  for (const entry of entries) log.add(entry);
  if (writes.length + events.length > 0) log.add({ ...whoActs(), writes, events: [...events] });
  const kept = log.keep(statements, tenant);
  // Who does not wait for it hears at the end of the transaction that it failed.
  kept.catch(() => {});
  return { wrote: true, kept };
}

/** Where a log ends, and what is to be added; sizes are numbers of 64 bits, in words. */
interface OpenSeal {
  readonly writes: string | null;
  readonly size: string | null;
  readonly last_leaf: Buffer | null;
  readonly peaks: Buffer | null;
  readonly pending: AuditWrite[] | null;
}

function openLog({ size, last_leaf: lastLeaf, peaks }: OpenSeal, at: string) {
  let frontier: Frontier =
    size === null || peaks === null ? EMPTY_TREE : { size: Number(size), peaks: hashesIn(peaks) };
  let last = lastLeaf;
  const entries: { seq: number; body: string }[] = [];
  const nodes: { level: number; index: number; hash: Buffer }[] = [];
  return {
    add(added: ToSeal): void {
      const { actor, request, writes, events } = added;
      const entry: AuditEntry = {
        v: 1,
        seq: frontier.size,
        prev: last?.toString('base64') ?? null,
        at,
        actor,
        request,
        writes,
        events,
      };
      const body = canonicalJson(entry);
      const leaf = Buffer.from(leafHash(sha256, Buffer.from(body)));
      const grown = addLeaf(sha256, frontier, leaf);
      entries.push({ seq: entry.seq, body });
      // The tree keeps its leaves too: they outlive the entries, and no number is given twice.
      nodes.push({ level: 0, index: entry.seq, hash: leaf });
      for (const node of grown.nodes) nodes.push({ ...node, hash: Buffer.from(node.hash) });
      ({ frontier } = grown);
      last = leaf;
    },
    keep({ run }: Statements, tenant: string): Promise<unknown> {
      const head = [frontier.size, last, Buffer.concat(frontier.peaks)] as const;
      return Promise.all([
        run(
          sql`INSERT INTO audit_entry (tenant_id, seq, at, body)
            SELECT ${tenant}::uuid, seq, ${at}::timestamptz, body
              FROM unnest(${entries.map(({ seq }) => seq)}::bigint[], ${entries.map(({ body }) => body)}::text[])
                t (seq, body)`.compile(written),
        ),
        run(
          sql`INSERT INTO audit_node (tenant_id, level, position, hash)
            SELECT ${tenant}::uuid, level, position, hash
              FROM unnest(${nodes.map(({ level }) => level)}::smallint[], ${nodes.map(({ index }) => index)}::bigint[],
                ${nodes.map(({ hash }) => hash)}::bytea[]) t (level, position, hash)`.compile(
            written,
          ),
        ),
        run(
          size === null
            ? sql`INSERT INTO audit_head (tenant_id, size, last_leaf, peaks)
                VALUES (${tenant}, ${head[0]}, ${head[1]}, ${head[2]})`.compile(written)
            : sql`UPDATE audit_head SET size = ${head[0]}, last_leaf = ${head[1]}, peaks = ${head[2]}
                WHERE tenant_id = ${tenant}`.compile(written),
        ),
      ]);
    },
  };
}

function hashesIn(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
