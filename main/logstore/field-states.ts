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
  const decide = decider(plan, block, asked, varying, knowledge);
  const [only] = asked;
  if (only !== undefined && asked.length === 1 && kinds instanceof Uint8Array) {
    return ofOneColumn(kinds, only.numbers, states, decide);
  }
  const places = choicePlaces(kinds, asked);
  const decided = decidedKinds(states, choices / states.length);
  return lookUp(places, decided, (record) => decide(kinds[record] as number, record));
}

/** As many as a column's numbers can be, so that no number need be made another. */
const NUMBERS = 256;
/** Of four states, the bit that only undecided ones have. */
const ANY_UNDECIDED = 0x80808080;

/**
 * Most queries on fields ask for one and for the level, which is the kind's. Looked up in one pass; what is undecided, which
 * is little where the kinds decide most, is found four records at a time.
 */
function ofOneColumn(
  kinds: Uint8Array,
  numbers: Uint8Array,
  states: Uint8Array,
  decide: (kind: number, record: number) => number,
): Uint8Array {
  const table = new Uint8Array(states.length * NUMBERS);
  states.forEach((state, kind) =>
    table.fill(state === OPEN ? UNDECIDED : state, kind * NUMBERS, (kind + 1) * NUMBERS),
  );
  const words = roomFor(kinds.length);
  const result = new Uint8Array(words.buffer, 0, kinds.length);
  lookUpPairs(kinds, numbers, table, words, result);
  for (let at = nextUndecided(words, 0); at < words.length; at = nextUndecided(words, at + 1)) {
    const end = Math.min(at * 4 + 4, result.length);
    for (let record = at * 4; record < end; record++) {
      if (result[record] !== UNDECIDED) continue;
      const kind = kinds[record] as number;
      const place = kind * NUMBERS + (numbers[record] as number);
      if (table[place] === UNDECIDED) table[place] = decide(kind, record);
      result[record] = table[place] as number;
    }
  }
  return result;
}

/** Used again for every block: what is found is written elsewhere before the next. */
let wordRoom = new Uint32Array(0);

function roomFor(records: number): Uint32Array {
  const words = (records + 3) >>> 2;
  if (wordRoom.length < words) wordRoom = new Uint32Array(words);
  return wordRoom.subarray(0, words);
}

/** A function of its own, without a branch, which writes four records at a time: the loop takes a nanosecond a record. */
function lookUpPairs(
  kinds: Uint8Array,
  numbers: Uint8Array,
  table: Uint8Array,
  words: Uint32Array,
  result: Uint8Array,
): void {
  const whole = kinds.length >>> 2;
  for (let at = 0, i = 0; at < whole; at++, i += 4) {
    words[at] =
      (table[((kinds[i] as number) << 8) | (numbers[i] as number)] as number) |
      ((table[((kinds[i + 1] as number) << 8) | (numbers[i + 1] as number)] as number) << 8) |
      ((table[((kinds[i + 2] as number) << 8) | (numbers[i + 2] as number)] as number) << 16) |
      ((table[((kinds[i + 3] as number) << 8) | (numbers[i + 3] as number)] as number) << 24);
  }
  // Behind the last record nothing of a block before is left.
  if (whole < words.length) words[whole] = 0;

  for (let i = whole * 4; i < kinds.length; i++) {
    result[i] = table[((kinds[i] as number) << 8) | (numbers[i] as number)] as number;
  }
}

function nextUndecided(words: Uint32Array, from: number): number {
  let at = from;
  while (at < words.length && ((words[at] as number) & ANY_UNDECIDED) === 0) at++;
  return at;
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
