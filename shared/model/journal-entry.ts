import { z } from 'zod';
import { DUPLICATE_KINDS } from './source.ts';
import { EXPORT_FORMATS, EXPORT_ORDERS } from './export.ts';

const id = z.number().int().positive();
const nullableText = z.string().nullable();

/** What each kind of journal entry carries. A kind that was released keeps its shape for ever. */
export const JOURNAL_PAYLOADS = {
  'case.created': z.strictObject({ name: z.string(), zone: z.string() }),
  'case.renamed': z.strictObject({ name: z.string() }),
  'case.zone': z.strictObject({ zone: z.string() }),
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
    /** Name of the file without its folder; null: to a stream. */
    file: nullableText,
  }),
  'source.added': z.strictObject({
    id,
    path: z.string(),
    /** JSON of where its bytes came from. */
    origin: z.string(),
    size: z.number().int().nullable(),
    mtimeUs: z.number().int(),
  }),
  'source.read': z.strictObject({
    id,
    /** Null: it was read again from the text that the case holds. */
    sha256: nullableText,
    bytes: z.number().int(),
    lines: z.number().int(),
    records: z.number().int(),
    format: z.string(),
  }),
  /** What of a source is not counted, because another one has it byte for byte. */
  'source.duplicate': z.strictObject({
    id,
    kind: z.enum(DUPLICATE_KINDS),
    of: id,
    bytes: z.number().int(),
    lines: z.number().int(),
    /** Of its whole content. */
    sha256: nullableText,
  }),
  /** It is counted all the same. */
  'source.counted': z.strictObject({ id }),
  /** What became of a source that grows. */
  'source.followed': z.strictObject({
    id,
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
  'source.override': z.strictObject({
    id,
    format: nullableText,
    zone: nullableText,
    encoding: nullableText,
    /** Microseconds that its clock is set right by; absent: as it was. */
    shiftUs: z.number().int().optional(),
  }),
  'source.removed': z.strictObject({ id }),
  'pin.added': z.strictObject({
    id: z.string(),
    sourceId: id,
    line: z.number().int().positive(),
    ordinal: z.number().int().nonnegative(),
    note: z.string(),
  }),
  'pin.removed': z.strictObject({ id: z.string() }),
  'issue.state': z.strictObject({ key: z.string(), state: z.string() }),
} as const;

export type JournalKind = keyof typeof JOURNAL_PAYLOADS;
export type JournalPayload<K extends JournalKind> = z.output<(typeof JOURNAL_PAYLOADS)[K]>;

/** The signed content of an entry. */
export const journalBody = z.strictObject({
  v: z.literal(1),
  /** UUIDv7 (RFC 9562). */
  id: z.string(),
  /** Hybrid logical clock: `<milliseconds UTC>-<counter>`, both padded so that text order is time order. */
  clock: z.string(),
  author: z.strictObject({
    /** Raw Ed25519 public key, base64url. */
    key: z.string(),
    name: z.string(),
  }),
  device: z.string(),
  kind: z.enum(Object.keys(JOURNAL_PAYLOADS) as [JournalKind, ...JournalKind[]]),
  payload: z.record(z.string(), z.unknown()),
  /** Hash of the entry before, base64url; null for the first. */
  prev: z.string().nullable(),
});

export type JournalBody = z.output<typeof journalBody>;
