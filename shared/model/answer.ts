import type { RecordCitation } from './record-citation.ts';

/** What can be asked of a case in words. */
export const ANSWER_TOPICS = ['summary', 'changed', 'why', 'when', 'who', 'next'] as const;
export type AnswerTopic = (typeof ANSWER_TOPICS)[number];

/** For whom a summary is written. */
export const SUMMARY_READERS = ['executive', 'engineer', 'customer', 'regulator'] as const;
export type SummaryReader = (typeof SUMMARY_READERS)[number];

/** What a statement is in its answer: the answer itself, what it rests on, what speaks against it, what to do. */
export const STATEMENT_PARTS = ['answer', 'evidence', 'against', 'next'] as const;
export type StatementPart = (typeof STATEMENT_PARTS)[number];

/** How many records a query finds in a stretch of time, microseconds UTC: a number that can be counted again. */
export interface AnswerFigure {
  readonly value: number;
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** Where to look: records, or, with `splitUs`, the time before a moment compared with the time after. */
export interface AnswerLook {
  readonly query: string;
  readonly fromUs: number | null;
  readonly toUs: number | null;
  readonly splitUs: number | null;
}

/**
 * Whether what a statement says of the case was found there: `supported`, every citation and number of it;
 * `unsupported`, not all; `plain`, it makes no claim that a record or a count could bear out.
 */
export const STATEMENT_STANDINGS = ['supported', 'unsupported', 'plain'] as const;
export type StatementStanding = (typeof STATEMENT_STANDINGS)[number];

/** One sentence of an answer. */
export interface Statement {
  readonly part: StatementPart;
  readonly text: string;
  /** When what it tells of happened, microseconds UTC; null: at no one time. */
  readonly us: number | null;
  /** Positions in the answer's citations. */
  readonly cites: readonly number[];
  readonly figures: readonly AnswerFigure[];
  readonly look: AnswerLook | null;
  readonly standing: StatementStanding;
}

/** A record that an answer cites. */
export interface AnswerCitation {
  readonly record: RecordCitation;
  /** Words of it that the answer quotes, byte for byte; null: it quotes none. */
  readonly quote: string | null;
}

/** One thing that was done to find an answer. */
export interface AnswerStep {
  readonly tool: string;
  /** What the tool was asked, as JSON. */
  readonly input: string;
  /** What came back, in few words. */
  readonly found: string;
  readonly ms: number;
}

/** An answer to a question about a case. */
export interface Answer {
  /** Null: it is not known what was asked. */
  readonly topic: AnswerTopic | null;
  /** False: it says that it does not know. */
  readonly known: boolean;
  readonly statements: readonly Statement[];
  readonly citations: readonly AnswerCitation[];
  readonly steps: readonly AnswerStep[];
}

/** Who answered: `offline` is the built-in analysis; else the provider, and which of its models. */
export interface Answerer {
  readonly provider: string;
  readonly model: string | null;
}

/** A question and its answer, as the case keeps them. */
export interface Exchange {
  /** UUID. */
  readonly id: string;
  readonly question: string;
  /** The exchange whose question was edited, or asked again; null: it is a new one. */
  readonly replaces: string | null;
  readonly answerer: Answerer;
  readonly answer: Answer;
}

/** The answerer that is always there. */
export const OFFLINE: Answerer = { provider: 'offline', model: null };

/** An answer as plain text, with the numbers of its citations, counted from 1. */
export function answerText({ statements }: Pick<Answer, 'statements'>): string {
  return statements
    .filter(({ part }) => part === 'answer')
    .map(({ text, cites }) => `${text}${cites.map((at) => ` [${at + 1}]`).join('')}`)
    .join('\n');
}
