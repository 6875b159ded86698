import { skeletonVerdict, UNTOLD, type FieldTold } from '#shared/query/index.ts';
import type { BlockColumns, KindColumn } from './block-columns.ts';
import { checked } from './block-text.ts';
import type { BlockTold } from './block-told.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { ASK_RECORD, type FieldColumn } from './field-columns.ts';
import { kindClasses, type KindClasses } from './kind-classes.ts';
import { keyOfKind, kindKnown, stateOf, type KindVerdicts } from './kind-verdicts.ts';
import { OPEN, OUT } from './record-states.ts';
import type { CaseKnowledge } from './record-text.ts';
import { lookUpClasses, lookUpFew, lookUpPairs, SECONDS } from './pair-states.ts';
import { findPairs, lookUpKinds } from './record-passes.ts';
import type { ScanPlan } from './scan-plan.ts';

const UNDECIDED = 255;
/** Kinds times values that are decided apart; with more, records are looked at. */
const MOST_DECIDED = 1 << 20;
/** Open kinds times values that are decided before it is known whether they occur. */
const MOST_AHEAD = 512;
/** With fewer values than this their numbers are below 15. */
const MOST_FEW = 15;

/** What a query asks of the fields of a block. */
export interface FieldsAsked {
  readonly columns: readonly FieldColumn[];
  readonly classes: KindClasses;
  /** Classes and values to be decided apart. */
  readonly choices: number;
  /** The only column, whose values are decided before it is known whether they occur; null: there are more, or too many values. */
  readonly only: FieldColumn | null;
  /** What was decided of that column, once. */
  ahead(): Ahead;
}

interface Ahead {
  /** What becomes of each class of kinds with each of the column's numbers. */
  readonly table: Uint8Array;
  /** With which of these a record of a class that is left open may match. */
  readonly wanted: readonly number[];
}

/**
 * Opens the columns that a query asks for; null: there are none of them, or too much would have to be decided.
 *
 * @param verdicts on the kinds, before
 */
export function fieldsAsked(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  verdicts: KindVerdicts,
): FieldsAsked | null {
  if (plan.fields.length === 0) return null;
  const stored = blocks.fields(block);
  const columns = plan.fields.flatMap((name) => stored.get(name) ?? []);
  const [first] = columns;
  if (first === undefined) return null;
  const classes = kindClasses(plan, block, verdicts);
  const choices = columns.reduce((all, column) => all * choicesOf(column), classes.kinds.length);
  if (choices > MOST_DECIDED) return null;
  const open = classes.states.reduce((count, state) => count + Number(state === OPEN), 0);
  const isFew = columns.length === 1 && open * choicesOf(first) <= MOST_AHEAD;
  let made: Ahead | null = null;
  const ahead = (): Ahead =>
    (made ??= decideAhead(plan, block, first, classes, verdicts.told, knowledge));
  return { columns, classes, choices, only: isFew ? first : null, ahead };
}

/**
 * The places of the records that match, where the columns of fields tell it of all of them and the values of one or two numbers of a
 * column alone let a record match, as one that is asked for by name does; null: they do not. Of all others nothing is read but their number.
 * No kind may be accepted, and the records stand in order of time. Valid until the next pass over records.
 */
export function fieldPlaces(
  { only, classes, ahead }: FieldsAsked,
  block: BlockFacts,
  blocks: CaseBlocks,
): Uint32Array | null {
  if (only === null) return null;
  const { table, wanted } = ahead();
  const [first, second = first, ...more] = wanted;
  if (more.length > 0) return null;
  // Nothing of it lets a record match.
  if (first === undefined || second === undefined) return new Uint32Array(0);
  const { storedKinds } = blocks.passingColumns(block);
  const ofKind = classes.ofKind ?? Uint8Array.from(classes.kinds);
  const pairs = { seconds: only.numbers, states: table };
  return checked(() => findPairs(storedKinds, ofKind, pairs, [first, second]));
}

/**
 * What the columns of fields decide about the records of a block, a state each. Each class of kinds is decided once for each of the
 * values that its records have.
 *
 * @param told what the block tells of what the query asks
 */
export function fieldStates(
  plan: ScanPlan,
  block: BlockFacts,
  blocks: CaseBlocks,
  knowledge: CaseKnowledge,
  told: BlockTold,
  { columns: asked, classes, choices, only, ahead }: FieldsAsked,
): Uint8Array {
  const columns = blocks.passingColumns(block);
  const known = only === null ? null : statesAhead(columns, only, classes, ahead);
  if (known !== null) return known;
  const ofRecords = classesOfRecords(columns, classes);
  const decide = decider(plan, block, asked, told, knowledge);
  const places = choicePlaces(ofRecords, asked);
  const decided = decidedClasses(classes.states, choices / classes.kinds.length);
  const kindOf = (record: number): number => classes.kinds[ofRecords[record] as number] as number;
  return lookUp(places, decided, (record) => decide(kindOf(record), record));
}

