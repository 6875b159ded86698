import { z } from 'zod';
import type { AuditHead } from '#shared/audit/audit-wire.ts';
import { provesConsistency } from '#shared/audit/merkle-tree.ts';
import { openCheckpoint, sha256 } from './signed-note.ts';

/** What is wrong with a server's audit log, as this machine can prove it. */
export const AUDIT_FAULTS = ['rewritten', 'shortened', 'key-changed', 'not-signed'] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

/** What this machine remembers of a server's audit log. */
export const witnessed = z.strictObject({
  /** Verifier key that the log was first seen with. */
  key: z.string(),
  /** The last signed checkpoint that was proven to go on from all before it. */
  checkpoint: z.string(),
  size: z.number().int(),
  root: z.string(),
  seenAt: z.string(),
  /** What was seen later and does not go with it: both are kept, for both are signed. Null: nothing. */
  trouble: z
    .strictObject({
      fault: z.enum(AUDIT_FAULTS),
      key: z.string(),
      checkpoint: z.string(),
      /** Entries that the other log says it has; null: it says nothing that can be read. */
      size: z.number().int().nullable(),
      seenAt: z.string(),
    })
    .nullable(),
});
export type Witnessed = z.output<typeof witnessed>;

/**
 * Holds what a server says of its audit log against what this machine has seen of it before: signature, and proof that
 * nothing of what was there has changed (RFC 6962). A fault that was found stays until a person takes it off.
 */
export function witness(before: Witnessed | null, head: AuditHead, now: Date): Witnessed {
  const seenAt = now.toISOString();
  const checkpoint = openCheckpoint(head.checkpoint, before?.key ?? head.key);
  if (before === null) {
    if (checkpoint !== null) {
      const { size, root } = checkpoint;
      return { key: head.key, checkpoint: head.checkpoint, size, root, seenAt, trouble: null };
    }
    const seen = { key: head.key, checkpoint: '', size: 0, root: '', seenAt };
    return { ...seen, trouble: { fault: 'not-signed', ...told(head), size: null, seenAt } };
  }
  if (before.trouble !== null) return before;
  const trouble = (fault: AuditFault, size: number | null): Witnessed => ({
    ...before,
    trouble: { fault, ...told(head), size, seenAt },
  });
  if (checkpoint === null) {
    const fault = head.key === before.key ? 'not-signed' : 'key-changed';
    return trouble(fault, openCheckpoint(head.checkpoint, head.key)?.size ?? null);
  }
  const { size, root } = checkpoint;
  if (size < before.size) return trouble('shortened', size);
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64');
  const goesOn = provesConsistency(
    sha256,
    { size: before.size, root: bytes(before.root) },
    { size, root: bytes(root) },
    head.proof.map(bytes),
  );
  if (!goesOn) return trouble('rewritten', size);
  return { ...before, checkpoint: head.checkpoint, size, root, seenAt };
}

function told({ key, checkpoint }: AuditHead): Pick<AuditHead, 'key' | 'checkpoint'> {
  return { key, checkpoint };
}

/** What is wrong, for a person; null: nothing. */
export function sentenceOf({ size, seenAt, trouble }: Witnessed): string | null {
  if (trouble === null) return null;
  const seen = `This machine saw ${size} entries, signed by the server, at ${seenAt}`;
  const next =
    'Both signed heads are kept on this machine as proof. Ask your auditor before you trust what the server says.';
  switch (trouble.fault) {
    case 'rewritten':
      return `The audit log of the team server was rewritten. ${seen}; what it shows since ${trouble.seenAt} does not contain them as they were. ${next}`;
    case 'shortened':
      return `Entries are missing from the audit log of the team server. ${seen}; at ${trouble.seenAt} it had only ${trouble.size}. It was put back to an earlier state, or entries were taken out. ${next}`;
    case 'key-changed':
      return `The audit log of the team server is signed with another key since ${trouble.seenAt}. ${seen}. ${next}`;
    case 'not-signed':
      return `The audit log of the team server is not properly signed since ${trouble.seenAt}. ${next}`;
  }
}
