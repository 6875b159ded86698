import type { KindColumn } from './block-columns.ts';

/** Whether records match: none, all, or each must be looked at. */
export const OUT = 0;
export const IN = 1;
export const OPEN = 2;

/** 1: it is open. */
export const IS_OPEN = Uint8Array.from([OUT, IN, OPEN], (state) => Number(state === OPEN));

// Functions of their own, so that they are fast from the first block on, without branches that are taken now and then.

/** How many states are those of records that must be looked at. */
export function countOpen(states: Uint8Array): number {
  let open = 0;
  for (let i = 0; i < states.length; i++) open += IS_OPEN[states[i] as number] as number;
  return open;
}

/** The states of kinds, one a record. */
export function statesOfKinds(kinds: KindColumn, ofKind: Uint8Array): Uint8Array {
  const states = new Uint8Array(kinds.length);
  for (let i = 0; i < states.length; i++) states[i] = ofKind[kinds[i] as number] as number;
  return states;
}
