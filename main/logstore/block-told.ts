import { needOfText } from '#shared/query/index.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { mayOccur } from './literal-need.ts';
import type { CaseKnowledge } from './record-text.ts';
import type { ScanPlan } from './scan-plan.ts';
import { mayContain } from './word-filter.ts';

/** What a block tells of what a query asks, before any of its records. */
export interface BlockTold {
  /** The pieces of words that may stand in what the block's skeletons leave open. */
  readonly varying: ReadonlySet<string>;
  /** Fields that no record of the block has. */
  readonly absent: ReadonlySet<string>;
  /** Names both: blocks of which as much is told are decided alike. */
  readonly key: string;
}

/** What the block tells. Its filters are opened for it where the query asks for words, or for a field that may stand in its text. */
export function blockTold(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): BlockTold {
  const varying = varyingIn(plan, block, blocks);
  const absent = absentIn(plan, block, blocks, knowledge);
  const key = [...varying, '', ...absent].join('\n');
  return { varying: new Set(varying), absent: new Set(absent), key };
}

function varyingIn({ pieces }: ScanPlan, block: BlockFacts, blocks: CaseBlocks): string[] {
  if (pieces.length === 0) return [];
  const filter = blocks.varying(block);
  return pieces.filter((piece) => filter === null || mayContain(filter, piece));
}

/**
 * Fields that the formats of a block's records do not know, and those whose names stand nowhere in it. Of 1 GB of Java or of syslog
 * `status:500`, which asks for no word, took 30 s while each record was asked for it.
 */
function absentIn(
  { fields }: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
): string[] {
  if (fields.length === 0) return [];
  const source = knowledge.source(block.sourceId, block.shape);
  return fields.filter((field) => {
    const presence = source.holds(field, block.others);
    if (presence === 'may') return false;
    if (presence === 'never') return true;
    return !blocks.fields(block).has(field) && !mayBeNamed(field, () => blocks.filter(block));
  });
}

/** Whether a field's name may stand in a block, each part of a dotted one for itself. */
function mayBeNamed(field: string, filter: () => Uint8Array): boolean {
  return field.split('.').every((part) => mayOccur(needOfText(part), filter));
}
