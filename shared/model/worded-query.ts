import type { Answerer } from './answer.ts';

/** Characters of a wish, at most. */
export const MOST_WORDS = 1000;

/** How some words of a wish were read. */
export interface WordedPart {
  readonly words: string;
  /** Of the query language. */
  readonly condition: string;
  /** What the words alone did not say; null: nothing. */
  readonly note: string | null;
}

/** Words that stand for nothing in the query, and why. */
export interface UnreadWords {
  readonly words: string;
  readonly why: string;
}

/** What somebody wants to see, said in words, as a query: shown before it is run. */
export interface WordedQuery {
  /** Always one that can be run; empty: every record. */
  readonly query: string;
  /** What the query means, a condition a line. */
  readonly meaning: readonly string[];
  readonly parts: readonly WordedPart[];
  readonly unread: readonly UnreadWords[];
  /** Records that it finds. */
  readonly total: number;
  /** The query without the one condition that leaves nothing, and what that finds; null: it is not that. */
  readonly instead: { readonly query: string; readonly total: number } | null;
  readonly answerer: Answerer;
  /** Why the built-in translation answers although a model was to; null: it was not, or it did. */
  readonly note: string | null;
}
