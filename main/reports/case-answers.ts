import type { Json } from '#shared/model/canonical-json.ts';
import type { OpenCase } from '../open-case.ts';
import type { AnswerValue } from './frameworks/answer.ts';
import { frameworks } from './frameworks/bundled-frameworks.ts';
import type { Framework } from './frameworks/framework.ts';

type StoredAnswers = Awaited<ReturnType<OpenCase['reportAnswers']>>;
export type Submissions = Awaited<ReturnType<OpenCase['submissions']>>;

/** What a case knows of the answers to a framework. */
export interface CaseAnswers {
  /** By field. */
  readonly given: Readonly<Record<string, unknown>>;
  /** Answers to the same questions in other frameworks, and when earlier stages were submitted. */
  readonly fills: ReadonlyMap<string, AnswerValue>;
}

/** Under which name the journal keeps the answer to a field. */
export const answerKey = (framework: string, field: string): string => `${framework}/${field}`;

/** The answers that a case holds for a framework. */
export function caseAnswers(
  framework: Framework,
  stored: StoredAnswers,
  submissions: Submissions,
): CaseAnswers {
  const given: Record<string, unknown> = {};
  for (const field of framework.fields) {
    const answer = stored.get(answerKey(framework.id, field.id))?.answer ?? null;
    if (answer !== null) given[field.id] = answer;
  }
  const fills = new Map<string, AnswerValue>();
  for (const other of frameworks()) {
    if (other.id === framework.id) continue;
    for (const { id, fill } of other.fields) {
      const answer = stored.get(answerKey(other.id, id))?.answer ?? null;
      if (fill !== undefined && fill !== 'submitted' && isValue(answer)) fills.set(fill, answer);
    }
  }
  for (const { framework: of, stage, submittedAt } of submissions) {
    if (of === framework.id) fills.set(`submitted.${stage}`, submittedAt);
  }
  return { given, fills };
}

function isValue(answer: Json): answer is string | number | boolean | string[] {
  return answer !== null && (typeof answer !== 'object' || Array.isArray(answer));
}

/** Which version of a stage the next one is. */
export function nextSubmission(submissions: Submissions, framework: string, stage: string): number {
  const numbers = submissions
    .filter((each) => each.framework === framework && each.stage === stage)
    .map(({ submission }) => submission);
  return Math.max(0, ...numbers) + 1;
}
