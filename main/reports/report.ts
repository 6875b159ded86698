import { buildReport } from './data/build-report.ts';
import type { ReportData } from './data/report-data.ts';
import { fillsOf } from './evidence/fill-from-case.ts';
import type { ReportCase } from './evidence/report-case.ts';
import type { AnswerValue } from './frameworks/answer.ts';
import { answerSheet, type AnswerSheet } from './frameworks/answer-sheet.ts';
import { assess, type Assessment } from './frameworks/assess.ts';
import { frameworkOf, stageOf } from './frameworks/bundled-frameworks.ts';
import type { Field } from './frameworks/framework.ts';

/** Which report is wanted. */
export interface ReportRequest {
  readonly framework: string;
  /** Null: the first of the framework. */
  readonly stage: string | null;
  /** Answers by field; each a value, or `{justified: "why there is none"}`. */
  readonly given: Readonly<Record<string, unknown>>;
  /** What fields are filled with beside what the case says: answers to the same questions elsewhere. */
  readonly fills?: ReadonlyMap<string, AnswerValue>;
  /** UTC: what deadlines are held against that are not said to be done. */
  readonly now: string;
  /** Which version of the stage it is. */
  readonly submission: number;
  /** Who will sign it; null: nobody. */
  readonly signer: ReportData['signer'];
}

/** A report before it is written: what it says, and what is missing. */
export interface PreparedReport {
  readonly assessment: Assessment;
  readonly sheet: AnswerSheet;
  readonly data: ReportData;
  readonly gaps: readonly Gap[];
  /** Answers that cannot be right beside others. They keep nothing from being written: which of the two is wrong only people know. */
  readonly contradictions: readonly Contradiction[];
}

/** An answer that contradicts another, and what would fit. */
export interface Contradiction {
  readonly field: Field;
  readonly expected: string;
}

/** A field that keeps a report from being written, and why. */
export interface Gap {
  readonly field: Field;
  /** `missing`: mandatory, and neither answered nor justified. `invalid`: what was given does not fit. */
  readonly kind: 'missing' | 'invalid';
  /** What would fit. */
  readonly expected: string | null;
}

/**
 * Prepares the report of a stage from the case and the answers. Throws FRAMEWORK_UNKNOWN, STAGE_UNKNOWN,
 * ANSWER_UNKNOWN.
 */
export function prepareReport(facts: ReportCase, request: ReportRequest): PreparedReport {
  const framework = frameworkOf(request.framework);
  const stage = stageOf(framework, request.stage);
  const fills = new Map([...fillsOf(facts), ...(request.fills ?? [])]);
  const { submitted } = request.given;
  // A letter has the day on which it is sent, where that is known.
  if (typeof submitted === 'string' && !Number.isNaN(Date.parse(submitted))) {
    fills.set('letter.date', submitted);
  }
  const sheet = answerSheet(framework, stage, request.given, fills, facts.zone);
  const assessment = assess(framework, stage, sheet.answers, facts.zone, request.now);
  const data = buildReport(assessment, sheet.answers, facts, request.submission, request.signer);
  const contradictions = assessment.asked.flatMap(({ field, contradicted }) =>
    contradicted === null ? [] : [{ field, expected: contradicted }],
  );
  const invalid = sheet.misfits.map(({ field, expected }): Gap => ({
    field,
    kind: 'invalid',
    expected,
  }));
  const wrong = new Set(invalid.map(({ field }) => field.id));
  const missing = assessment.missing
    .filter(({ id }) => !wrong.has(id))
    .map((field): Gap => ({ field, kind: 'missing', expected: null }));
  return { assessment, sheet, data, gaps: [...invalid, ...missing], contradictions };
}
