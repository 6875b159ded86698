import { z } from 'zod';
import { LONGEST_QUERY } from '#shared/query/longest-query.ts';
import { EXPORT_FORMATS, EXPORT_ORDERS } from '#shared/model/export.ts';
import { stream } from './call.ts';
import { leaveChoice, timeUs, zone } from './values.ts';

/** A spreadsheet has no place for more. */
const MOST_COLUMNS = 16_384;
const row = z.number().int().nonnegative();

export const exportContract = {
  /**
   * Records leave the case in clear: to a file that the analyst chooses in the shell's dialog, or, where the
   * shell has none, as a download that the page fetches from the address it is told. Noted in the journal.
   */
  'export.run': stream(
    'case',
    z.strictObject({
      query: z.string().max(LONGEST_QUERY),
      fromUs: timeUs.nullable(),
      toUs: timeUs.nullable(),
      part: z.discriminatedUnion('by', [
        z.strictObject({ by: z.literal('query') }),
        z.strictObject({
          by: z.literal('rows'),
          order: z.enum(['asc', 'desc']),
          start: row,
          count: row,
        }),
        z.strictObject({ by: z.literal('pinned') }),
      ]),
      format: z.enum(EXPORT_FORMATS),
      order: z.enum(EXPORT_ORDERS),
      /** Zone that times are written in. */
      zone,
      /** Columns of a CSV; null: what every record has, and all fields that occur. */
      columns: z
        .array(z.string().min(1).max(500))
        .min(1)
        .max(MOST_COLUMNS)
        .refine((columns) => new Set(columns).size === columns.length, 'A column is there twice.')
        .nullable(),
      formulaSafe: z.boolean(),
      leave: leaveChoice.exactOptional(),
    }),
    z.discriminatedUnion('type', [
      /** Where the page fetches the bytes, once and soon. */
      z.strictObject({ type: z.literal('download'), address: z.string() }),
      z.strictObject({
        type: z.literal('progress'),
        phase: z.enum(['search', 'fields', 'writing']),
        records: z.number().int(),
        total: z.number().int(),
        bytes: z.number().int(),
      }),
    ]),
    z.strictObject({
      /** Name of the file, without its folder. */
      file: z.string(),
      records: z.number().int(),
      bytes: z.number().int(),
      sha256: z.string(),
    }),
  ),
};
