import { z } from 'zod';
import { RECORD_FAULTS, UNSEALED_REASONS } from '#shared/model/records-verdict.ts';
import { call, stream } from './call.ts';
import { nothing, passphrase, path, recordRef, zone } from './values.ts';

const pin = z.strictObject({
  id: z.string(),
  ref: recordRef,
  line: z.number().int().positive(),
  note: z.string(),
  author: z.string(),
  at: z.string(),
});

const recordSpan = { path: z.string(), from: z.number().int(), to: z.number().int() };

/** See `RecordsVerdict`. */
const recordsVerdict = z.strictObject({
  records: z.number().int(),
  sources: z.number().int(),
  originals: z.number().int(),
  faults: z.array(
    z.strictObject({ ...recordSpan, fault: z.enum(RECORD_FAULTS), of: z.string().nullable() }),
  ),
  unsealed: z.array(z.strictObject({ ...recordSpan, reason: z.enum(UNSEALED_REASONS) })),
});

export const casesContract = {
  'cases.recent': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        path: z.string(),
        name: z.string(),
        openedAt: z.string(),
        /** Bytes of the file; null: it is not there any more. */
        size: z.number().nullable(),
      }),
    ),
  ),
  /** Creates and opens. Without a path the case goes to the case folder under its name. */
  'cases.create': call(
    'vault',
    z.strictObject({
      name: z.string().trim().min(1).max(200),
      zone,
      path: path.nullable(),
    }),
    z.strictObject({ path: z.string() }),
  ),
  /**
   * `passphrase` is for a case made on the command line; the vault remembers its key. A copy that was sealed for the
   * profile is taken out to a case; one that was taken out before is opened as it is now. Throws CASE_HERE_ALREADY for a
   * copy of another case of the recent list, unless it is to be a case `beside` it.
   */
  'cases.open': call(
    'vault',
    z.strictObject({
      path,
      passphrase: passphrase.nullable(),
      beside: z.boolean().exactOptional(),
    }),
    nothing,
  ),
  /** Creates the sample case, or opens it where it exists. */
  'cases.openSample': call('vault', nothing, z.strictObject({ path: z.string() })),
  'cases.close': call('case', nothing, nothing),
  /** Deletes the file for good. `name` must be the case's name, typed by the analyst. */
  'cases.delete': call('vault', z.strictObject({ path, name: z.string() }), nothing),
  /** Takes it from the recent list; the file stays. */
  'cases.forget': call('vault', z.strictObject({ path }), nothing),
  'cases.rename': call(
    'case',
    z.strictObject({ name: z.string().trim().min(1).max(200) }),
    nothing,
  ),
  'cases.setZone': call('case', z.strictObject({ zone }), nothing),

  'pins.list': call('case', nothing, z.array(pin)),
  'pins.add': call(
    'case',
    z.strictObject({ ref: recordRef, note: z.string().max(2000) }),
    z.strictObject({ id: z.string() }),
  ),
  'pins.remove': call('case', z.strictObject({ id: z.string() }), nothing),

  /** What the page wants to find again when the case is opened next: not evidence, not journaled. */
  'view.get': call(
    'case',
    z.strictObject({ key: z.string().max(100) }),
    z.strictObject({ value: z.unknown() }),
  ),
  'view.set': call(
    'case',
    z.strictObject({ key: z.string().max(100), value: z.unknown() }),
    nothing,
  ),

  /** What was done to the case, latest first, before the entry of a number. */
  'journal.list': call(
    'case',
    z.strictObject({
      before: z.number().int().nullable(),
      limit: z.number().int().min(1).max(500),
    }),
    z.array(
      z.strictObject({
        seq: z.number().int(),
        id: z.string(),
        at: z.string(),
        author: z.string(),
        kind: z.string(),
        /** What it is about, in a line; null: its kind says it all. */
        subject: z.string().nullable(),
        /** Somebody took it back. */
        undone: z.boolean(),
        undoable: z.boolean(),
      }),
    ),
  ),
  'journal.verify': stream(
    'case',
    nothing,
    /** Of the records that are hashed, or of the kept originals behind them; `path`: the source that is. */
    z.strictObject({
      what: z.enum(['records', 'originals']),
      path: z.string(),
      done: z.number().int(),
      total: z.number().int(),
    }),
    z.strictObject({
      entries: z.number().int(),
      /** Without a number it is the state of the case that does not hold, not an entry. */
      broken: z.strictObject({ seq: z.number().int().nullable(), reason: z.string() }).nullable(),
      /** Null: they were not checked, because what signs them does not hold. */
      records: recordsVerdict.nullable(),
    }),
  ),
  /** Takes an entry of the journal back, by another entry. */
  'journal.undo': call('case', z.strictObject({ entry: z.string().max(100) }), nothing),
};
