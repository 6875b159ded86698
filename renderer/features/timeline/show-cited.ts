import type { Output } from '#shared/contract/index.ts';
import { showRecord } from '../hypotheses/show-records.ts';

export type Cited = Output<'evidence.narrative'>['cited'][number];

/** Brings a cited record into sight on the Explore screen. */
export function showCited({ ref }: Pick<Cited, 'ref'>): void {
  if (ref !== null) showRecord(ref);
}
