import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonicalJson, type Json } from '#shared/model/canonical-json.ts';
import { exchange, statement } from '#shared/model/answer-schemas.ts';
import type { AnswerCitation, Answerer, Statement } from '#shared/model/answer.ts';
import { NO_COST, type RunCost, type RunStep } from '#shared/model/playbook-run.ts';
import { runCost, runStep } from '#shared/model/playbook-run-schemas.ts';
import type { Step } from '#shared/playbook/playbook.ts';
import type { StepEntry } from '../../playbook-operations.ts';
import { recordsIn } from './found-in-value.ts';

/** What doing a step gave. */
export interface Acted {
  /** What the steps after it see. */
  readonly value: Json;
  /** What it was to do, and what came back in few words. */
  readonly asked: Json;
  readonly found: string;
  readonly statements?: readonly Statement[];
  readonly citations?: readonly AnswerCitation[];
  /** What it does to the case. */
  readonly entry?: StepEntry;
  readonly cost?: RunCost;
  readonly answerer?: Answerer;
}

const json: z.ZodType<Json> = z.json();

const stored = z.strictObject({
  step: runStep,
  value: json,
  statements: z.array(statement),
  citations: exchange.shape.answer.shape.citations,
  finding: z.string().nullable(),
  cost: runCost,
  answerer: exchange.shape.answerer.nullable(),
});

/** A step that was done, as the case keeps it until the run ends. */
export type StepResult = z.output<typeof stored>;

const LONGEST_ASKED = 4000;
const LONGEST_FOUND = 1000;
const MOST_RECORDS = 20;

/** What is kept of a step that was done at a place of the run. */
export function resultOf(step: Step, path: string, acted: Acted, ms: number): StepResult {
  const { value, asked, found, statements = [], citations = [], entry, cost, answerer } = acted;
  return {
    step: {
      path,
      kind: step.kind,
      title: step.title ?? step.id,
      asked: JSON.stringify(asked).slice(0, LONGEST_ASKED),
      found: found.slice(0, LONGEST_FOUND),
      sha256: createHash('sha256')
        .update(canonicalJson(wellFormed(value)))
        .digest('hex'),
      records: recordsIn(value, MOST_RECORDS),
      ms: Math.round(ms * 10) / 10,
    },
    value,
    statements: [...statements],
    citations: [...citations],
    finding: entry?.payload.id ?? null,
    cost: cost ?? NO_COST,
    answerer: answerer ?? null,
  };
}

/** A step that gave nothing because it was left out. */
export function leftOut(step: Step, path: string): RunStep {
  const title = step.title ?? step.id;
  return { path, kind: step.kind, title, asked: '{}', found: '', sha256: null, records: [], ms: 0 };
}

/** A kept result. Throws what zod throws when another version wrote it. */
export const readResult = (text: string): StepResult => stored.parse(JSON.parse(text));

/** A log line may hold half of a surrogate pair, which canonical JSON has no form for. */
function wellFormed(value: Json): Json {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map((item: Json) => wellFormed(item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name.toWellFormed(), wellFormed(item)]),
  );
}
