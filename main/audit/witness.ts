import { z } from 'zod';
import { auditEntry, SERVER_RESTORED, type AuditHead } from '#shared/audit/audit-wire.ts';
import { leafHash, provesConsistency, provesInclusion } from '#shared/audit/merkle-tree.ts';
import { openCheckpoint, sha256 } from './signed-note.ts';

/** What is wrong with a server's audit log, as this machine can prove it. */
export const AUDIT_FAULTS = [
  'rewritten',
  'shortened',
  'key-changed',
  'not-signed',
  'restored',
] as const;
export type AuditFault = (typeof AUDIT_FAULTS)[number];

const head = z.strictObject({ size: z.number().int(), root: z.string() });
/** A head of the log that was proven to go on from those before it. */
export type SeenHead = z.output<typeof head>;

/** What this machine remembers of a server's audit log. */
export const witnessed = z.strictObject({
  /** Verifier key that the log was first seen with. */
  key: z.string(),
  /** The last signed checkpoint that was proven to go on from all before it. */
  checkpoint: z.string(),
  size: z.number().int(),
  root: z.string(),
  seenAt: z.string(),
  /** Earlier heads, latest first, the older the fewer: by them is found how much of a log that was put back still holds. */
  trail: z.array(head).default([]),
  /** What was seen later and does not go with it: both are kept, for both are signed. Null: nothing. */
  trouble: z
    .strictObject({
      fault: z.enum(AUDIT_FAULTS),
      key: z.string(),
      checkpoint: z.string(),
      /** Entries that the other log says it has; null: it says nothing that can be read. */
      size: z.number().int().nullable(),
      seenAt: z.string(),
      /** Of a log whose server says itself that it was put back: when, to which time, and how many entries still hold. */
      restored: z
        .strictObject({
          seq: z.number().int(),
          at: z.string(),
          to: z.string().nullable(),
          holds: z.number().int(),
        })
        .nullable()
        .default(null),
    })
    .nullable(),
});
export type Witnessed = z.output<typeof witnessed>;

/**
 * Holds what a server says of its audit log against what this machine has seen of it before: signature, and proof that
 * nothing of what was there has changed (RFC 6962). A fault that was found stays until a person takes it off.
 */
export function witness(before: Witnessed | null, said: AuditHead, now: Date): Witnessed {
  const seenAt = now.toISOString();
  const checkpoint = openCheckpoint(said.checkpoint, before?.key ?? said.key);
  if (before === null) {
    if (checkpoint !== null) {
      const { size, root } = checkpoint;
      const seen = { key: said.key, checkpoint: said.checkpoint, size, root, seenAt };
      return { ...seen, trail: [], trouble: null };
    }
    const seen = { key: said.key, checkpoint: '', size: 0, root: '', seenAt, trail: [] };
    const trouble = { fault: 'not-signed', ...told(said), size: null, seenAt } as const;
    return { ...seen, trouble: { ...trouble, restored: null } };
  }
  if (before.trouble !== null) return before;
  const trouble = (fault: AuditFault, size: number | null): Witnessed => ({
    ...before,
    trouble: { fault, ...told(said), size, seenAt, restored: null },
  });
  if (checkpoint === null) {
    const fault = said.key === before.key ? 'not-signed' : 'key-changed';
    return trouble(fault, openCheckpoint(said.checkpoint, said.key)?.size ?? null);
  }
  const { size, root } = checkpoint;
  if (size >= before.size && goesOn(before, checkpoint, said.proof)) {
    const trail = thinned(before.size === size ? before.trail : [before, ...before.trail], size);
    return { ...before, checkpoint: said.checkpoint, size, root, seenAt, trail };
  }
  const restored = provenRestored(said, checkpoint);
  if (restored === null) return trouble(size < before.size ? 'shortened' : 'rewritten', size);
  const fault = { fault: 'restored', ...told(said), size, seenAt } as const;
  return { ...before, trouble: { ...fault, restored: { ...restored, holds: 0 } } };
}

/** Heads by which is asked how much of a log that was put back still holds, the largest first; empty: it was not. */
export function headsToProve({ trail, trouble }: Witnessed): readonly SeenHead[] {
  const restored = trouble?.restored ?? null;
  return restored === null ? [] : trail.filter(({ size }) => size <= restored.seq);
}

/** Notes that a log that was put back goes on from a head of before, if what the server says of it proves that. */
export function witnessHolds(seen: Witnessed, from: SeenHead, said: AuditHead): Witnessed {
  const { trouble } = seen;
  const checkpoint = openCheckpoint(said.checkpoint, seen.key);
  if (trouble === null || trouble.restored === null || checkpoint === null) return seen;
  if (checkpoint.size < from.size || !goesOn(from, checkpoint, said.proof)) return seen;
  return { ...seen, trouble: { ...trouble, restored: { ...trouble.restored, holds: from.size } } };
}

const bytesOf = (text: string): Buffer => Buffer.from(text, 'base64');

function goesOn(from: SeenHead, to: SeenHead, proof: readonly string[]): boolean {
  return provesConsistency(
    sha256,
    { size: from.size, root: bytesOf(from.root) },
    { size: to.size, root: bytesOf(to.root) },
    proof.map(bytesOf),
  );
}

/** When and to which time the server was put back, as an entry says that stands in its log for good; null: none does. */
function provenRestored(
  { restored }: AuditHead,
  { size, root }: SeenHead,
): { seq: number; at: string; to: string | null } | null {
  if (restored === null) return null;
  const { seq, body, proof } = restored;
  const stands = provesInclusion(
    sha256,
    { index: seq, hash: leafHash(sha256, Buffer.from(body)) },
    { size, root: bytesOf(root) },
    proof.map(bytesOf),
  );
  const entry = stands ? auditEntry.safeParse(JSON.parse(body)).data : undefined;
  const event = entry?.events.find(({ action }) => action === SERVER_RESTORED);
  if (entry?.seq !== seq || event === undefined) return null;
  const to = event.about['to'];
  return { seq, at: entry.at, to: typeof to === 'string' ? to : null };
}

/** The latest heads, and of older ones each a third further back than the one before. */
function thinned(heads: readonly SeenHead[], size: number): SeenHead[] {
  let back = 0;
  return heads.flatMap((seen) => {
    const age = size - seen.size;
    if (age < back) return [];
    back = Math.max(age + 1, Math.ceil(age * 1.33));
    return [{ size: seen.size, root: seen.root }];
  });
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
    case 'restored': {
      const to = trouble.restored?.to ?? null;
      const holds = trouble.restored?.holds ?? 0;
      const back = `The team server says that it was put back to an earlier state at ${trouble.restored?.at ?? ''}`;
      return `${back}${to === null ? '' : `, as it was at ${to}`}. ${seen}; of them the first ${holds} are proven to be as they were, and the others are gone from its audit log. What this machine has of shared cases is sent again by itself. Both signed heads are kept on this machine. Ask your admin whether that is so, then trust the log as it is now.`;
    }
    case 'key-changed':
      return `The audit log of the team server is signed with another key since ${trouble.seenAt}. ${seen}. ${next}`;
    case 'not-signed':
      return `The audit log of the team server is not properly signed since ${trouble.seenAt}. ${next}`;
  }
}
