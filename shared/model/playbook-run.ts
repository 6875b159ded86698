import type { AnswerCitation, Answerer, Statement } from './answer.ts';
import type { Json } from './canonical-json.ts';
import type { StepKind } from '../playbook/playbook.ts';

/** How a run ended. */
export const RUN_OUTCOMES = ['done', 'failed', 'cancelled'] as const;
export type RunOutcome = (typeof RUN_OUTCOMES)[number];

/** What models took for a run; money in the currency of the budget. */
export interface RunCost {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly money: number;
}

export const NO_COST: RunCost = { calls: 0, inputTokens: 0, outputTokens: 0, money: 0 };

/** One step as it was done. */
export interface RunStep {
  /** Where in the run it stands, such as `hosts[2].logins`. */
  readonly path: string;
  readonly kind: StepKind;
  readonly title: string;
  /** What it was to do, as JSON. */
  readonly asked: string;
  /** What came back, in few words. */
  readonly found: string;
  /** Of what came back, canonical JSON in UTF-8; null: it was left out. */
  readonly sha256: string | null;
  /** Names of some records that came back, `SOURCE:ORDINAL` as this copy numbers them. */
  readonly records: readonly string[];
  readonly ms: number;
}

/** A playbook that was run: how it ended and what came of it. */
export interface PlaybookRun {
  /** UUID. */
  readonly run: string;
  /** Id and title of the playbook, and SHA-256 of its YAML. */
  readonly playbook: string;
  readonly title: string;
  readonly sha256: string;
  readonly inputs: Readonly<Record<string, Json>>;
  readonly outcome: RunOutcome;
  /** Why it failed. */
  readonly failure: { readonly code: string; readonly message: string } | null;
  readonly statements: readonly Statement[];
  readonly citations: readonly AnswerCitation[];
  readonly outputs: Readonly<Record<string, Json>>;
  readonly steps: readonly RunStep[];
  /** Ids of findings that it wrote. */
  readonly findings: readonly string[];
  readonly cost: RunCost;
  /** Models that were asked. */
  readonly answerers: readonly Answerer[];
}
