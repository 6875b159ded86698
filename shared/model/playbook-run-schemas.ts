import { z } from 'zod';
import { STEP_KINDS } from '../playbook/playbook.ts';
import { exchange, statement } from './answer-schemas.ts';
import type { Json } from './canonical-json.ts';
import { RUN_OUTCOMES, type PlaybookRun, type RunStep } from './playbook-run.ts';

const id = z.string().min(1).max(200);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const json: z.ZodType<Json> = z.json();
const values = z.record(z.string(), json);

export const runCost = z.strictObject({
  calls: z.number().int().nonnegative(),
  inputTokens: z.number().nonnegative(),
  outputTokens: z.number().nonnegative(),
  money: z.number().nonnegative(),
});

export const runStep = z.strictObject({
  path: z.string().max(500),
  kind: z.enum(STEP_KINDS),
  title: z.string().max(300),
  asked: z.string().max(20_000),
  found: z.string().max(2000),
  sha256: sha256.nullable(),
  records: z.array(z.string().max(40)).max(20).readonly(),
  ms: z.number().nonnegative(),
}) satisfies z.ZodType<RunStep>;

/** A playbook was begun. Written before its first step. */
export const playbookBegun = z.strictObject({
  run: id,
  playbook: id,
  title: z.string(),
  sha256,
  inputs: values,
});

/** A run as the journal carries it. */
export const playbookEnded = z.strictObject({
  ...playbookBegun.shape,
  outcome: z.enum(RUN_OUTCOMES),
  failure: z.strictObject({ code: z.string(), message: z.string() }).nullable(),
  statements: z.array(statement).max(500).readonly(),
  citations: exchange.shape.answer.shape.citations,
  outputs: values,
  steps: z.array(runStep).max(1000).readonly(),
  findings: z.array(id).max(500).readonly(),
  cost: runCost,
  answerers: z.array(exchange.shape.answerer).max(100).readonly(),
}) satisfies z.ZodType<PlaybookRun>;
