import { z } from 'zod';
import { FIELD_TYPES } from '#shared/model/report-field.ts';

/** Parts of the evidence that a stage's report carries after its answers. */
export const REPORT_PARTS = [
  'narrative',
  'timeline',
  'findings',
  'issues',
  'population',
  'templates',
  'sources',
  'custody',
  'journal',
] as const;
export type ReportPart = (typeof REPORT_PARTS)[number];

/** What frames a letter. */
export const LETTER_PARTS = ['sender', 'date', 'addressee', 'signatory'] as const;

/** A question about the answers, as data. */
export type Condition =
  | { readonly field: string; readonly is: string | boolean }
  | { readonly field: string; readonly has: string }
  | { readonly field: string; readonly over: number }
  | { readonly field: string; readonly filled: true }
  | { readonly field: string; readonly before: string }
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly atLeast: number; readonly of: readonly Condition[] };

const condition: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ field: z.string(), is: z.union([z.string(), z.boolean()]) }),
    z.strictObject({ field: z.string(), has: z.string() }),
    z.strictObject({ field: z.string(), over: z.number() }),
    z.strictObject({ field: z.string(), filled: z.literal(true) }),
    z.strictObject({ field: z.string(), before: z.string() }),
    z.strictObject({ all: z.array(condition) }),
    z.strictObject({ any: z.array(condition) }),
    z.strictObject({ not: condition }),
    z.strictObject({ atLeast: z.number().int().positive(), of: z.array(condition) }),
  ]),
);

const id = z.string().regex(/^[a-z0-9]+([.-][a-z0-9]+)*$/);
const words = z.string().min(1);

const stage = z.strictObject({
  id,
  title: words,
  law: words,
  /** Who receives it. */
  to: words,
  about: words,
  /** A `letter` is read by people who are not specialists: no forms, no evidence. */
  layout: z.enum(['report', 'letter']),
  /** What the letter is called by who gets it. */
  letterTitle: words.optional(),
  /** What a letter begins and ends with. A release to the press has no end. */
  salutation: words.optional(),
  closing: words.optional(),
  parts: z.array(z.enum(REPORT_PARTS)),
});

const field = z.strictObject({
  id,
  group: id,
  label: words,
  type: z.enum(FIELD_TYPES),
  law: words,
  help: words.optional(),
  /** At which stages it is asked, and whether it must be answered there. `conditional`: when `mandatoryWhen` holds. */
  stages: z.record(id, z.enum(['mandatory', 'conditional', 'optional'])),
  mandatoryWhen: condition.optional(),
  choices: z.array(z.strictObject({ id, label: words })).optional(),
  /** What fills it in before anybody has answered: a fact of the case, or the answer to the same question elsewhere. */
  fill: words.optional(),
  /** What it is by the nature of the stage. */
  fixed: z.record(id, z.string()).optional(),
  /**
   * Where and under which words a letter says it; without, no letter does. `part`: it is no chapter but a part of the
   * letter's frame.
   */
  letter: z
    .strictObject({
      place: z.number().int().positive(),
      heading: words,
      part: z.enum(LETTER_PARTS).optional(),
    })
    .optional(),
  /** When its answer cannot be right beside other answers, and what would fit. A report that contradicts itself does not leave. */
  contradicted: z
    .array(z.strictObject({ when: condition, expected: words }))
    .min(1)
    .optional(),
  /** It steers what is asked or when it is due, and is no part of what is sent. */
  onlyForUs: z.literal(true).optional(),
  /** Where this entry of ours is not read in the legal text itself. */
  note: words.optional(),
});

const limit = z.strictObject({
  /** Field with the time that it runs from. */
  from: id,
  /** Used where `from` is not answered. */
  orFrom: id.optional(),
  /** ISO 8601 duration: hours are elapsed time, days and months go by the calendar of the clock's zone. */
  after: z.union([
    z.string().regex(/^P(\d+[MD]|T\d+H)$/),
    z.strictObject({ workingDays: z.number().int().positive() }),
  ]),
  /** `day`: it ends with its last day. Otherwise at the time of day at which it began. */
  ends: z.literal('day').optional(),
  counted: z.literal('from the end of the year').optional(),
  /** The limit does not count when the time in this field is after its end. */
  dropWhenLater: id.optional(),
});

const clock = z.strictObject({
  id,
  title: words,
  /** The stage whose report is due. */
  stage: id,
  law: words,
  /** The earliest end counts. */
  limits: z.array(limit).min(1),
  /** `case`: the zone of the case. */
  zone: z.enum(['UTC', 'case']),
  when: condition.optional(),
  /** What becomes of an end on a Saturday, Sunday or holiday. */
  nonWorkingDay: z.strictObject({ to: z.literal('noon'), unless: condition.optional() }).optional(),
  /** Field with days that are no working days. */
  holidays: id.optional(),
  /** Field that says when it was done. */
  doneBy: id,
  /** Field that must be answered when it was done late. */
  lateReason: id,
  note: words.optional(),
});

