/**
 * Life of a source: waiting its turn, being read, read to its end, stopped by the analyst, or unreadable. What is all
 * in another source already is a duplicate, and not counted. What grows is followed, or will be gone on with.
 */
export const SOURCE_STATES = [
  'waiting',
  'reading',
  'done',
  'cancelled',
  'failed',
  'duplicate',
  'following',
  'paused',
] as const;
export type SourceState = (typeof SOURCE_STATES)[number];

/** `same`: its content is another source's. `inside`: it is a part of it. `overlap`: it begins as the other ends. */
export const DUPLICATE_KINDS = ['same', 'inside', 'overlap'] as const;

/** What of a source is not counted, because another source has it, byte for byte. */
export interface Duplicate {
  readonly kind: (typeof DUPLICATE_KINDS)[number];
  /** The source that has it. */
  readonly of: number;
  /** Bytes and lines that are not counted, from its beginning. */
  readonly bytes: number;
  readonly lines: number;
}

/**
 * How the text of a source is encoded. The first four are found by themselves (`latin1` is windows-1252, as everywhere on the
 * web); nothing tells the others apart for sure, so they are set.
 */
export const ENCODINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'latin1',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'koi8-r',
  'ibm866',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'big5',
  'euc-kr',
] as const;
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
