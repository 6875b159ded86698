import { z } from 'zod';
import { LABELS } from '#shared/model/label.ts';
import { LEVELS } from '#shared/model/level.ts';
import { LETTER_PARTS, REPORT_PARTS } from '../frameworks/framework.ts';

const time = z.string().meta({ description: 'RFC 3339, UTC' });
const optionalTime = time.nullable();
const count = z.number().int().nonnegative();
const level = z.enum(LEVELS);
const levelCounts = z.partialRecord(level, count);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const answer = z.strictObject({
  id: z.string(),
  group: z.string(),
  label: z.string(),
  law: z.string(),
  type: z.string(),
  mandatory: z.boolean(),
  value: z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]).nullable(),
  justified: z.string().nullable().meta({ description: 'Why a mandatory field has no value' }),
  text: z.string().meta({ description: 'The value as a reader sees it' }),
  letter: z
    .strictObject({
      place: count,
      heading: z.string(),
      part: z
        .enum(LETTER_PARTS)
        .nullable()
        .default(null)
        .meta({ description: 'A part of the letter’s frame, no chapter of it' }),
    })
    .nullable()
    .meta({ description: 'Where and under which words a letter says it' }),
  form: z
    .boolean()
    .meta({ description: 'Part of what is sent; false: it only steers what is asked' }),
});

/** A report as data: the JSON output, and what all other outputs are made of. */
export const reportData = z
  .strictObject({
    format: z.literal('error-iq/report'),
    version: z.literal(1),
    draft: z.boolean().meta({ description: 'Made while mandatory fields were missing' }),
    masked: z
      .boolean()
      .default(false)
      .meta({ description: 'Pseudonyms stand for personal data and secrets' }),
    framework: z.strictObject({
      id: z.string(),
      title: z.string(),
      short: z.string(),
      law: z.string(),
    }),
    stage: z.strictObject({
      id: z.string(),
      title: z.string(),
      law: z.string(),
      to: z.string(),
      layout: z.enum(['report', 'letter']),
      salutation: z.string().nullable().default(null),
      closing: z.string().nullable().default(null),
    }),
    submission: z
      .number()
      .int()
      .positive()
      .meta({ description: 'Which version of this stage, counted from 1' }),
    signer: z.strictObject({ name: z.string(), certificate: sha256 }).nullable().meta({
      description: 'Who signs it, with the SHA-256 of the certificate; null: it is not signed',
    }),
    case: z.strictObject({
      name: z.string(),
      reference: z.string().nullable(),
      label: z
        .enum(LABELS)
        .nullable()
        .default(null)
        .meta({ description: 'How much harm it does when it gets out; null: not known' }),
      zone: z.string(),
      created: time,
    }),
    journal: z
      .strictObject({
        entries: count,
        head: z.string(),
        at: time,
        authors: z.array(z.string()),
        kinds: z.record(z.string(), count),
      })
      .meta({ description: 'The history of the case up to which this report speaks' }),
    groups: z.array(z.strictObject({ id: z.string(), title: z.string() })),
    answers: z.array(answer),
    missing: z.array(z.string()),
    clocks: z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        law: z.string(),
        from: optionalTime,
        due: optionalTime,
        fromDay: z
          .boolean()
          .default(false)
          .meta({ description: 'It runs from a day in the zone of the case, not from a time' }),
        dueDay: z
          .boolean()
          .default(false)
          .meta({ description: 'It ends with a day in the zone of the case' }),
        moved: z.boolean().meta({ description: 'To a working day' }),
        done: optionalTime,
        late: z.boolean().nullable().meta({ description: 'Null: it is not said when it was done' }),
      }),
    ),
    classification: z
      .strictObject({
        title: z.string(),
        law: z.string(),
        rule: z.string(),
        positive: z.boolean(),
        verdict: z.string(),
        criteria: z.array(z.strictObject({ title: z.string(), law: z.string(), met: z.boolean() })),
      })
      .nullable(),
    parts: z.array(z.string()),
    times: z.array(
      z.strictObject({
        name: z.string(),
        at: time,
        within: z.string().nullable(),
        basis: z.string(),
        cites: count.nullable(),
        contradicts: z
          .array(z.string())
          .default([])
          .meta({ description: 'Times that it stands before, though it cannot have been' }),
        author: z.string(),
        setAt: time,
      }),
    ),
    narrative: z
      .strictObject({
        text: z.string().meta({
          description: 'Markdown; [words](#record-3) cites the record of that number',
        }),
        author: z.string(),
        at: time,
      })
      .nullable()
      .default(null)
      .meta({
        description: 'The story as the analysts told it; null: none, or not for this reader',
      }),
    records: count,
    range: z.strictObject({ from: time, to: time }).nullable(),
    levels: levelCounts,
    histogram: z
      .strictObject({ from: time, sliceSeconds: z.number(), slices: z.array(levelCounts) })
      .nullable(),
    listed: z.partialRecord(z.enum(REPORT_PARTS), count).default({}).meta({
      description:
        'How many of a kind the case has, where this report lists only the first of them',
    }),
    findings: z.array(
      z.strictObject({
        title: z.string(),
        kind: z.string(),
        confidence: z.string(),
        author: z.string(),
        at: time,
        from: optionalTime,
        to: optionalTime,
        text: z.string(),
        assets: z.array(z.string()),
        techniques: z.array(z.string()),
        figures: z.array(z.strictObject({ name: z.string(), value: z.string() })),
        cites: z.array(count),
      }),
    ),
    pins: z.array(z.strictObject({ note: z.string(), cites: count, author: z.string(), at: time })),
    cited: z.array(
      z.strictObject({
        source: z.string(),
        line: count,
        time: optionalTime,
        level,
        text: z.string(),
      }),
    ),
    issues: z.array(
      z.strictObject({
        key: z.string(),
        title: z.string(),
        level,
        state: z.string(),
        count,
        first: optionalTime,
        last: optionalTime,
      }),
    ),
    templates: z.array(
      z.strictObject({
        text: z.string(),
        level,
        count,
        first: optionalTime,
        last: optionalTime,
      }),
    ),
    sources: z.array(
      z.strictObject({
        path: z.string(),
        size: count.nullable(),
        sha256: sha256.nullable(),
        format: z.string(),
        zone: z.string(),
        shiftSeconds: z.number(),
        lines: count,
        records: count,
        from: optionalTime,
        to: optionalTime,
        problem: z.string().nullable(),
      }),
    ),
    evidenceDigest: sha256.meta({
      description:
        'SHA-256 over the lines "SHA-256 of the source, two spaces, path" in the order of sources',
    }),
    custody: z.array(
      z.strictObject({
        at: time,
        who: z.string(),
        what: z.string(),
        source: z.string().nullable(),
        where: z.string(),
        sha256: z.string().nullable(),
      }),
    ),
  })
  .meta({ title: 'Incident report of Auterity Error-IQ' });

export type ReportData = z.output<typeof reportData>;
