import type { BlockFacts } from './block-facts.ts';
import { keyOfKind, type KindVerdicts } from './kind-verdicts.ts';
import { OPEN } from './record-states.ts';
import type { ScanPlan } from './scan-plan.ts';

/** So few kinds are looked up as they are: see `lookUpFew`. */
const FEW_KINDS = 16;
/** More classes have no number of a byte. */
const MOST_CLASSES = 256;

/** Kinds of a block that a query tells alike, each such class as one kind. */
export interface KindClasses {
  /** What is known of each class. */
  readonly states: Uint8Array;
  /** A kind of each class; -1 where there is none, whose state is OUT. */
  readonly kinds: readonly number[];
  /** The class of each kind; null: each is one. */
  readonly ofKind: Uint8Array | null;
}

/**
 * Kinds in classes: by their levels where those decide; else those that have a state by their states, those that are left open by what
 * they are told by. A block of Java with traces has 280 kinds, of which `level:error AND thread:x` leaves one class open.
 *
 * @param verdicts on the kinds
 */
export function kindClasses(
  plan: ScanPlan,
  block: BlockFacts,
  { states, ofLevels }: KindVerdicts,
): KindClasses {
  if (states.length <= FEW_KINDS) return eachKind(states);
  const { levels } = block.kinds;
  if (ofLevels !== null) {
    const kinds = Array.from(ofLevels, (_, level) => levels.indexOf(level));
    return { states: ofLevels, kinds, ofKind: levels };
  }
  const found = classesOf(plan, block, states);
  if (found === null) return eachKind(states);
  return {
    states: Uint8Array.from(found.kinds, (kind) => states[kind] as number),
    kinds: found.kinds,
    ofKind: found.ofKind,
  };
}

function eachKind(states: Uint8Array): KindClasses {
  return { states, kinds: Array.from(states, (_, kind) => kind), ofKind: null };
}

/** A kind of each class, and the class of each kind. Null: there are too many. */
function classesOf(
  plan: ScanPlan,
  block: BlockFacts,
  states: Uint8Array,
): { kinds: number[]; ofKind: Uint8Array } | null {
  const classes = new Map<number, number>();
  const kinds: number[] = [];
  const ofKind = new Uint8Array(states.length);
  for (let kind = 0; kind < states.length; kind++) {
    const state = states[kind] as number;
    // Keys of kinds are no negative numbers.
    const key = state === OPEN ? keyOfKind(plan, block, kind) : -1 - state;
    let number = classes.get(key);
    if (number === undefined) {
      if (kinds.length === MOST_CLASSES) return null;
      number = kinds.push(kind) - 1;
      classes.set(key, number);
    }
    ofKind[kind] = number;
  }
  return { kinds, ofKind };
}
