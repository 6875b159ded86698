import { z } from 'zod';
import { CHECK_REASONS, CHECK_RESULTS, CUSTODY_KEEPINGS, LEAVINGS } from './custody.ts';
import { CONFIDENCES, FINDING_KINDS, isTechnique, type FindingContent } from './finding.ts';
import type { IncidentTime } from './incident-times.ts';
import type { Target } from './note.ts';
import type { RecordCitation } from './record-citation.ts';

/** Shapes of evidence as journal and contract carry it. Kept from the model's own files, which the page loads. */
const hash = z.string().regex(/^[0-9a-f]{64}$/);
const timeUs = z.number().int();
const key = z.string().min(1).max(200);
const name = z.string().max(300);
const markdown = z.string().max(200_000);

export const recordCitation = z.strictObject({
  source: key,
  sha256: hash.nullable(),
  line: z.number().int().positive(),
  lines: z.number().int().positive(),
  hash,
}) satisfies z.ZodType<RecordCitation>;

/** Each member of a finding, so that it can be changed by itself. */
export const FINDING_FIELDS = {
  kind: z.enum(FINDING_KINDS),
  title: z.string().min(1).max(500),
  text: markdown,
  confidence: z.enum(CONFIDENCES),
  citations: z.array(recordCitation).max(10_000).readonly(),
  figures: z
    .array(
      z.strictObject({
        name,
        value: z.union([z.number(), z.string().max(500)]),
        unit: z.string().max(50).nullable(),
      }),
    )
    .max(200)
    .readonly(),
  assets: z.array(name.min(1)).max(1000).readonly(),
  techniques: z.array(z.string().refine(isTechnique)).max(200).readonly(),
  issues: z.array(key).max(1000).readonly(),
  time: z.strictObject({ fromUs: timeUs, toUs: timeUs.nullable() }).nullable(),
  origin: z.strictObject({ by: z.enum(['analyst', 'analysis', 'assistant']), name }),
};
export const findingContent = z.strictObject(FINDING_FIELDS) satisfies z.ZodType<FindingContent>;

export const target = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('record'), record: recordCitation }),
  z.strictObject({ on: z.enum(['finding', 'issue', 'source', 'pin']), id: key }),
  z.strictObject({ on: z.literal('case') }),
]) satisfies z.ZodType<Target>;

export const tag = z.string().trim().min(1).max(100);
export const noteContent = z.strictObject({
  target,
  text: markdown,
  us: timeUs.nullable(),
  supersedes: z.array(key).max(100).readonly(),
});

export const incidentTime = z.strictObject({
  us: timeUs,
  withinUs: z.number().int().nonnegative(),
  provenance: z.discriminatedUnion('by', [
    z.strictObject({ by: z.literal('record'), record: recordCitation }),
    z.strictObject({ by: z.literal('finding'), id: key }),
    z.strictObject({ by: z.literal('statement'), who: name, text: z.string().max(5000) }),
  ]),
  note: z.string().max(5000),
}) satisfies z.ZodType<IncidentTime>;

const custodyPlace = {
  at: z.iso.datetime(),
  utcOffsetMinutes: z.number().int(),
  clockOffsetMs: z.number().nullable(),
  host: name,
  tool: name,
  toolVersion: name,
};
export const custodyIntake = z.strictObject({
  ...custodyPlace,
  source: key,
  path: z.string(),
  sha256: hash,
  bytes: z.number().int().nonnegative(),
  collector: name,
  note: z.string().max(5000),
  keeping: z.enum(CUSTODY_KEEPINGS),
});
export const custodyCheck = z.strictObject({
  ...custodyPlace,
  source: key,
  against: z.enum(['original', 'kept']),
  why: z.enum(CHECK_REASONS),
  result: z.enum(CHECK_RESULTS),
  expected: hash.nullable(),
  sha256: hash.nullable(),
});
export const custodyLeft = z.strictObject({
  ...custodyPlace,
  what: z.enum(LEAVINGS),
  file: z.string().nullable(),
  sha256: hash.nullable(),
  bytes: z.number().int().nonnegative(),
  records: z.number().int().nonnegative(),
  sources: z.array(key).readonly(),
  note: z.string().max(5000),
});
export const custodyNote = z.strictObject({
  ...custodyPlace,
  source: key.nullable(),
  text: z.string().min(1).max(5000),
});
