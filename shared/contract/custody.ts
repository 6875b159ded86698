import { z } from 'zod';
import { CHECK_RESULTS } from '#shared/model/custody.ts';
import {
  custodyCheck,
  custodyIntake,
  custodyLeft,
  custodyNote,
} from '#shared/model/evidence-schemas.ts';
import { call, stream } from './call.ts';
import { leaveChoice, nothing, passphrase, path, sourceId } from './values.ts';

/** Characters that are copied at once. */
const MOST_COPIED = 20_000_000;

const entry = { entry: z.string(), author: z.string() };
const sourceIds = z.array(sourceId).max(100_000).nullable();

const checkedSource = z.strictObject({
  id: sourceId,
  key: z.string(),
  path: z.string(),
  against: z.enum(['original', 'kept']),
  result: z.enum(CHECK_RESULTS),
  expected: z.string(),
  sha256: z.string().nullable(),
});

export const custodyContract = {
  /** The chain of custody, oldest first. */
  'custody.list': call(
    'case',
    nothing,
    z.array(
      z.discriminatedUnion('kind', [
        custodyIntake.extend({ kind: z.literal('intake'), ...entry }),
        custodyCheck.extend({ kind: z.literal('check'), ...entry }),
        custodyLeft.extend({ kind: z.literal('left'), ...entry }),
        custodyNote.extend({ kind: z.literal('note'), ...entry }),
      ]),
    ),
  ),
  /** Hashes sources again (null: all) and notes how they stand; its items say which one. */
  'custody.check': stream(
    'case',
    z.strictObject({ sourceIds }),
    z.strictObject({ path: z.string() }),
    z.array(checkedSource),
  ),
  'custody.note': call(
    'case',
    z.strictObject({ source: z.string().nullable(), text: z.string().trim().min(1).max(5000) }),
    nothing,
  ),
  /**
   * Text of records is about to be copied to the clipboard: gives it as it may go there, masked where that is asked for,
   * and notes it. Throws LABEL_REFUSES, LABEL_NEEDS_MASKING.
   */
  'custody.copy': call(
    'case',
    z.strictObject({
      text: z.string().max(MOST_COPIED),
      records: z.number().int().nonnegative(),
      sourceIds,
      masked: z.boolean(),
    }),
    z.strictObject({ text: z.string() }),
  ),
  /** Seals a copy of the case for a colleague, to a file or as a download. The journal goes whole. */
  'custody.share': stream(
    'case',
    z.strictObject({
      /** A passphrase of its own, or a colleague's key as text, see `profile.readKey`. */
      to: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('passphrase'), passphrase }),
        z.strictObject({ by: z.literal('key'), text: z.string().max(1000) }),
      ]),
      sourceIds,
      note: z.string().max(5000),
      leave: leaveChoice.exactOptional(),
    }),
    z.strictObject({ type: z.literal('download'), address: z.string() }),
    z.strictObject({ file: z.string(), bytes: z.number().int(), sha256: z.string() }),
  ),
  /** Takes in a copy of the open case that was worked on apart. */
  'custody.merge': call(
    'case',
    z.strictObject({ path, passphrase: passphrase.nullable() }),
    z.strictObject({
      taken: z.number().int(),
      ahead: z.number().int(),
      sources: z.number().int(),
      withheld: z.number().int(),
      erasures: z.number().int(),
      clockAheadMs: z.number(),
    }),
  ),
  /** Writes an evidence bundle, to a file or as a download, as `export.run` does. */
  'custody.bundle': stream(
    'case',
    z.strictObject({
      sourceIds,
      carry: z.enum(['originals', 'excerpts']),
      note: z.string().max(5000),
      leave: leaveChoice.exactOptional(),
    }),
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('download'), address: z.string() }),
      z.strictObject({ type: z.literal('progress'), path: z.string() }),
    ]),
    z.strictObject({
      file: z.string(),
      files: z.number().int(),
      bytes: z.number().int(),
      sha256: z.string(),
      checked: z.array(checkedSource),
    }),
  ),
};
