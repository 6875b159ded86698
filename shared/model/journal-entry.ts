import { z } from 'zod';
import { exchange } from './answer-schemas.ts';
import {
  custodyCheck,
  custodyIntake,
  custodyLeft,
  custodyNote,
  findingContent,
  noteContent,
  recordCitation,
  tag,
  target,
} from './evidence-schemas.ts';
import { deploymentMarker } from './deployment-marker.ts';
import { LABELS, LEAVING_WAYS } from './label.ts';
import { DUPLICATE_KINDS } from './source.ts';
import { EXPORT_FORMATS, EXPORT_ORDERS } from './export.ts';
import { playbookBegun, playbookEnded } from './playbook-run-schemas.ts';
import { MODEL_TASKS } from './provider.ts';
import { changed, CHANGED_FIELDS } from './journal-changes.ts';

const id = z.string().min(1);
const nullableText = z.string().nullable();
/** Takes a thing out; `edits`: the edits of it that its author knew. One that was made apart keeps it in. */
const removed = z.strictObject({ id, edits: z.number().int().nonnegative() });

/**
 * What each kind of journal entry carries, as it is written today. A kind that was released keeps its shape for
 * ever: see `journal-former.ts`.
 */
export const JOURNAL_PAYLOADS = {
  'case.created': z.strictObject({ name: z.string(), zone: z.string() }),
  /** The first entry of a further copy of the case: where it is worked on. */
  'copy.opened': z.strictObject({ host: z.string(), tool: z.string(), toolVersion: z.string() }),
  'case.changed': changed(CHANGED_FIELDS.case),
  /** Records left the case in clear. */
  'case.exported': z.strictObject({
    query: z.string(),
    fromUs: z.number().int().nullable(),
    toUs: z.number().int().nullable(),
    /** Only rows that were selected of it, or what was pinned; absent: all that the query found. */
    only: z.enum(['rows', 'pinned']).exactOptional(),
    format: z.enum(EXPORT_FORMATS),
    order: z.enum(EXPORT_ORDERS),
    formulaSafe: z.boolean(),
    /** Of what was written, whether or not it came to its end. */
    records: z.number().int(),
    bytes: z.number().int(),
    sha256: z.string(),
    /** False: it was broken off, but what was written had left. */
    complete: z.boolean(),
    /** With pseudonyms in place of personal data and secrets; absent: in clear. */
    masked: z.boolean().exactOptional(),
    /** Name of the file without its folder; null: to a stream. */
    file: nullableText,
  }),
  'source.added': z.strictObject({
    /** Key of the source: a UUID, the same in every copy of the case. */
    source: id,
    path: z.string(),
    /** JSON of where its bytes came from. */
    origin: z.string(),
    size: z.number().int().nullable(),
    mtimeUs: z.number().int(),
  }),
  'source.read': z.strictObject({
    source: id,
    /** Null: it was read again from the text that the case holds. */
    sha256: nullableText,
    bytes: z.number().int(),
    lines: z.number().int(),
    records: z.number().int(),
    format: z.string(),
  }),
  /** What of a source is not counted, because another one has it byte for byte. */
  'source.duplicate': z.strictObject({
    /** Key of the source. */
    source: id,
    kind: z.enum(DUPLICATE_KINDS),
    of: id,
    bytes: z.number().int(),
    lines: z.number().int(),
    /** Of its whole content. */
    sha256: nullableText,
  }),
  /** It is counted all the same. */
  'source.counted': z.strictObject({ source: id }),
  /** What became of a source that grows. */
  'source.followed': z.strictObject({
    source: id,
    /** `gap`: the file that was followed is not to be found again; what was written to it since is missing. */
    event: z.enum([
      'begun',
      'paused',
      'stopped',
      'rotated',
      'truncated',
      'replaced',
      'ended',
      'gap',
    ]),
    /** Bytes of its text until then. */
    bytes: z.number().int(),
    /** Of the file that came to its end; null: it goes on, or was not read from its beginning. */
    sha256: nullableText,
  }),
  /** Which records of a source a copy of the case holds, by what its blocks hash to. */
  'source.sealed': z.strictObject({
    source: id,
    /** The seal before, of which the first `kept` blocks are as they were; null: there is none. */
    of: id.nullable(),
    /** Whether this copy holds that no longer: what is said here has taken its place. */
    instead: z.boolean(),
    kept: z.number().int().nonnegative(),
    /** Whether it was read to its end; else records may come behind these. */
    ended: z.boolean(),
    /** The blocks behind those, in their order; the hash is SHA-256, base64url, see `ingest/seal/block-digest.ts`. */
    blocks: z.array(z.strictObject({ hash: z.string(), records: z.number().int().nonnegative() })),
  }),
  'source.changed': changed(CHANGED_FIELDS.source),
  'source.removed': removed,
  'pin.added': z.strictObject({ id, record: recordCitation, note: z.string() }),
  'pin.removed': z.strictObject({ id }),
  'issue.changed': changed(CHANGED_FIELDS.issue),
  'issuePart.changed': changed(CHANGED_FIELDS.issuePart),
  'grouping.changed': changed(CHANGED_FIELDS.grouping),
  'templateRule.changed': changed(CHANGED_FIELDS.templateRule),
  'finding.added': findingContent.extend({ id }),
  'finding.changed': changed(CHANGED_FIELDS.finding),
  'finding.removed': removed,
  'note.added': noteContent.extend({ id }),
  'note.removed': removed,
  'tag.added': z.strictObject({ target, tag }),
  /** `adds`: the entries that put the tag there, as its author knew them; others stand. */
  'tag.removed': z.strictObject({ target, tag, adds: z.array(id) }),
  'incident.changed': changed(CHANGED_FIELDS.incident),
  'narrative.changed': changed(CHANGED_FIELDS.narrative),
  'place.changed': changed(CHANGED_FIELDS.place),
  'report.changed': changed(CHANGED_FIELDS.report),
  /** A stage was sent: frozen, as it was. */
  'report.submitted': z.strictObject({
    id,
    framework: z.string(),
    stage: z.string(),
    /** Which version of the stage, counted from 1. */
    submission: z.number().int().positive(),
    submittedAt: z.iso.datetime(),
    /** JSON of the whole report, canonical. */
    report: z.string(),
    sha256: z.string(),
  }),
  'assistant.changed': changed(CHANGED_FIELDS.assistant),
  /** Something left for a model: what, by its hash, to whom and what for. Written before it left. */
  'assistant.sent': z.strictObject({
    id,
    /** Id of the question, under which its answer is kept if there is one. */
    question: id,
    provider: z.string(),
    model: z.string(),
    host: z.string(),
    purpose: z.enum(MODEL_TASKS),
    /** Of the body of the request. */
    sha256: z.string(),
    bytes: z.number().int().nonnegative(),
  }),
  /** What that took. Money in the currency of the budget; 0 where no price is known. */
  'assistant.took': z.strictObject({
    sent: id,
    inputTokens: z.number().nonnegative(),
    outputTokens: z.number().nonnegative(),
    money: z.number().nonnegative(),
  }),
  /** A tool of another program was called, with something of the case. Written before it was. */
  'toolkit.called': z.strictObject({
    id,
    /** Id of the question, under which its answer is kept if there is one. */
    question: id,
    toolkit: z.string(),
    tool: z.string(),
    /** The host, or the program on this machine. */
    place: z.string(),
    /** Whether it may have changed something; then the analyst approved this very call. */
    changes: z.boolean(),
    /** Of what it was given. */
    sha256: z.string(),
    bytes: z.number().int().nonnegative(),
  }),
  /** A tool of the case gave this to another program, over the Model Context Protocol. Written before it left. */
  'assistant.served': z.strictObject({
    id,
    /** What the program says that it is; null: it did not say. */
    client: nullableText,
    tool: z.string(),
    /** Of the text that left. */
    sha256: z.string(),
    bytes: z.number().int().nonnegative(),
  }),
  /** Texts were taken out of the case, or masked in a copy of it; signed in place of what stood there. */
  'data.erased': z.strictObject({
    what: z.enum(['erased', 'masked']),
    reason: z.string(),
    /** How many places, and in which sources. */
    places: z.number().int().nonnegative(),
    sources: z.array(id),
    /** Sources whose kept original is gone with it. */
    originals: z.array(id),
    /**
     * Entries whose content was changed by it, and the SHA-256 of what it is now, of what it was before, and of what was
     * signed, base64url.
     */
    entries: z.array(
      z.strictObject({
        entry: id,
        content: z.string(),
        from: z.string().exactOptional(),
        signed: z.string().exactOptional(),
      }),
    ),
  }),
  /** A question to the assistant, and what was answered. */
  'assistant.answered': exchange,
  /** It is not shown any more. */
  'assistant.removed': z.strictObject({ id }),
  /** Somebody knows of a deployment that the logs need not tell of. */
  'marker.added': z.strictObject({ id, ...deploymentMarker.shape }),
  'marker.removed': z.strictObject({ id }),
  'playbook.begun': playbookBegun,
  /** How a run of a playbook ended, what it did, and what came of it. */
  'playbook.ended': playbookEnded,
  'custody.intake': custodyIntake,
  'custody.checked': custodyCheck,
  'custody.left': custodyLeft,
  'custody.noted': custodyNote,
  /** Something left the case although its label says that it may not, or not so: who wanted it, and why. */
  'label.overridden': z.strictObject({
    way: z.enum(LEAVING_WAYS),
    label: z.enum(LABELS),
    masked: z.boolean(),
    reason: z.string().min(1),
  }),
  /** Conflicts that somebody has looked at: the entries whose values were kept. */
  'conflict.settled': z.strictObject({
    kept: z.array(z.strictObject({ entry: id, field: nullableText })).min(1),
  }),
  /** Takes an entry back, an earlier taking back included. `edits`: as with a removal, of what the entry had added. */
  'entry.undone': z.strictObject({ entry: id, edits: z.number().int().nonnegative() }),
} as const;

