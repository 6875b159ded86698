import { checkpointBody, signedCheckpoint } from '../../shared/audit/checkpoint.ts';
import { SERVER_RESTORED, type AuditHead } from '../../shared/audit/audit-wire.ts';
import type { ServerKeys, TenantTransaction } from '../platform/index.ts';
import { auditKey } from './audit-key.ts';
import { consistencyProof, inclusionProof, rootAt } from './tree.ts';

/** A checkpoint is given again for so long, so that a busy log is not signed for each who asks. */
const FRESH_MS = 5_000;

/**
 * The head of a tenant's log, signed, with what proves that it goes on from a size that somebody knows (0: none). For a
 * size that the log has not, or not any more, there is no proof. Null: nothing was written yet.
 */
export async function auditHead(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
  known: number,
  now: () => number = Date.now,
): Promise<AuditHead | null> {
  const head = await transaction
    .selectFrom('audit_head')
    .where('tenant_id', '=', tenant)
    .select('size')
    .executeTakeFirst();
  if (head === undefined) return null;
  const key = await auditKey(transaction, keys, tenant);
  const kept = await transaction
    .selectFrom('audit_checkpoint')
    .where('tenant_id', '=', tenant)
    .select(['size', 'note', 'signed_at'])
    .orderBy('size', 'desc')
    .limit(1)
    .executeTakeFirst();
  const isFresh =
    kept !== undefined &&
    (kept.size === head.size || now() - kept.signed_at.getTime() < FRESH_MS) &&
    Number(kept.size) >= known;
  const size = Number(isFresh ? kept.size : head.size);
  const checkpoint = isFresh
    ? kept.note
    : await signed(transaction, tenant, Number(head.size), key);
  const proof = known > size ? [] : await consistencyProof(transaction, tenant, known, size);
  const restored = await lastRestored(transaction, tenant, size);
  return { key: key.verifier, checkpoint, proof, restored };
}

/** The entry with which the latest life of the server began, in the tree of a size; null: it is its first life. */
async function lastRestored(
  transaction: TenantTransaction,
  tenant: string,
  size: number,
): Promise<AuditHead['restored']> {
  const life = await transaction
    .selectFrom('server_life')
    .where('tenant_id', '=', tenant)
    .select(['log_size', 'entry_seq', 'entry_body'])
    .orderBy('began_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (life === undefined) return null;
  const proven = async (seq: number, body: string) => ({
    seq,
    body,
    proof: await inclusionProof(transaction, tenant, seq, size),
  });
  const { entry_seq: archived, entry_body: kept } = life;
  if (archived !== null && kept !== null && Number(archived) < size) {
    return proven(Number(archived), kept);
  }
  // What was pending then may stand before it.
  const entries = await transaction
    .selectFrom('audit_entry')
    .where('tenant_id', '=', tenant)
    .where('seq', '>=', life.log_size)
    .where('seq', '<', String(size))
    .select(['seq', 'body'])
    .orderBy('seq')
    .limit(2)
    .execute();
  const entry = entries.find(({ body }) => body.includes(`"action":"${SERVER_RESTORED}"`));
  return entry === undefined ? null : proven(Number(entry.seq), entry.body);
}

/** A checkpoint of the log as it was when it had so many entries. */
export async function signedAt(
  transaction: TenantTransaction,
  keys: ServerKeys,
  tenant: string,
  size: number,
): Promise<string> {
  return signed(transaction, tenant, size, await auditKey(transaction, keys, tenant));
}

async function signed(
  transaction: TenantTransaction,
  tenant: string,
  size: number,
  { origin, sign }: Awaited<ReturnType<typeof auditKey>>,
): Promise<string> {
  const body = checkpointBody({ origin, size, root: await rootAt(transaction, tenant, size) });
  const note = signedCheckpoint(body, { name: origin, bytes: sign(body) });
  await transaction
    .insertInto('audit_checkpoint')
    .values({ tenant_id: tenant, size: String(size), note })
    .onConflict((conflict) => conflict.columns(['tenant_id', 'size']).doNothing())
    .execute();
  return note;
}
