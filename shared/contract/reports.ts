import { z } from 'zod';
import { FIELD_TYPES } from '#shared/model/report-field.ts';
import { answerer, statement } from '../model/answer-schemas.ts';
import { shownCited } from './assistant.ts';
import { call, stream } from './call.ts';
import { leaveChoice, nothing } from './values.ts';

/** What a report can be exported as. */
export const REPORT_EXPORTS = ['pdf', 'docx', 'html', 'md', 'csv', 'csv.zip', 'json'] as const;

const id = z.string().min(1).max(100);
const value = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]);
const which = z.strictObject({ framework: id, stage: id });
/** A version that was submitted; null: the one that is worked on. */
const submission = z.number().int().positive().nullable();
const time = z.string();
const optionalTime = time.nullable();

const field = z.strictObject({
  id: z.string(),
  group: z.string(),
  label: z.string(),
  type: z.enum(FIELD_TYPES),
  law: z.string(),
  help: z.string().nullable(),
  /** Where our entry is not read in the law itself. */
  note: z.string().nullable(),
  choices: z.array(z.strictObject({ id: z.string(), label: z.string() })),
  mandatory: z.boolean(),
  /** Mandatory because a deadline has passed. */
  late: z.boolean(),
  /** What would fit, where the answer contradicts another. */
  contradicted: z.string().nullable(),
  value: value.nullable(),
  justified: z.string().nullable(),
  /** It is answered in sentences, which can be drafted. */
  narrative: z.boolean(),
  /** The value came from the case or another framework; nobody has answered here. */
  filled: z.boolean(),
});

const clock = z.strictObject({
  id: z.string(),
  title: z.string(),
  law: z.string(),
  note: z.string().nullable(),
  /** Labels of fields whose answer it waits for; empty: it runs. */
  waitsFor: z.array(z.string()),
  due: optionalTime,
  moved: z.boolean(),
  done: optionalTime,
});

const submitted = z.strictObject({
  submission: z.number().int(),
  submittedAt: time,
  author: z.string(),
  sha256: z.string(),
});

export const reportsContract = {
  'reports.frameworks': call(
    'case',
    nothing,
    z.array(
      z.strictObject({
        id: z.string(),
        title: z.string(),
        short: z.string(),
        about: z.string(),
        stages: z.array(
          z.strictObject({
            id: z.string(),
            title: z.string(),
            /** How often it was submitted. */
            submitted: z.number().int(),
          }),
        ),
      }),
    ),
  ),
  /** A stage as it stands: its questions with their answers, its clocks, and what was submitted. */
  'reports.state': call(
    'case',
    which,
    z.strictObject({
      title: z.string(),
      law: z.string(),
      to: z.string(),
      about: z.string(),
      note: z.string().nullable(),
      zone: z.string(),
      groups: z.array(z.strictObject({ id: z.string(), title: z.string() })),
      fields: z.array(field),
      missing: z.array(z.string()),
      clocks: z.array(clock),
      verdict: z
        .strictObject({
          positive: z.boolean(),
          verdict: z.string(),
          rule: z.string(),
          criteria: z.array(z.strictObject({ title: z.string(), met: z.boolean() })),
        })
        .nullable(),
      submissions: z.array(submitted),
    }),
  ),
  /** Answers a field; null: takes the answer back. Throws ANSWER_INVALID, which says what would fit. */
  'reports.answer': call(
    'case',
    z.strictObject({
      framework: id,
      field: id,
      answer: z.union([
        z.string().max(200_000),
        z.number(),
        z.boolean(),
        z.array(z.string().max(200)).max(1000),
        z.strictObject({ justified: z.string().trim().min(1).max(20_000) }),
        z.null(),
      ]),
    }),
    nothing,
  ),
  /**
   * Drafts the answer to a narrative question from the records; whoever accepts it answers the question. `provider` as for
   * `assistant.ask`; what leaves for a model is noted like all that leaves. Throws ANSWER_UNKNOWN, CANCELLED.
   */
  'reports.draft': call(
    'case',
    which.extend({ field: id, provider: z.string().min(1).max(300).nullable() }),
    z.strictObject({
      /** With the sentence as it would stand in the report. */
      sentences: z.array(z.strictObject({ ...statement.shape, written: z.string() })),
      cited: shownCited,
      unknown: z.string().nullable(),
      answerer,
      note: z.string().nullable(),
    }),
  ),
  /** The report as a web page, for a frame that may do nothing. */
  'reports.preview': call(
    'case',
    which.extend({ submission }),
    z.strictObject({ html: z.string() }),
  ),
  /**
   * Writes the report to a file that the analyst chooses in the shell's dialog, or as downloads where the shell has
   * none. Throws REPORT_INCOMPLETE while mandatory answers are missing.
   */
  'reports.export': stream(
    'case',
    which.extend({
      submission,
      format: z.enum(REPORT_EXPORTS),
      sign: z.boolean(),
      leave: leaveChoice.exactOptional(),
    }),
    z.strictObject({ type: z.literal('download'), address: z.string() }),
    z.strictObject({ file: z.string(), signature: z.string().nullable(), sha256: z.string() }),
  ),
  /** Notes that the stage was submitted, and freezes it as it is. Throws REPORT_INCOMPLETE. */
  'reports.submit': call(
    'case',
    which.extend({ submittedAt: z.iso.datetime() }),
    z.strictObject({ submission: z.number().int() }),
  ),
};