export type JournalKind = keyof typeof JOURNAL_PAYLOADS;
export type JournalPayload<K extends JournalKind> = z.output<(typeof JOURNAL_PAYLOADS)[K]>;

/** What cannot be taken back: it tells of the world outside, or of bytes that came in or went. */
export const LASTING_KINDS: readonly JournalKind[] = [
  'case.created',
  'copy.opened',
  'case.exported',
  'source.added',
  'source.read',
  'source.duplicate',
  'source.counted',
  'source.followed',
  'source.sealed',
  'source.removed',
  'custody.intake',
  'custody.checked',
  'custody.left',
  'custody.noted',
  'report.submitted',
  'assistant.sent',
  'assistant.took',
  'playbook.begun',
  'assistant.served',
  'toolkit.called',
  'data.erased',
  'label.overridden',
];

/** The signed content of an entry. */
export const journalBody = z.strictObject({
  v: z.literal(1),
  /** UUIDv7 (RFC 9562). */
  id: z.string(),
  /** Hybrid logical clock: `<milliseconds UTC>-<counter>`, both padded so that text order is time order. */
  clock: z.string().regex(/^\d{15}-\d{6}$/),
  author: z.strictObject({
    /** Raw Ed25519 public key, base64url. */
    key: z.string(),
    name: z.string(),
  }),
  /** The copy of the case in which it was written. */
  device: z.string(),
  kind: z.string(),
  payload: z.record(z.string(), z.unknown()),
  /** Hash of the entry before of this device, base64url; null for its first. */
  prev: z.string().nullable(),
});

export type JournalBody = z.output<typeof journalBody>;
