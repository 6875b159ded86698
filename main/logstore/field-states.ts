import { skeletonVerdict, UNTOLD } from '#shared/query/index.ts';
import type { BlockFacts, CaseBlocks } from './case-blocks.ts';
import { ASK_RECORD, type FieldColumn } from './field-columns.ts';
import { IN, kindKnown, OPEN, OUT, type KindVerdicts } from './kind-verdicts.ts';
import type { CaseKnowledge } from './record-text.ts';
import type { ScanPlan } from './scan-plan.ts';

const UNDECIDED = 255;
/** Kinds times values that are decided apart; with more, records are looked at. */
const MOST_DECIDED = 1 << 20;

/**
 * What the columns of fields decide about the records of a block, a state each; null: they hold none of the fields that
 * the query asks for. Each kind is decided once for each of the values that its records have.
 *
 * @param verdicts on the kinds, before
 */
export function fieldStates(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  { states, varying }: KindVerdicts,
): Uint8Array | null {
  if (plan.fields.length === 0) return null;
  const columns = blocks.fields(block);
  const asked = plan.fields.flatMap((name) => columns.get(name) ?? []);
  const choicesOf = asked.map(({ values }) => values.length + 2);
  const choices = choicesOf.reduce((product, own) => product * own, states.length);
  if (asked.length === 0 || choices > MOST_DECIDED) return null;
  const decide = decider(plan, block, asked, varying, knowledge);
  const decided = new Uint8Array(choices).fill(UNDECIDED);
  const { kinds } = blocks.columns(block);
  const numbersOf = asked.map(({ numbers }) => numbers);
  const result = new Uint8Array(kinds.length);
  for (let i = 0; i < result.length; i++) {
    const kind = kinds[i] as number;
    let state = states[kind] as number;
    if (state === OPEN) {
      let place = kind;
      // No value, each value, and the one that only the record tells. Counted, as iterators made this loop twice as slow.
      for (let at = 0; at < numbersOf.length; at++) {
        const number = (numbersOf[at] as Uint8Array)[i] as number;
        const own = choicesOf[at] as number;
        place = place * own + (number === ASK_RECORD ? own - 1 : number);
      }
      state = decided[place] as number;
      if (state === UNDECIDED) {
        state = decide(kind, i);
        decided[place] = state;
      }
    }
    result[i] = state;
  }
  return result;
}

function decider(
  plan: ScanPlan,
  block: BlockFacts,
  asked: readonly FieldColumn[],
  varying: ReadonlySet<string>,
  knowledge: CaseKnowledge,
): (kind: number, record: number) => number {
  const byName = new Map(asked.map((column) => [column.name, column]));
  return (kind, record) => {
    const known = kindKnown(block, kind, varying, knowledge);
    const verdict = skeletonVerdict(plan.query, {
      ...known,
      field(name) {
        const column = byName.get(name);
        const number = column?.numbers[record] ?? ASK_RECORD;
        if (number === ASK_RECORD) return UNTOLD;
        return number === 0 ? undefined : column?.values[number - 1];
      },
    });
    return verdict === 'all' ? IN : verdict === 'none' ? OUT : OPEN;
  };
}
