import type { KindColumn } from './block-columns.ts';
import { packNumbers, unpackNumbers, type PackedNumbers } from './packed-numbers.ts';

/** Which kind each record of a block is of, and how many kinds there are. */
export interface RecordKinds {
  readonly column: KindColumn;
  readonly size: number;
}

/** Numbers of records as they are stored where kinds tell most of them. */
export interface NumbersByKind {
  /** A number a kind, or `VARIES`. */
  readonly table: PackedNumbers;
  /** Numbers of the records whose kinds have more than one, in their order. */
  readonly rest: PackedNumbers;
}

/** Numbers are stored by kinds where so large a share of the records is told by them: it costs a pass over the records to read. */
const LEAST_TOLD = 0.5;

/**
 * Packs small numbers of records apart for kinds of which all records have the same: what a template says itself, and that the records
 * of another program have not the field at all. Four programs into one file took 8 kB a block and field, and take 2. Null: kinds do
 * not tell enough of them, or they are all the same.
 *
 * @param varies a number that no record has
 */
export function packByKind(
  numbers: Uint8Array,
  { column, size }: RecordKinds,
  varies: number,
): NumbersByKind | null {
  const table = new Uint8Array(size);
  tellKinds(numbers, column, table, varies);
  const rest = new Uint8Array(numbers.length);
  const left = takeRest(numbers, column, table, varies, rest);
  if (left > numbers.length * (1 - LEAST_TOLD) || isOne(table)) return null;
  return { table: packNumbers(table), rest: packNumbers(rest.subarray(0, left)) };
}

/** Undoes `packByKind`. Throws a RangeError where there are not as many numbers as these kinds ask for, and as `unpackNumbers`. */
export function unpackByKind(
  { table, rest }: NumbersByKind,
  { column, size }: RecordKinds,
  varies: number,
): Uint8Array {
  const ofKind = unpackNumbers(table, size);
  const numbers = new Uint8Array(column.length);
  const left = fillByKind(numbers, column, ofKind, varies);
  const apart = unpackNumbers(rest, left);
  fillApart(numbers, apart, varies);
  return numbers;
}

// Functions of their own, so that they are fast from the first block on.

function tellKinds(
  numbers: Uint8Array,
  column: KindColumn,
  table: Uint8Array,
  varies: number,
): void {
  const isMet = new Uint8Array(table.length);
  for (let i = 0; i < numbers.length; i++) {
    const kind = column[i] as number;
    const number = numbers[i] as number;
    if (isMet[kind] === 0) {
      table[kind] = number;
      isMet[kind] = 1;
    } else if (table[kind] !== number) table[kind] = varies;
  }
}

/** Gives how many there are. */
function takeRest(
  numbers: Uint8Array,
  column: KindColumn,
  table: Uint8Array,
  varies: number,
  rest: Uint8Array,
): number {
  let left = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (table[column[i] as number] === varies) rest[left++] = numbers[i] as number;
  }
  return left;
}

function isOne(table: Uint8Array): boolean {
  for (let i = 1; i < table.length; i++) if (table[i] !== table[0]) return false;
  return true;
}

function fillByKind(
  numbers: Uint8Array,
  column: KindColumn,
  ofKind: Uint8Array,
  varies: number,
): number {
  let left = 0;
  for (let i = 0; i < numbers.length; i++) {
    const number = ofKind[column[i] as number];
    if (number === undefined) throw new RangeError('a kind of a block is missing');
    numbers[i] = number;
    if (number === varies) left++;
  }
  return left;
}

function fillApart(numbers: Uint8Array, apart: Uint8Array, varies: number): void {
  let next = 0;
  for (let i = 0; i < numbers.length; i++) {
    if (numbers[i] === varies) numbers[i] = apart[next++] as number;
  }
}
