import type { RecordRef } from './record.ts';

/** What personal data and secrets are told apart by. The order is that in which they are listed. */
export const PERSONAL_KINDS = [
  'email',
  'phone',
  'ip',
  'card',
  'iban',
  'national-id',
  'access-key',
  'jwt',
  'private-key',
  'password',
  'cookie',
  'user',
  'name',
  'address',
  'place',
  'organization',
  'birth-date',
  'age',
] as const;

export type PersonalKind = (typeof PERSONAL_KINDS)[number];

/** A stretch of a text that is personal or secret. Offsets are in UTF-16 units; `end` is after the last one. */
export interface PersonalSpan {
  readonly start: number;
  readonly end: number;
  readonly kind: PersonalKind;
  /** 0 to 1. 1: a checksum or an unmistakable form; 0.5 and less: told from the words around it alone. */
  readonly confidence: number;
  /** What stands there, with encodings taken off and written in one way: the same for the same thing. */
  readonly value: string;
}

/** What stands for something that was masked, and what it stands for. */
export interface Pseudonym {
  readonly pseudonym: string;
  readonly kind: PersonalKind;
  /** As it was written where it was first masked. */
  readonly original: string;
}

/** What of one kind stands in one field of a source's records. */
export interface DataMapRow {
  readonly sourceId: number;
  /** Name of the field; `message`; empty: elsewhere in the line. */
  readonly field: string;
  readonly kind: PersonalKind;
  readonly count: number;
  readonly records: number;
  /** Different values; of more than 200,000 it is only known that there are so many. */
  readonly distinct: number;
}

/** A stretch of a record's text; what is personal in it says its kind, and may stand there empty. */
export interface ExcerptPiece {
  readonly text: string;
  /** Null: nothing personal. */
  readonly kind: PersonalKind | null;
}

/** A record with something personal in it, cut to what stands around that. */
export interface PersonalExcerpt {
  readonly ref: RecordRef;
  /** Microseconds since 1970; null: without a time. */
  readonly us: number | null;
  /** First line in its source, from 1. */
  readonly line: number;
  readonly pieces: readonly ExcerptPiece[];
}
