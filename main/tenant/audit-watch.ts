import { z } from 'zod';
import { auditEntry, type AuditEntry } from '#shared/audit/audit-wire.ts';
import { leafHash, provesInclusion } from '#shared/audit/merkle-tree.ts';
import { Failure } from '#shared/model/failure.ts';
import {
  headsToProve,
  sentenceOf,
  sha256,
  witness,
  witnessed,
  witnessHolds,
  type Witnessed,
} from '../audit/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Connection } from './connection.ts';
import { createTeam } from './team.ts';

/** What a profile has seen of its server's audit log, as it is shown. */
export interface AuditState {
  readonly size: number;
  readonly seenAt: string;
  readonly key: string;
  /** What is wrong, in words; null: all that was seen holds. */
  readonly trouble: string | null;
  /** What is wrong is that the server was put back to an earlier state, as it says itself. */
  readonly restored: boolean;
}

const DRAWER = 'audit';
/** By the server's address. */
const drawer = z.record(z.string(), witnessed);

type Drawers = Pick<Vault, 'drawer'>;

/** What this profile has seen of a server; null: nothing. */
export function auditState(
  vault: Drawers,
  { address }: Pick<Connection, 'address'>,
): AuditState | null {
  const seen = read(vault)[address.url];
  return seen === undefined ? null : stateOf(seen);
}

function stateOf(seen: Witnessed): AuditState {
  const { size, seenAt, key } = seen;
  const restored = seen.trouble?.fault === 'restored';
  return { size, seenAt, key, trouble: sentenceOf(seen), restored };
}

/** Asks the server for its head and holds it against what was seen before. Throws what asking throws. */
export async function watchAudit(vault: Drawers, connection: Connection): Promise<AuditState> {
  const { url } = connection.address;
  for (;;) {
    const known = read(vault)[url]?.size ?? 0;
    const head = await createTeam(connection).auditHead(known);
    const all = read(vault);
    const before = all[url] ?? null;
    // Another command of the profile has seen more meanwhile, of which this head proves nothing.
    if ((before?.size ?? 0) !== known) continue;
    const seen = await withHolds(witness(before, head, new Date()), before, connection);
    write(vault, { ...all, [url]: seen });
    return stateOf(seen);
  }
}

/** Finds how much of a log holds that was just found to have been put back. */
async function withHolds(
  seen: Witnessed,
  before: Witnessed | null,
  connection: Connection,
): Promise<Witnessed> {
  if (seen.trouble === before?.trouble) return seen;
  for (const from of headsToProve(seen)) {
    const proven = witnessHolds(seen, from, await createTeam(connection).auditHead(from.size));
    if (proven !== seen) return proven;
  }
  return seen;
}

/** Forgets what was seen, so that the log is believed from now on as it is: what a person decides who knows why. */
export function forgetAudit(vault: Drawers, { address }: Pick<Connection, 'address'>): void {
  const { [address.url]: _seen, ...others } = read(vault);
  write(vault, others);
}

function read(vault: Drawers): z.output<typeof drawer> {
  const text = vault.drawer(DRAWER).read();
  return text === null ? {} : drawer.parse(JSON.parse(text));
}

function write(vault: Drawers, seen: z.output<typeof drawer>): void {
  vault.drawer(DRAWER).write(JSON.stringify(seen));
}

/**
 * One entry, which the server has proven to stand in the log that this machine has witnessed, and not in one that it
 * shows to nobody else. Throws AUDIT_NOT_PROVEN.
 */
export async function provenAuditEntry(
  vault: Drawers,
  connection: Connection,
  seq: number,
): Promise<AuditEntry> {
  const { trouble } = await watchAudit(vault, connection);
  if (trouble !== null) throw new Failure('AUDIT_NOT_PROVEN', trouble, { seq });
  const { size = 0, root = '' } = read(vault)[connection.address.url] ?? {};
  const { body, proof } = await createTeam(connection).auditEntry(seq, size);
  const entry = auditEntry.safeParse(JSON.parse(body));
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const isProven = provesInclusion(
    sha256,
    { index: seq, hash: leafHash(sha256, Buffer.from(body)) },
    { size, root: bytes(root) },
    proof.map(bytes),
  );
  if (isProven && entry.success) return entry.data;
  throw new Failure(
    'AUDIT_NOT_PROVEN',
    `The team server gave an entry ${seq} that it cannot prove to stand in the log that this machine has seen. Ask your auditor.`,
    { seq },
  );
}