const classifier = z.strictObject({
  stage: id,
  title: words,
  law: words,
  rule: words,
  positive: words,
  negative: words,
  criteria: z.array(z.strictObject({ id, title: words, law: words, when: condition })).min(1),
  verdict: condition,
});

const shape = z.strictObject({
  id,
  title: words,
  short: words,
  law: words,
  /** Whether we read the law itself, a secondary copy, or there is no law. */
  evidence: z.enum(['law', 'secondary', 'practice']),
  note: words.optional(),
  about: words,
  stages: z.array(stage).min(1),
  groups: z.array(z.strictObject({ id, title: words })).min(1),
  fields: z.array(field).min(1),
  clocks: z.array(clock),
  classifier: classifier.optional(),
});

export type Framework = z.output<typeof shape>;
export type Stage = Framework['stages'][number];
export type Field = Framework['fields'][number];
export type Clock = Framework['clocks'][number];
export type Limit = Clock['limits'][number];

/**
 * A framework, checked: its shape, and that every name in it (groups, stages, fields in conditions and
 * clocks, choices) is one that it has. Throws a ZodError that names what is not.
 */
export const framework = shape.superRefine((value, context) => {
  for (const problem of problemsOf(value)) context.addIssue({ code: 'custom', message: problem });
});

function problemsOf(value: Framework): string[] {
  const fields = new Map(value.fields.map((each) => [each.id, each]));
  const stages = new Set(value.stages.map((each) => each.id));
  const groups = new Set(value.groups.map((each) => each.id));
  const problems: string[] = [];
  const need = (ok: boolean, problem: string): void => {
    if (!ok) problems.push(problem);
  };
  need(fields.size === value.fields.length, 'a field stands twice');
  for (const each of value.fields) {
    need(groups.has(each.group), `${each.id}: there is no group ${each.group}`);
    for (const name of [...Object.keys(each.stages), ...Object.keys(each.fixed ?? {})]) {
      need(stages.has(name), `${each.id}: there is no stage ${name}`);
    }
    const choosing = each.type === 'choice' || each.type === 'choices';
    need(choosing === (each.choices !== undefined), `${each.id}: choices do not fit its type`);
    const conditional = Object.values(each.stages).includes('conditional');
    need(
      conditional === (each.mandatoryWhen !== undefined),
      `${each.id}: mandatoryWhen does not fit its stages`,
    );
  }
  const conditions = [
    ...value.fields.flatMap((each) => [
      each.mandatoryWhen,
      ...(each.contradicted ?? []).map(({ when }) => when),
    ]),
    ...value.clocks.flatMap((each) => [each.when, each.nonWorkingDay?.unless]),
    ...(value.classifier?.criteria.map((each) => each.when) ?? []),
    value.classifier?.verdict,
  ];
  for (const { field: name, choice, before } of conditions.flatMap((each) => namesIn(each))) {
    const asked = fields.get(name);
    need(asked !== undefined, `a condition asks for ${name}, which is no field`);
    need(
      before === null || (isTime(asked) && fields.get(before)?.type === asked?.type),
      `a condition asks whether ${name} is before ${before}, which are not times of one type`,
    );
    if (choice === null || asked?.choices === undefined) continue;
    need(
      asked.choices.some((each) => each.id === choice),
      `a condition asks whether ${name} is ${choice}, which is no choice of it`,
    );
  }
  for (const each of value.clocks) {
    need(stages.has(each.stage), `clock ${each.id}: there is no stage ${each.stage}`);
    const named = [each.doneBy, each.lateReason, each.holidays].concat(
      each.limits.flatMap((one) => [one.from, one.orFrom, one.dropWhenLater]),
    );
    for (const name of named) {
      need(name === undefined || fields.has(name), `clock ${each.id}: there is no field ${name}`);
    }
  }
  return problems;
}

const isTime = (asked: Field | undefined): boolean =>
  asked?.type === 'datetime' || asked?.type === 'date';

interface Name {
  readonly field: string;
  readonly choice: string | null;
  readonly before: string | null;
}

function namesIn(value: Condition | undefined): Name[] {
  if (value === undefined) return [];
  if ('field' in value) {
    const choice = 'has' in value ? value.has : 'is' in value ? value.is : null;
    const before = 'before' in value ? value.before : null;
    return [{ field: value.field, choice: typeof choice === 'string' ? choice : null, before }];
  }
  if ('not' in value) return namesIn(value.not);
  const inner = 'all' in value ? value.all : 'any' in value ? value.any : value.of;
  return inner.flatMap((each) => namesIn(each));
}
