import { z } from 'zod';
import { LABELS } from '#shared/model/label.ts';
import { PERSONAL_KINDS } from '#shared/model/personal-data.ts';
import { legalHold } from '#shared/sync/case-keeping-api.ts';
import { call, stream } from './call.ts';
import { nothing, recordRef, sourceId, timeUs } from './values.ts';

const label = z.enum(LABELS);
const kind = z.enum(PERSONAL_KINDS);
const count = z.number().int().nonnegative();
const day = z.iso.date();
const reason = z.string().trim().min(1).max(2000);
/** Values of one person, or one secret in its forms. */
const values = z.array(z.string().trim().min(1).max(2000)).min(1).max(1000);

const dataMap = z.strictObject({
  rows: z.array(
    z.strictObject({
      sourceId,
      field: z.string(),
      kind,
      count,
      records: count,
      distinct: count,
    }),
  ),
  at: z.string(),
  /** Records that the case had then. */
  records: count,
});

const progress = z.strictObject({ done: count, total: count });

export const privacyContract = {
  /** Where personal data and secrets stand, as it was when it was last looked for; null: never, or something was erased since. */
  'privacy.map': call('case', nothing, z.strictObject({ map: dataMap.nullable() })),
  /** Looks for them in all records; its items say how many blocks are done. */
  'privacy.look': stream('case', nothing, progress, dataMap),
  /** The first records of a cell of the map. Unless `clear` is asked for, what is personal in them is empty. */
  'privacy.records': call(
    'case',
    z.strictObject({
      sourceId,
      field: z.string().max(500),
      kind,
      clear: z.boolean(),
      limit: z.number().int().min(1).max(1000),
    }),
    z.array(
      z.strictObject({
        ref: recordRef,
        us: timeUs.nullable(),
        line: count,
        pieces: z.array(z.strictObject({ text: z.string(), kind: kind.nullable() })),
      }),
    ),
  ),
  /** How long the case is kept, how what is in it may be spread, and what was taken out of it. */
  'privacy.keeping': call(
    'case',
    nothing,
    z.strictObject({
      label,
      keepUntil: day.nullable(),
      hold: z.string().nullable(),
      /** That of the team, which only the team server lifts. */
      teamHold: legalHold.nullable(),
      overdue: z.boolean(),
      /** Labels that sources have of their own. */
      sources: z.array(z.strictObject({ id: sourceId, label })),
      erasures: z.array(
        z.strictObject({
          entry: z.string(),
          what: z.enum(['erased', 'masked']),
          reason: z.string(),
          author: z.string(),
          at: z.string(),
          places: count,
          sources: count,
          originals: count,
          entries: count,
        }),
      ),
    }),
  ),
  'privacy.setKeeping': call(
    'case',
    z.strictObject({ label, keepUntil: day.nullable(), hold: reason.nullable() }).partial(),
    nothing,
  ),
  /** Null: the source has the label of its case. */
  'privacy.labelSource': call(
    'case',
    z.strictObject({ id: sourceId, label: label.nullable() }),
    nothing,
  ),
  /** What erasing values would take; nothing is changed. Its items say how many bytes were looked through. */
  'privacy.previewErasure': stream(
    'case',
    z.strictObject({ values }),
    progress,
    z.strictObject({
      places: count,
      sources: z.array(
        z.strictObject({ id: sourceId, places: count, lines: count, original: z.boolean() }),
      ),
      entries: z.array(z.strictObject({ entry: z.string(), kind: z.string(), at: z.string() })),
      /** Kept searches, messages of unread files and the like. */
      remembered: count,
      examples: z.array(
        z.strictObject({ sourceId, line: count, before: z.string(), after: z.string() }),
      ),
    }),
  ),
  /** Takes values out of the case for good. Throws CASE_ON_HOLD, VALUE_TOO_SHORT, REWRITE_BUSY. */
  'privacy.erase': stream(
    'case',
    z.strictObject({ values, reason }),
    progress.extend({ phase: z.enum(['looking', 'rewriting', 'clearing']) }),
    z.strictObject({ places: count, sources: count, originals: count, entries: count }),
  ),
  /** How long the cases of the recent list are kept; those whose key the profile has not are left out. */
  'cases.keeping': call(
    'vault',
    nothing,
    z.array(
      z.strictObject({
        path: z.string(),
        label,
        keepUntil: day.nullable(),
        hold: z.string().nullable(),
        teamHold: legalHold.nullable(),
        overdue: z.boolean(),
      }),
    ),
  ),
};
