import { z } from 'zod';
import {
  JOURNAL_PAYLOADS,
  type JournalBody,
  type JournalKind,
  type JournalPayload,
} from './journal-entry.ts';
import { ENCODINGS } from './source.ts';

const number = z.number().int().positive();
const text = z.string();
const nullableText = z.string().nullable();

/** An entry's kind and payload in the present shape. */
export type KindAndPayload = {
  [K in JournalKind]: { readonly kind: K; readonly payload: JournalPayload<K> };
}[JournalKind];

/** `former`: from a time when nobody worked apart, so that it stands in no conflict with what came before it. */
export type ReadPayload = KindAndPayload & { readonly former: boolean };

/** A source was a number of its copy of the case; that copy and the number name it everywhere. */
const sourceKey = (device: string, id: number): string => `${device}/${id}`;

type Former = (payload: unknown, device: string) => KindAndPayload;

function former<S extends z.ZodType>(
  schema: S,
  read: (payload: z.output<S>, device: string) => KindAndPayload,
): Former {
  return (payload, device) => read(schema.parse(payload), device);
}

/** Shapes that entries had before, and what they mean today. */
const FORMER: Readonly<Record<string, Former>> = {
  'case.renamed': former(z.strictObject({ name: text }), ({ name }) => ({
    kind: 'case.changed',
    payload: { id: 'case', set: { name }, replaces: {} },
  })),
  'case.zone': former(z.strictObject({ zone: text }), ({ zone }) => ({
    kind: 'case.changed',
    payload: { id: 'case', set: { zone }, replaces: {} },
  })),
  'source.added': former(
    z.strictObject({
      id: number,
      path: text,
      origin: text,
      size: z.number().int().nullable(),
      mtimeUs: z.number().int(),
    }),
    ({ id, ...facts }, device) => ({
      kind: 'source.added',
      payload: { source: sourceKey(device, id), ...facts },
    }),
  ),
  'source.read': former(
    z.strictObject({
      id: number,
      sha256: nullableText,
      bytes: z.number().int(),
      lines: z.number().int(),
      records: z.number().int(),
      format: text,
    }),
    ({ id, ...facts }, device) => ({
      kind: 'source.read',
      payload: { source: sourceKey(device, id), ...facts },
    }),
  ),
  'source.override': former(
    z.strictObject({
      id: number,
      format: nullableText,
      zone: nullableText,
      encoding: z.enum(ENCODINGS).nullable(),
      shiftUs: z.number().int().optional(),
    }),
    ({ id, format, zone, encoding, shiftUs }, device) => ({
      kind: 'source.changed',
      payload: {
        id: sourceKey(device, id),
        set: { format, zone, encoding, ...(shiftUs === undefined ? {} : { shiftUs }) },
        replaces: {},
      },
    }),
  ),
  'source.removed': former(z.strictObject({ id: number }), ({ id }, device) => ({
    kind: 'source.removed',
    payload: { id: sourceKey(device, id), edits: 0 },
  })),
  /** What stood on the line was not noted: its hash is empty. */
  'pin.added': former(
    z.strictObject({
      id: text,
      sourceId: number,
      line: number,
      ordinal: z.number().int().nonnegative(),
      note: text,
    }),
    ({ id, sourceId, line, note }, device) => ({
      kind: 'pin.added',
      payload: {
        id,
        record: { source: sourceKey(device, sourceId), sha256: null, line, lines: 1, hash: '' },
        note,
      },
    }),
  ),
  'issue.state': former(z.strictObject({ key: text, state: text }), ({ key, state }) => ({
    kind: 'issue.changed',
    payload: { id: key, set: { state }, replaces: {} },
  })),
};

/** Reads an entry's payload in whatever shape it was written. Throws a ZodError for none of them. */
export function readPayload({
  kind,
  payload,
  device,
}: Pick<JournalBody, 'kind' | 'payload' | 'device'>): ReadPayload {
  if (Object.hasOwn(JOURNAL_PAYLOADS, kind)) {
    const present = kind as JournalKind;
    const read = JOURNAL_PAYLOADS[present].safeParse(payload);
    // Kind and payload fit by the table that both were looked up in.
    if (read.success) return { kind: present, payload: read.data, former: false } as ReadPayload;
    if (!Object.hasOwn(FORMER, kind)) throw read.error;
  }
  const before = Object.hasOwn(FORMER, kind) ? FORMER[kind] : undefined;
  if (before === undefined) throw new z.ZodError([]);
  return { ...before(payload, device), former: true };
}