/** The states of records by what is known of each pair of a class and a number. Null: their kinds have no number of a byte. */
function statesAhead(
  columns: BlockColumns,
  { numbers, values }: FieldColumn,
  { ofKind }: KindClasses,
  ahead: () => Ahead,
): Uint8Array | null {
  if (ofKind !== null) {
    return checked(() => lookUpClasses(columns.storedKinds, ofKind, numbers, ahead().table));
  }
  const { kinds } = columns;
  if (!(kinds instanceof Uint8Array)) return null;
  const { table } = ahead();
  const few = values.length < MOST_FEW ? lookUpFew(kinds, numbers, table) : null;
  return few ?? lookUpPairs(kinds, numbers, table).result;
}

function classesOfRecords(columns: BlockColumns, { ofKind }: KindClasses): KindColumn {
  if (ofKind === null) return columns.kinds;
  const classes = new Uint8Array(columns.records);
  checked(() => lookUpKinds(columns.storedKinds, ofKind, null, classes));
  return classes;
}

/**
 * What becomes of each class of kinds with each of a column's numbers, and with which of these a record of a class that is left open may
 * match. Most queries on fields ask for one and for the level, which is the
 * kind's: what is left open is few kinds with few values, the same in most blocks, and is decided once for all of them.
 */
function decideAhead(
  plan: ScanPlan,
  block: BlockFacts,
  { name, values }: FieldColumn,
  { states, kinds }: KindClasses,
  told: BlockTold,
  knowledge: CaseKnowledge,
): Ahead {
  const table = new Uint8Array(states.length * SECONDS);
  const wanted: number[] = [];
  const known = knownFor(plan, `${name}\n${told.key}`);
  for (const [at, kind] of kinds.entries()) {
    const row = table.subarray(at * SECONDS, (at + 1) * SECONDS);
    const state = states[at] as number;
    if (state !== OPEN) {
      row.fill(state);
      continue;
    }
    const ofKind = known(block, kind);
    // Values that change from block to block would fill the memory.
    if (ofKind.size > MOST_AHEAD) ofKind.clear();
    const decide = (value: FieldTold): number => {
      const before = ofKind.get(value);
      if (before !== undefined) return before;
      const facts = kindKnown(block, kind, told, knowledge);
      const field = (asked: string): FieldTold => (asked === name ? value : facts.field(asked));
      const made = stateOf(skeletonVerdict(plan.query, { ...facts, field }));
      ofKind.set(value, made);
      return made;
    };
    const put = (number: number, made: number): void => {
      row[number] = made;
      if (made !== OUT && !wanted.includes(number)) wanted.push(number);
    };
    put(0, decide(undefined));
    values.forEach((value, index) => put(index + 1, decide(value)));
    put(ASK_RECORD, decide(UNTOLD));
  }
  return { table, wanted };
}

/** What was decided of the kinds that are told by this, as a map of each kind's values. */
function knownFor(plan: ScanPlan, told: string) {
  const found = plan.decidedValues.get(told) ?? new Map<number, Map<FieldTold, number>>();
  plan.decidedValues.set(told, found);
  return (block: BlockFacts, kind: number): Map<FieldTold, number> => {
    const key = keyOfKind(plan, block, kind);
    const ofKind = found.get(key) ?? new Map<FieldTold, number>();
    found.set(key, ofKind);
    return ofKind;
  };
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

/** What each record has of all that is decided apart, as one number: the class of its kind, then what it has in each column. */
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
function decidedClasses(states: Uint8Array, choicesOfClass: number): Uint8Array {
  const decided = new Uint8Array(states.length * choicesOfClass);
  states.forEach((state, at) => {
    const first = at * choicesOfClass;
    decided.fill(state === OPEN ? UNDECIDED : state, first, first + choicesOfClass);
  });
  return decided;
}

function decider(
  plan: ScanPlan,
  block: BlockFacts,
  asked: readonly FieldColumn[],
  told: BlockTold,
  knowledge: CaseKnowledge,
): (kind: number, record: number) => number {
  const byName = new Map(asked.map((column) => [column.name, column]));
  return (kind, record) => {
    const known = kindKnown(block, kind, told, knowledge);
    const verdict = skeletonVerdict(plan.query, {
      ...known,
      field(name) {
        const column = byName.get(name);
        const number = column?.numbers[record] ?? ASK_RECORD;
        if (number === ASK_RECORD) return known.field(name);
        return number === 0 ? undefined : column?.values[number - 1];
      },
    });
    return stateOf(verdict);
  };
}
