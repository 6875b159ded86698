import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { auditEntry, auditExportHead, type AuditFrontier } from '#shared/audit/audit-wire.ts';
import type { Checkpoint } from '#shared/audit/checkpoint.ts';
import {
  addLeaf,
  EMPTY_TREE,
  isFrontier,
  leafHash,
  rootOf,
  type Frontier,
} from '#shared/audit/merkle-tree.ts';
import { openCheckpoint, sha256 } from './signed-note.ts';

/** How an export of an audit log stands. */
export interface ExportVerdict {
  readonly origin: string | null;
  readonly key: string | null;
  readonly entries: number;
  /** Number of its first entry; those before it are known by the tree over them only. */
  readonly first: number;
  /** When the first and the last entry were made. */
  readonly from: string | null;
  readonly to: string | null;
  /** The first thing that is wrong; `seq` null: not of one entry. */
  readonly broken: { readonly seq: number | null; readonly reason: string } | null;
}

/**
 * Checks an export of an audit log: that each entry follows the one before it, that it goes up to the last of its checkpoint,
 * that with the tree over those before its first its entries are those of the root, and that its key signed that. Whose key
 * it is, is for others to say. Reads the file once, and needs little memory for a file of any size.
 */
export function verifyAuditExport(path: string): Promise<ExportVerdict> {
  return verifyAuditLines(createReadStream(path));
}

/** The same for an export that comes from elsewhere than a file. */
export async function verifyAuditLines(input: Readable): Promise<ExportVerdict> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  let head: { key: string; checkpoint: Checkpoint } | null = null;
  let frontier: Frontier = EMPTY_TREE;
  let first = 0;
  let last: string | null = null;
  let [from, to]: [string | null, string | null] = [null, null];
  const verdict = (broken: ExportVerdict['broken']): ExportVerdict => ({
    origin: head?.checkpoint.origin ?? null,
    key: head?.key ?? null,
    entries: frontier.size - first,
    first,
    from,
    to,
    broken,
  });
  for await (const line of lines) {
    if (head === null) {
      const read = auditExportHead.safeParse(parsed(line));
      if (!read.success) return verdict({ seq: null, reason: 'it is no export of an audit log' });
      const { key, checkpoint } = read.data;
      if (read.data.version === 2) frontier = frontierOf(read.data.before);
      if (!isFrontier(frontier)) {
        return verdict({
          seq: null,
          reason: 'what it says of the entries before its first cannot be',
        });
      }
      first = frontier.size;
      const opened = openCheckpoint(checkpoint, key);
      if (opened === null) {
        return verdict({ seq: null, reason: 'its checkpoint is not signed with its key' });
      }
      head = { key, checkpoint: opened };
      continue;
    }
    const seq = frontier.size;
    const entry = auditEntry.safeParse(parsed(line));
    if (!entry.success) return verdict({ seq, reason: 'it is no entry' });
    if (entry.data.seq !== seq) {
      return verdict({ seq, reason: `entry ${entry.data.seq} stands in its place` });
    }
    // What the first follows is said in it, and so under the root.
    if (seq > first || seq === 0 ? entry.data.prev !== last : entry.data.prev === null) {
      return verdict({ seq, reason: 'it does not follow the entry before it' });
    }
    const leaf = leafHash(sha256, Buffer.from(line));
    last = Buffer.from(leaf).toString('base64');
    from ??= entry.data.at;
    to = entry.data.at;
    ({ frontier } = addLeaf(sha256, frontier, leaf));
  }
  if (head === null) return verdict({ seq: null, reason: 'it is empty' });
  const { size, root } = head.checkpoint;
  if (frontier.size !== size) {
    const reason = `it goes to entry ${frontier.size - 1}, and its checkpoint is of ${size} entries`;
    return verdict({ seq: null, reason });
  }
  if (Buffer.from(rootOf(sha256, frontier)).toString('base64') !== root) {
    return verdict({
      seq: null,
      reason: 'its entries are not those that the checkpoint was signed for',
    });
  }
  return verdict(null);
}

const frontierOf = ({ size, peaks }: AuditFrontier): Frontier => ({
  size,
  peaks: peaks.map((hash) => Buffer.from(hash, 'base64')),
});

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
