/** Life of a source: waiting its turn, being read, read to its end, stopped by the analyst, or unreadable. */
export type SourceState = 'waiting' | 'reading' | 'done' | 'cancelled' | 'failed';

/** How the text of a source is encoded. */
export const ENCODINGS = ['utf-8', 'utf-16le', 'utf-16be', 'latin1'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** A fact about a source as detected, and what the analyst set instead (null: detection stands). */
export interface Detected<T> {
  readonly detected: T;
  readonly override: T | null;
}

/** The value in force. */
export function inForce<T>(fact: Detected<T>): T {
  return fact.override ?? fact.detected;
}
