import { z } from 'zod';
import { MOST_SHIFT_US } from '#shared/model/shift.ts';
import { DUPLICATE_KINDS, SOURCE_STATES } from '#shared/model/source.ts';
import { call } from './call.ts';
import { encoding, failure, nothing, path, recordRef, sourceId, timeUs, zone } from './values.ts';

const detected = <T extends z.ZodType>(value: T) =>
  z.strictObject({ detected: value, override: value.nullable() });

const source = z.strictObject({
  id: sourceId,
  /** For people: `/var/log/pile.zip!/shop/api.log`. */
  path: z.string(),
  state: z.enum(SOURCE_STATES),
  size: z.number().nullable(),
  bytes: z.number(),
  lines: z.number(),
  records: z.number(),
  unparsed: z.number(),
  /** Formats beside that of the source by which some of its records are read, commonest first. */
  others: z.array(z.strictObject({ format: z.string(), records: z.number().int() })),
  /** Records whose time is before that of the record before them, and how far at most, microseconds. */
  back: z.number().int(),
  backUs: z.number().int(),
  format: detected(z.string()),
  /** 0 to 1: share of the sample that the detected format explained. */
  formatScore: z.number(),
  zone: detected(zone),
  encoding: detected(encoding),
  /** Microseconds that its clock is set right by; all its times have it added. */
  shiftUs: timeUs,
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
  sha256: z.string().nullable(),
  /** The rotated log that it is a file of: its path, and which of its files this is, the oldest being 1. */
  log: z
    .strictObject({ path: z.string(), position: z.number().int(), of: z.number().int() })
    .nullable(),
  /** It is a plain file of this machine, which may grow and can be followed. */
  follows: z.boolean(),
  /** What of it is not counted, because another source has it too. */
  duplicate: z
    .strictObject({
      kind: z.enum(DUPLICATE_KINDS),
      /** Path of that source. */
      of: z.string(),
      bytes: z.number().int(),
      lines: z.number().int(),
    })
    .nullable(),
  error: failure.nullable(),
});

export const sourcesContract = {
  'sources.list': call(
    'case',
    nothing,
    z.strictObject({
      /** The files of a rotated log together, oldest first. */
      sources: z.array(source),
      /** Folders in which new files are followed as they appear. */
      folders: z.array(z.string()),
      /** What could not be read, each with its reason. */
      skipped: z.array(z.strictObject({ id: z.number().int(), path: z.string(), failure })),
      /** Something was stopped, or not come to, before the app ended: `sources.resume` goes on with it. */
      isUnfinished: z.boolean(),
    }),
  ),
  /** Files and folders of this machine. Answers when reading has begun; progress comes as events. */
  'sources.add': call(
    'case',
    z.strictObject({
      paths: z.array(path).min(1).max(10_000),
      /** How they came to be had, for the chain of custody. */
      acquisition: z
        .strictObject({
          collector: z.string().max(300).nullable(),
          note: z.string().max(5000),
          clockOffsetMs: z.number().nullable(),
          keepOriginals: z.boolean(),
        })
        .optional(),
    }),
    nothing,
  ),
  /**
   * Follows files (which need not be there yet) and folders, in which new files are followed as they appear. Answers when
   * what they hold now is read.
   */
  'sources.follow': call('case', z.strictObject({ paths: z.array(path).min(1).max(100) }), nothing),
  'sources.pauseFollowing': call('case', z.strictObject({ id: sourceId }), nothing),
  /** Goes on where it was, also after the case was closed. */
  'sources.goOnFollowing': call('case', z.strictObject({ id: sourceId }), nothing),
  'sources.stopFollowing': call('case', z.strictObject({ id: sourceId }), nothing),
  /** New files of a folder are not taken in any more. */
  'sources.leaveFolder': call('case', z.strictObject({ folder: path }), nothing),
  /** Stops reading; what is committed stays and can be gone on with. */
  'sources.cancel': call('case', nothing, nothing),
  /** Goes on with sources that were stopped or interrupted. */
  'sources.resume': call('case', nothing, nothing),
  /** Counts what was left out of a source as a duplicate. Answers when reading has begun. */
  'sources.countAnyway': call('case', z.strictObject({ id: sourceId }), nothing),
  'sources.remove': call('case', z.strictObject({ id: sourceId }), nothing),
  /** Sets what detection got wrong (null: detection stands) and reads the source again. */
  'sources.override': call(
    'case',
    z.strictObject({
      id: sourceId,
      format: z.string().max(100).nullable(),
      zone: zone.nullable(),
      encoding: encoding.nullable(),
    }),
    nothing,
  ),
  /** Sets the clock of a source right; nothing is read again. Answers when everything shows the new times. */
  'sources.shift': call(
    'case',
    z.strictObject({
      id: sourceId,
      shiftUs: z.number().int().min(-MOST_SHIFT_US).max(MOST_SHIFT_US),
    }),
    nothing,
  ),
  /**
   * How far the clock of a source seems to be from another's, by the ids that both log; null: they share none.
   * Only a proposal: nothing is set.
   */
  'sources.fitClock': call(
    'case',
    z.strictObject({ id: sourceId, otherId: sourceId }),
    z
      .strictObject({
        shared: z.number().int(),
        /** The shift that would be set: the present one, and the median difference added. */
        shiftUs: timeUs,
        medianUs: timeUs,
        /** Between these lies the middle half of the differences. */
        lowUs: timeUs,
        highUs: timeUs,
        examples: z.array(
          z.strictObject({
            id: z.string(),
            ref: recordRef,
            us: timeUs,
            otherRef: recordRef,
            otherUs: timeUs,
          }),
        ),
        looked: z.number().int(),
        of: z.number().int(),
      })
      .nullable(),
  ),
  'sources.formats': call(
    'open',
    nothing,
    z.array(z.strictObject({ id: z.string(), title: z.string() })),
  ),
  'sources.dismissSkipped': call('case', nothing, nothing),
};
