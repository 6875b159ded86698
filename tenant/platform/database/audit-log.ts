import { createHash } from 'node:crypto';
import { sql, type Transaction } from 'kysely';
import type {
  AuditActor,
  AuditEntry,
  AuditEvent,
  AuditWrite,
} from '../../../shared/audit/audit-wire.ts';
import { addLeaf, EMPTY_TREE, leafHash, type Frontier } from '../../../shared/audit/merkle-tree.ts';
import { canonicalJson } from '../../../shared/model/canonical-json.ts';
import { whoActs } from '../acting.ts';
import type { Tables } from './tables.ts';

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

/**
 * Makes the entry of what a transaction wrote, as the last thing that it does: from here on it keeps all other writers of
 * the tenant waiting, so that entries commit in their order. A transaction that only read leaves none. Gives whether there
 * is one.
 */
export async function sealWrites(
  transaction: Transaction<Tables>,
  tenant: string,
  now: () => Date = () => new Date(),
): Promise<boolean> {
  const { rows } = await sql<{
    writes: string | null;
  }>`SELECT current_setting('app.writes', true) AS writes`.execute(transaction);
  const lines = rows[0]?.writes ?? '';
  const events = noted.get(transaction) ?? [];
  noted.delete(transaction);
  if (lines === '' && events.length === 0) return false;
  const writes = lines === '' ? [] : lines.split('\n').map((line): AuditWrite => JSON.parse(line));
  const log = await openLog(transaction, tenant, now().toISOString());
  const pending = await pendingWrites(transaction, tenant);
  if (pending.length > 0)
    log.add({ actor: MAINTENANCE, request: null, writes: pending, events: [] });
  log.add({ ...whoActs(), writes, events });
  await log.keep();
  return true;
}

type Added = Pick<AuditEntry, 'actor' | 'request' | 'writes' | 'events'>;

async function openLog(transaction: Transaction<Tables>, tenant: string, at: string) {
  const head = await transaction
    .selectFrom('audit_head')
    .where('tenant_id', '=', tenant)
    .select(['size', 'last_leaf', 'peaks'])
    .forUpdate()
    .executeTakeFirst();
  let frontier: Frontier =
    head === undefined ? EMPTY_TREE : { size: Number(head.size), peaks: hashesIn(head.peaks) };
  let last = head?.last_leaf ?? null;
  const entries: { seq: string; body: string; leaf: Buffer }[] = [];
  const nodes: { level: number; position: string; hash: Buffer }[] = [];
  return {
    add(added: Added): void {
      const entry: AuditEntry = {
        v: 1,
        seq: frontier.size,
        prev: last?.toString('base64') ?? null,
        at,
        ...added,
      };
      const body = canonicalJson(entry);
      const leaf = Buffer.from(leafHash(sha256, Buffer.from(body)));
      const grown = addLeaf(sha256, frontier, leaf);
      entries.push({ seq: String(entry.seq), body, leaf });
      for (const { level, index, hash } of grown.nodes) {
        nodes.push({ level, position: String(index), hash: Buffer.from(hash) });
      }
      ({ frontier } = grown);
      last = leaf;
    },
    async keep(): Promise<void> {
      if (last === null) return;
      const ofTenant = { tenant_id: tenant };
      await transaction
        .insertInto('audit_entry')
        .values(entries.map((entry) => ({ ...ofTenant, ...entry })))
        .execute();
      if (nodes.length > 0) {
        await transaction
          .insertInto('audit_node')
          .values(nodes.map((node) => ({ ...ofTenant, ...node })))
          .execute();
      }
      const after = {
        size: String(frontier.size),
        last_leaf: last,
        peaks: Buffer.concat(frontier.peaks),
      };
      await (
        head === undefined
          ? transaction.insertInto('audit_head').values({ ...ofTenant, ...after })
          : transaction.updateTable('audit_head').where('tenant_id', '=', tenant).set(after)
      ).execute();
    },
  };
}

function hashesIn(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}

async function pendingWrites(
  transaction: Transaction<Tables>,
  tenant: string,
): Promise<AuditWrite[]> {
  const rows = await transaction
    .deleteFrom('audit_pending')
    .where('tenant_id', '=', tenant)
    .returning(['pending_id', 'write'])
    .execute();
  return rows
    .toSorted((a, b) => Number(a.pending_id) - Number(b.pending_id))
    .map(({ write }) => write as AuditWrite);
}
