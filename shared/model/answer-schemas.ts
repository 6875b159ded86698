import { z } from 'zod';
import {
  ANSWER_TOPICS,
  STATEMENT_PARTS,
  STATEMENT_STANDINGS,
  type Exchange,
  type Statement,
} from './answer.ts';
import { recordCitation } from './evidence-schemas.ts';

const timeUs = z.number().int();
const position = z.number().int().nonnegative();
const query = z.string().max(20_000);

const figure = z.strictObject({
  value: z.number().int().nonnegative(),
  query,
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
});

const look = z.strictObject({
  query,
  fromUs: timeUs.nullable(),
  toUs: timeUs.nullable(),
  splitUs: timeUs.nullable(),
});

/** A statement as journal and contract carry it. */
export const statement = z.strictObject({
  part: z.enum(STATEMENT_PARTS),
  text: z.string().max(10_000),
  us: timeUs.nullable(),
  cites: z.array(position).max(200).readonly(),
  figures: z.array(figure).max(100).readonly(),
  look: look.nullable(),
  standing: z.enum(STATEMENT_STANDINGS),
}) satisfies z.ZodType<Statement>;

/** A step as journal and contract carry it. */
export const answerStep = z.strictObject({
  tool: z.string().max(200),
  input: z.string().max(20_000),
  found: z.string().max(1000),
  ms: z.number().nonnegative(),
});

/** What the page may ask. */
export const question = z.string().trim().min(1).max(4000);

/** Who answered. */
export const answerer = z.strictObject({
  provider: z.string().min(1).max(200),
  model: z.string().max(200).nullable(),
});

/** A question and its answer as the journal carries them. */
export const exchange = z.strictObject({
  id: z.string().min(1).max(200),
  question,
  replaces: z.string().min(1).max(200).nullable(),
  answerer,
  answer: z.strictObject({
    topic: z.enum(ANSWER_TOPICS).nullable(),
    known: z.boolean(),
    statements: z.array(statement).max(500).readonly(),
    citations: z
      .array(z.strictObject({ record: recordCitation, quote: z.string().max(20_000).nullable() }))
      .max(1000)
      .readonly(),
    steps: z.array(answerStep).max(500).readonly(),
  }),
}) satisfies z.ZodType<Exchange>;
