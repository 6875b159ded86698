import { skeletonVerdict, UNTOLD } from '#shared/query/index.ts';
import type { KindColumn } from './block-columns.ts';
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
  const choices = asked.reduce((product, column) => product * choicesOf(column), states.length);
  if (asked.length === 0 || choices > MOST_DECIDED) return null;
  const { kinds } = blocks.columns(block);
  const places = choicePlaces(kinds, asked);
  const decided = decidedKinds(states, choices / states.length);
  const decide = decider(plan, block, asked, varying, knowledge);
  return lookUp(places, decided, (record) => decide(kinds[record] as number, record));
}

function lookUp(
  places: Uint32Array,
  decided: Uint8Array,
  decide: (record: number) => number,
): Uint8Array {
  const result = new Uint8Array(places.length);
  for (let i = 0; i < places.length; i++) {
    const place = places[i] as number;
    let state = decided[place] as number;
    if (state === UNDECIDED) {
      state = decide(i);
      decided[place] = state;
    }
    result[i] = state;
  }
  return result;
}

/** Of a column: none, each value, and that only the record tells. */
const choicesOf = ({ values }: FieldColumn): number => values.length + 2;

/** Used again for every block. */
let placeRoom = new Uint32Array(0);

/** What each record has of all that is decided apart, as one number: its kind, then what it has in each column. */
function choicePlaces(kinds: KindColumn, asked: readonly FieldColumn[]): Uint32Array {
  if (placeRoom.length < kinds.length) placeRoom = new Uint32Array(kinds.length);
  const places = placeRoom.subarray(0, kinds.length);
  places.set(kinds);
  for (const column of asked) addChoice(places, column.numbers, choicesOf(column));
  return places;
}

/** A plain pass a column: with the columns inside of one over the records, each record cost three times as much. */
function addChoice(places: Uint32Array, numbers: Uint8Array, own: number): void {
  for (let i = 0; i < places.length; i++) {
    const number = numbers[i] as number;
    places[i] = (places[i] as number) * own + (number === ASK_RECORD ? own - 1 : number);
  }
}

/** A state for each place, of kinds that are left open none yet. */
function decidedKinds(states: Uint8Array, choicesOfKind: number): Uint8Array {
  const decided = new Uint8Array(states.length * choicesOfKind);
  states.forEach((state, kind) => {
    const first = kind * choicesOfKind;
    decided.fill(state === OPEN ? UNDECIDED : state, first, first + choicesOfKind);
  });
  return decided;
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
