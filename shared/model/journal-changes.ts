import { z } from 'zod';
import { FINDING_FIELDS, incidentTime } from './evidence-schemas.ts';
import { issueMark } from './issue-mark.ts';
import { SENDINGS } from './leaving.ts';
import { LABELS } from './label.ts';
import { ENCODINGS } from './source.ts';
import { templateRule } from './template-rule.ts';

const text = z.string();
const nullableText = z.string().nullable();
const time = incidentTime.nullable();

/** A value, or why there is none. */
const reportAnswer = z.union([
  z.string().max(200_000),
  z.number(),
  z.boolean(),
  z.array(z.string().max(200)).max(1000),
  z.strictObject({ justified: z.string().min(1).max(20_000) }),
]);

/**
 * The things of a case whose values are changed one by one, and what values they have. Each value has its last
 * writer: of two changes made apart the later by the clock is in force, and the other is kept as a conflict.
 */
export const CHANGED_FIELDS = {
  /** The case itself; its id is `case`. */
  case: {
    name: text,
    zone: text,
    /** What the team calls it elsewhere: a ticket, a file number. */
    reference: text,
    severity: z.enum(['low', 'medium', 'high', 'critical']).nullable(),
    status: z.enum(['open', 'contained', 'closed']),
    assignee: nullableText,
    summary: text,
    label: z.enum(LABELS),
    /** Last day on which the case may be kept, `YYYY-MM-DD`; null: as long as it is wanted. */
    keepUntil: z.iso.date().nullable(),
    /** Why it must not be deleted or changed by erasure (a legal hold); null: no such reason. */
    hold: z.string().min(1).nullable(),
  },
  /** By its key. Null: what detection found. `shiftUs`: what its clock is set right by. */
  source: {
    format: nullableText,
    zone: nullableText,
    encoding: z.enum(ENCODINGS).nullable(),
    shiftUs: z.number().int(),
    /** Null: that of the case. */
    label: z.enum(LABELS).nullable(),
  },
  finding: FINDING_FIELDS,
  /** By its key. */
  issue: {
    state: text,
    assignee: nullableText,
    /** The last decision, with what was known when it was made. */
    mark: issueMark,
    /** Why, or what the cause was. */
    note: text,
    /** Key of the issue that it is part of now. */
    into: nullableText,
  },
  /** By its key. `own`: key of the issue that it was split off to. */
  issuePart: { own: nullableText },
  /** What was set right about templates, by the rule's key. Null: not any more, nor by a rule of the profile. */
  templateRule: { rule: templateRule.nullable() },
  /** Rules for what is one issue; the id is `grouping`. */
  grouping: { fingerprint: text, stackTrace: text },
  /** The times of the incident; the id is `incident`. */
  incident: {
    occurred: time,
    detected: time,
    aware: time,
    classified: time,
    contained: time,
    eradicated: time,
    recovered: time,
  },
  /** The story as told, Markdown; the id is `narrative`. */
  narrative: { text },
  /** An answer to a field of a report, by `FRAMEWORK/FIELD`. Null: none any more. */
  report: { answer: reportAnswer.nullable() },
  /** How the assistant may work in this case; the id is `assistant`. */
  assistant: { sending: z.enum(SENDINGS) },
  /** Where an entry of the timeline without a time stands, by its id: in the order of these numbers. */
  place: { rank: z.number() },
} as const satisfies Record<string, Record<string, z.ZodType>>;

export type ChangedEntity = keyof typeof CHANGED_FIELDS;

/** Values of such a thing, as many as are known or changed. */
export type ChangedValues<E extends ChangedEntity> = {
  readonly [F in keyof (typeof CHANGED_FIELDS)[E]]?: (typeof CHANGED_FIELDS)[E][F] extends z.ZodType
    ? z.output<(typeof CHANGED_FIELDS)[E][F]> | undefined
    : never;
};

/** What a change carries: for each value that it sets the entry that had set it before, as its author saw it. */
export function changed<F extends Record<string, z.ZodType>>(fields: F) {
  return z.strictObject({
    id: z.string().min(1),
    set: z.strictObject(fields).partial(),
    replaces: z.record(z.string(), z.string().nullable()),
  });
}
