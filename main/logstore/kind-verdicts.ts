import { skeletonVerdict, UNTOLD, type SkeletonKnown, type Verdict } from '#shared/query/index.ts';
import { blockTold, type BlockTold } from './block-told.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import type { CaseKnowledge } from './record-text.ts';
import { IN, OPEN, OUT, statesOfKinds } from './record-states.ts';
import type { ScanPlan } from './scan-plan.ts';

/** What the kinds of a block decide. */
export interface KindVerdicts {
  /** One a kind, made when it is asked for. */
  readonly states: Uint8Array;
  /** Whether some kind was accepted, and left open, before any of them is decided by other things. */
  readonly hasAccepted: boolean;
  readonly hasOpen: boolean;
  /** One a level, where that decides alone; null: kinds of a level may differ. */
  readonly ofLevels: Uint8Array | null;
  readonly told: BlockTold;
}

/** What the kinds of a block decide. */
export function kindVerdicts(
  plan: ScanPlan,
  block: BlockFacts,
  facts: Verdict,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): KindVerdicts {
  if (facts === 'all') {
    const states = new Uint8Array(block.kinds.size).fill(IN);
    return verdictsOf(states, NOTHING_TOLD);
  }
  const told = blockTold(plan, block, blocks, knowledge);
  const decided = plan.decided.get(told.key) ?? new Map<number, Verdict>();
  plan.decided.set(told.key, decided);
  const decide = (kind: number): number =>
    stateOf(kindVerdict(plan, block, kind, { decided, told }, knowledge));
  if (plan.asksOfSkeletons) return verdictsOf(statesOfEach(block, decide), told);
  const ofLevels = statesOfLevels(block, decide);
  let states: Uint8Array | null = null;
  return {
    get states() {
      return (states ??= statesOfKinds(block.kinds.levels, ofLevels));
    },
    hasAccepted: ofLevels.includes(IN),
    hasOpen: ofLevels.includes(OPEN),
    ofLevels,
    told,
  };
}

const NOTHING_TOLD: BlockTold = { varying: new Set(), absent: new Set(), key: '' };

function verdictsOf(states: Uint8Array, told: BlockTold): KindVerdicts {
  const [hasAccepted, hasOpen] = [states.includes(IN), states.includes(OPEN)];
  return { states, hasAccepted, hasOpen, ofLevels: null, told };
}

function statesOfLevels({ kinds }: BlockFacts, decide: (kind: number) => number): Uint8Array {
  return Uint8Array.from(kinds.ofLevels, (records, level) =>
    records === 0 ? OUT : decide(kinds.levels.indexOf(level)),
  );
}

function statesOfEach({ kinds }: BlockFacts, decide: (kind: number) => number): Uint8Array {
  const states = new Uint8Array(kinds.size);
  for (let kind = 0; kind < states.length; kind++) states[kind] = decide(kind);
  return states;
}

/** What becomes of records of which this is known. */
export const stateOf = (verdict: Verdict): number =>
  verdict === 'all' ? IN : verdict === 'none' ? OUT : OPEN;

function kindVerdict(
  plan: ScanPlan,
  block: BlockFacts,
  kind: number,
  { decided, told }: { decided: Map<number, Verdict>; told: BlockTold },
  knowledge: CaseKnowledge,
): Verdict {
  const key = keyOfKind(plan, block, kind);
  let verdict = decided.get(key);
  if (verdict === undefined) {
    verdict = skeletonVerdict(plan.query, kindKnown(block, kind, told, knowledge));
    decided.set(key, verdict);
  }
  return verdict;
}

/** What a kind is told by in all blocks: its skeleton, if the query may ask of it, and its level. */
export function keyOfKind(
  { asksOfSkeletons }: ScanPlan,
  { kinds }: BlockFacts,
  kind: number,
): number {
  const skeletonId = asksOfSkeletons ? (kinds.skeletonIds[kind] ?? 0) : 0;
  return skeletonId * 8 + (kinds.levels[kind] ?? 0);
}

/** What is known of the records of one kind. */
export function kindKnown(
  block: BlockFacts,
  kind: number,
  { varying, absent }: BlockTold,
  knowledge: CaseKnowledge,
): SkeletonKnown {
  const skeletonId = block.kinds.skeletonIds[kind] ?? 0;
  return {
    text: knowledge.skeletonText(skeletonId),
    level: block.kinds.levels[kind] ?? 0,
    templateId: knowledge.templateOf(skeletonId),
    issue: knowledge.issueOf(skeletonId),
    mayVary: (piece) => varying.has(piece),
    field: (name) => (absent.has(name) ? undefined : UNTOLD),
  };
}
