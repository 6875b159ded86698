import type { AnswerFigure, AnswerLook, AnswerTopic, StatementPart } from '#shared/model/answer.ts';
import type { RecordRef } from '#shared/model/record.ts';

/** A record that a statement is said to rest on, and the words of it that it quotes. */
export interface DraftCitation {
  readonly ref: RecordRef;
  /** Null: it quotes none. */
  readonly quote: string | null;
}

/** A sentence of an answer before it was checked against the case. */
export interface DraftStatement {
  readonly part: StatementPart;
  readonly text: string;
  readonly us: number | null;
  readonly cites: readonly DraftCitation[];
  readonly figures: readonly AnswerFigure[];
  readonly look: AnswerLook | null;
}

/** An answer before it was checked. */
export interface DraftAnswer {
  readonly topic: AnswerTopic | null;
  readonly known: boolean;
  readonly statements: readonly DraftStatement[];
}

/** A statement, with what it has beside its words. */
export function draft(
  part: StatementPart,
  text: string,
  more: Partial<Omit<DraftStatement, 'part' | 'text'>> = {},
): DraftStatement {
  return { part, text, us: null, cites: [], figures: [], look: null, ...more };
}

/** Citations of records without quoted words, at most `most` of them. */
export function citing(refs: readonly RecordRef[], most = 3): DraftCitation[] {
  return refs.slice(0, most).map((ref) => ({ ref, quote: null }));
}

/** The records that a query finds in a stretch of time, to look at. */
export function lookAt(
  query: string,
  fromUs: number | null = null,
  toUs: number | null = null,
): AnswerLook {
  return { query, fromUs, toUs, splitUs: null };
}
