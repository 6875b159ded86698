import type { Output } from '#shared/contract/index.ts';
import { useApp } from '../../app/index.ts';
import { useExplore } from '../explore/explore-store.ts';

export type Cited = Output<'evidence.narrative'>['cited'][number];

/** Brings a cited record into sight on the Explore screen. */
export function showCited({ ref }: Pick<Cited, 'ref'>): void {
  if (ref === null) return;
  const range = { fromUs: null, toUs: null };
  useExplore.getState().set({ query: '', range, selected: ref, detail: true });
  useApp.getState().go('explore');
}
