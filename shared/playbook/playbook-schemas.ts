import { z } from 'zod';
import { STATEMENT_PARTS } from '../model/answer.ts';
import type { Json } from '../model/canonical-json.ts';
import { CONFIDENCES, FINDING_KINDS, isTechnique } from '../model/finding.ts';
import {
  INPUT_TYPES,
  MOST_ROUNDS,
  OUTPUT_TYPES,
  type StepBodies,
  type StepKind,
} from './playbook.ts';

/** Shapes of a playbook as it is written; steps within steps are read by themselves, see `read-playbook.ts`. */
const expression = z.string().min(1).max(2000);
const text = z.string().max(4000);
const some = text.min(1);
const cites = z.array(expression).max(20);
const json: z.ZodType<Json> = z.json();

const side = { query: text, from: text.exactOptional(), to: text.exactOptional() };
const comparedSide = z.strictObject({ ...side, outside: z.boolean().exactOptional() });
/** Lists of steps are checked one by one. */
const steps = z.array(z.unknown()).max(100);

export const playbookId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,59}$/, 'It is made of small letters, digits and "-".');

export const playbookHead = z.strictObject({
  playbook: playbookId,
  title: some.max(200),
  about: some,
  inputs: z
    .record(
      z.string(),
      z.strictObject({
        type: z.enum(INPUT_TYPES),
        title: some.max(200),
        about: text.exactOptional(),
        default: z.union([text, z.number(), z.boolean()]).exactOptional(),
        optional: z.boolean().exactOptional(),
        options: z.array(some.max(200)).min(1).max(50).exactOptional(),
      }),
    )
    .default({}),
  steps: steps.min(1),
  outputs: z
    .record(z.string(), z.strictObject({ type: z.enum(OUTPUT_TYPES), value: expression }))
    .default({}),
});

export const stepFacts = z.strictObject({
  id: z.string(),
  title: some.max(200).exactOptional(),
  when: expression.exactOptional(),
});

/** What each kind of step says. */
export const STEP_BODIES = {
  search: z.strictObject({
    ...side,
    order: z.enum(['asc', 'desc']).exactOptional(),
    limit: z.number().int().min(1).max(100).exactOptional(),
  }),
  count: z.strictObject(side),
  compare: z.strictObject({ a: comparedSide, b: comparedSide }),
  tool: z.strictObject({
    name: some.max(60),
    input: z.record(z.string(), json).exactOptional(),
  }),
  set: z.strictObject({ value: expression }),
  ask: z.strictObject({
    question: some.max(1000),
    options: z.array(some.max(200)).min(1).max(20).exactOptional(),
    default: text.exactOptional(),
  }),
  model: z.strictObject({ question: some }),
  say: z.strictObject({
    text: some,
    part: z.enum(STATEMENT_PARTS).exactOptional(),
    cites: cites.exactOptional(),
    time: expression.exactOptional(),
  }),
  finding: z.strictObject({
    title: some.max(500),
    text: z.string().max(20_000).exactOptional(),
    kind: z.enum(FINDING_KINDS).exactOptional(),
    confidence: z.enum(CONFIDENCES).exactOptional(),
    cites: cites.exactOptional(),
    techniques: z
      .array(z.string().refine(isTechnique, 'It is no ATT&CK technique, like T1110.'))
      .max(20)
      .exactOptional(),
  }),
  if: z.strictObject({ condition: expression, do: steps, else: steps.exactOptional() }),
  each: z.strictObject({
    in: expression,
    as: z.string(),
    most: z.number().int().min(1).max(MOST_ROUNDS),
    steps,
  }),
  parallel: z.strictObject({ steps }),
} as const satisfies { readonly [K in StepKind]: z.ZodType<Shallow<StepBodies[K]>> };

/** A body whose lists of steps were not looked into. */
type Shallow<B> = {
  [M in keyof B]: M extends 'do' | 'else' | 'steps' ? readonly unknown[] : B[M];
};
