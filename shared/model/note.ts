import { citationKey, type RecordCitation } from './record-citation.ts';

/** What a note or a tag hangs on. */
export type Target =
  | { readonly on: 'record'; readonly record: RecordCitation }
  | { readonly on: 'finding' | 'issue' | 'source' | 'pin'; readonly id: string }
  | { readonly on: 'case' };

/** What an analyst wrote down. Never rewritten: a correction is a note that supersedes the one before. */
export interface Note {
  /** UUID. */
  readonly id: string;
  readonly target: Target;
  /** Markdown. */
  readonly text: string;
  /** The moment it speaks of, microseconds UTC; null: none in particular. */
  readonly us: number | null;
  readonly author: string;
  /** RFC 3339 UTC. */
  readonly at: string;
  /** Notes that it takes the place of, latest first. */
  readonly supersedes: readonly string[];
}

/** One name for one target. */
export function targetKey(target: Target): string {
  if (target.on === 'case') return 'case';
  return target.on === 'record'
    ? `record ${citationKey(target.record)}`
    : `${target.on} ${target.id}`;
}
