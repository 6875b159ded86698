import { z } from 'zod';
import { LEVELS } from '#shared/model/level.ts';
import { ENCODINGS } from '#shared/model/source.ts';

/** Shapes that several domains of the contract speak of. */
export const nothing = z.strictObject({});
export const level = z.enum(LEVELS);
export const encoding = z.enum(ENCODINGS);
export const timeUs = z.number().int();
export const sourceId = z.number().int().positive();
/** Counts by level code, see LEVELS. */
export const levelCounts = z.array(z.number().int().nonnegative()).length(LEVELS.length);
/** A zone: IANA name or fixed offset. */
export const zone = z.string().min(1).max(64);
export const path = z.string().min(1).max(4096);
export const passphrase = z.string().min(1).max(1024);
export const recordRef = z.strictObject({
  sourceId,
  ordinal: z.number().int().nonnegative(),
});
export const recordTime = z.strictObject({
  us: timeUs,
  ns: z.number().int().min(0).max(999),
  digits: z.number().int().min(0).max(9),
});
export const fieldValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);
export const recordRow = z.strictObject({
  ref: recordRef,
  line: z.number().int().positive(),
  lines: z.number().int().positive(),
  time: recordTime.nullable(),
  level,
  message: z.string(),
  cut: z.boolean(),
  templateId: z.number().int(),
});
/** Neighbouring rows of a view folded into one: see `FoldedRun`. */
export const foldedRun = z.strictObject({
  row: z.number().int().nonnegative(),
  count: z.number().int().positive(),
  head: recordRow,
  tail: z.strictObject({ ref: recordRef, time: recordTime.nullable() }).nullable(),
});
/** A failure as part of an answer (a source that could not be read), not of a call. */
export const failure = z.strictObject({
  code: z.string(),
  message: z.string(),
  details: z.record(z.string(), fieldValue),
});

/** How something is to leave the case: masked or not, and why in spite of its label. */
export const leaveChoice = z.strictObject({
  masked: z.boolean(),
  override: z.string().max(2000).nullable(),
});
