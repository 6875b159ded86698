import { z } from 'zod';

/**
 * What a copy of a case and the team server say to each other. The unit is the journal entry, sealed: the server
 * orders entries and hands them on, and cannot read them.
 */

/** Most entries of one push, and of one page of a pull. */
export const MOST_ENTRIES = 200;
/** Longest sealed entry, characters of base64url. Beyond it an entry is refused. */
export const LONGEST_SEALED = 8 * 1024 * 1024;
/** Most characters of sealed entries in one push; a single entry may be longer. */
export const MOST_SEALED = 1024 * 1024;

const uuid = z.uuid().lowercase();
/** Numbers that the server gives within a tenant; they grow, and are committed in their order. */
const tenantSeq = z.number().int().nonnegative();
const base64url = z.string().regex(/^[A-Za-z0-9_-]*$/);

export const sealedEntry = z.strictObject({
  /** Of the journal entry. */
  id: uuid,
  /** Which of the case's keys it is sealed with. */
  generation: z.number().int().positive(),
  /** Keyed digest of the entry: the same for the same entry, and tells nothing to who has not the key. */
  digest: base64url.length(43),
  /** Digest of the entry that its author's copy wrote before it; null: it is that copy's first. */
  before: base64url.length(43).nullable(),
  sealed: base64url.min(1),
});

/** Entries of one copy under its own numbers, in their order and without a gap. */
export const pushRequest = z.strictObject({
  client: uuid,
  /** Which life of the server the copy knows; null: none yet. */
  epoch: uuid.nullable(),
  /** Number of the first; the others follow it. */
  first: z.number().int().positive(),
  entries: z.array(sealedEntry).min(1).max(MOST_ENTRIES),
});

/**
 * Why an entry was not taken. It is acknowledged all the same, so that what comes after it does not wait. BEFORE_MISSING:
 * the case has not the entry before it, without which nobody could check or apply it.
 */
export const REFUSALS = ['READ_ONLY', 'TOO_LARGE', 'CONTRADICTION', 'BEFORE_MISSING'] as const;

export const pushOutcome = z.discriminatedUnion('is', [
  z.strictObject({ is: z.literal('applied') }),
  /** It came before, from this or another copy. */
  z.strictObject({ is: z.literal('known') }),
  z.strictObject({ is: z.literal('refused'), code: z.enum(REFUSALS) }),
]);

/** One outcome an entry, in their order; those of numbers that came before are what they were then. */
export const pushDone = z.strictObject({
  is: z.literal('done'),
  epoch: uuid,
  outcomes: z.array(pushOutcome),
});

/** Why nothing of a push was taken, or of a pull given. */
export const syncStop = z.discriminatedUnion('is', [
  /** Numbers before `first` never came. */
  z.strictObject({ is: z.literal('gap'), epoch: uuid, expected: z.number().int().positive() }),
  /** A number stands for another entry already: the copy was put back to an earlier state. */
  z.strictObject({ is: z.literal('reused'), epoch: uuid }),
  /** The server was put back to an earlier state, or is another one. */
  z.strictObject({ is: z.literal('restored'), epoch: uuid }),
  /** The case is archived. No number is used up: the same is taken once it is brought back. Of pushes only. */
  z.strictObject({ is: z.literal('archived'), epoch: uuid }),
]);

export const pullPage = z.strictObject({
  is: z.literal('page'),
  epoch: uuid,
  entries: z.array(z.strictObject({ seq: tenantSeq, entry: sealedEntry })),
  /** Everything up to this number is in this page or came before it. */
  upto: tenantSeq,
  /** More follows after `upto`. */
  more: z.boolean(),
});

export type SealedEntry = z.output<typeof sealedEntry>;
export type PushRequest = z.output<typeof pushRequest>;
export type Refusal = (typeof REFUSALS)[number];
export type PushOutcome = z.output<typeof pushOutcome>;
export type PushAnswer = z.output<typeof pushDone> | z.output<typeof syncStop>;
export type PullPage = z.output<typeof pullPage>;
export type PullAnswer = PullPage | z.output<typeof syncStop>;

/** Where a pull goes on. */
export interface PullRequest {
  readonly epoch: string | null;
  readonly cursor: number;
  readonly limit: number;
}
