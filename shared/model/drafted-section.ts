import type { Answer, Answerer } from './answer.ts';

/** A draft of a narrative answer of a report. Nobody has accepted it. */
export interface DraftedSection {
  /** In their order; only those whose standing is `supported` are shown by the records. */
  readonly sentences: Answer['statements'];
  /** What the sentences cite, by position. */
  readonly citations: Answer['citations'];
  /** Why there is no draft, where the records tell nothing of the question; null: there is one. */
  readonly unknown: string | null;
  readonly answerer: Answerer;
  /** Why the built-in analysis wrote it although a model was to; null: it was not, or it did. */
  readonly note: string | null;
}
