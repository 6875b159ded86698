import type { FieldValue } from '#shared/model/record.ts';
import { CODEC, isFrame, releaseOwn, unpack } from './packed-block.ts';
import { holdsByte } from './holds-byte.ts';
import { packByKind, unpackByKind, type RecordKinds } from './numbers-by-kind.ts';
import { packNumbers, unpackNumbers, type NumbersCodec } from './packed-numbers.ts';

/** In place of a value's number: only the record itself tells what its field is. */
export const ASK_RECORD = 255;
/** The same where numbers take half a byte. */
const ASK_HALF = 15;

/** What the records of a block have in a field that has few values. */
export interface FieldColumn {
  readonly name: string;
  /** In the order of their numbers, from 1. */
  readonly values: readonly FieldValue[];
  /** One a record: 0, it has not the field; ASK_RECORD; else the number of its value. Read when it is first asked for. */
  readonly numbers: Uint8Array;
}

/** What stands of a column in the head: how its numbers are stored, and in how many bytes. */
interface StoredColumn extends Pick<FieldColumn, 'name' | 'values'> {
  readonly codec: NumbersCodec;
  readonly bytes: number;
  /** Where kinds tell most of them: how the table of kinds is stored, which stands before the numbers that are left. */
  readonly kinds?: { readonly codec: NumbersCodec; readonly bytes: number };
}

/** Length of the head, before it. */
const LENGTH = 4;

/**
 * The columns of a block as they are stored: length of the head, the head (JSON), then the numbers column by column, packed.
 *
 * @param kinds of the records
 */
export function writeFieldColumns(
  columns: readonly FieldColumn[],
  kinds: RecordKinds,
): Uint8Array<ArrayBuffer> {
  const packed = columns.map((column) => packColumn(column, kinds));
  const head = Buffer.from(JSON.stringify(packed.map(({ stored }) => stored)));
  const size = packed.reduce((sum, { stored }) => sum + stored.bytes, LENGTH + head.length);
  const whole = new Uint8Array(size);
  new DataView(whole.buffer).setUint32(0, head.length, true);
  whole.set(head, LENGTH);
  let at = LENGTH + head.length;
  for (const bytes of packed.flatMap(({ parts }) => parts)) {
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole;
}

/** A column as it is stored. */
interface PackedColumn {
  readonly stored: StoredColumn;
  readonly parts: readonly Uint8Array[];
}

function packColumn({ name, values, numbers }: FieldColumn, kinds: RecordKinds): PackedColumn {
  const small = values.length < ASK_HALF ? renamed(numbers, ASK_RECORD, ASK_HALF) : numbers;
  const varies = variesOf(values.length);
  const byKind = varies === null ? null : packByKind(small, kinds, varies);
  if (byKind !== null) {
    const { table, rest } = byKind;
    const ofKinds = { codec: table.codec, bytes: table.bytes.length };
    const bytes = ofKinds.bytes + rest.bytes.length;
    const stored = { name, values, codec: rest.codec, bytes, kinds: ofKinds };
    return { stored, parts: [table.bytes, rest.bytes] };
  }
  const { codec, bytes } = packNumbers(small);
  return { stored: { name, values, codec, bytes: bytes.length }, parts: [bytes] };
}

/** In the table of kinds: their records have different numbers. Null: all numbers mean something else. */
function variesOf(values: number): number | null {
  const ask = values < ASK_HALF ? ASK_HALF : ASK_RECORD;
  return values + 1 < ask ? values + 1 : null;
}

/** The pieces that `writeFieldColumns` wrote: the head with its length, then the columns. */
export function piecesOfFields(whole: Uint8Array): Uint8Array[] {
  const { columns, end } = readHead(whole);
  let at = end;
  const pieces = columns.map(({ bytes }) => {
    at += bytes;
    return whole.subarray(at - bytes, at);
  });
  return [whole.subarray(0, end), ...pieces];
}

/**
 * The columns that `writeFieldColumns` wrote, by name, or that were stored until November 2026: in one frame. Throws a RangeError or
 * a SyntaxError when they are damaged, also when numbers are asked for, and as `unpack`.
 *
 * @param data all of it, or the head alone
 * @param kinds of the records, asked for where numbers are stored by them
 * @param part gives the numbers of a column where they are stored elsewhere
 */
export function readFieldColumns(
  data: Uint8Array,
  records: number,
  kinds: () => RecordKinds,
  part: ((index: number) => Uint8Array) | null = null,
): ReadonlyMap<string, FieldColumn> {
  if (isFrame(data)) return columnsOfFrame(unpack(CODEC, data), records);
  const { columns, end } = readHead(data);
  let at = end;
  return new Map(
    columns.map((stored, index) => {
      const start = at;
      at += stored.bytes;
      const open = (): Uint8Array =>
        data.length === end && part !== null
          ? part(index)
          : data.subarray(start, start + stored.bytes);
      return [stored.name, new StoredFieldColumn(stored, { records, kinds }, open)];
    }),
  );
}

/** The records of a block, as far as it takes to read columns. */
interface BlockRecords {
  readonly records: number;
  readonly kinds: () => RecordKinds;
}

function unpackColumn(
  { values, codec, kinds }: StoredColumn,
  bytes: Uint8Array,
  block: BlockRecords,
): Uint8Array {
  if (kinds === undefined) return unpackNumbers({ codec, bytes }, block.records);
  const varies = variesOf(values.length);
  const known = block.kinds();
  if (varies === null || known.column.length !== block.records) throw endsEarly();
  const table = { codec: kinds.codec, bytes: bytes.subarray(0, kinds.bytes) };
  const rest = { codec, bytes: bytes.subarray(kinds.bytes) };
  return unpackByKind({ table, rest }, known, varies);
}

class StoredFieldColumn implements FieldColumn {
  readonly name: string;
  readonly values: readonly FieldValue[];
  private readonly open: () => Uint8Array;
  private opened: Uint8Array | null = null;

  constructor(stored: StoredColumn, block: BlockRecords, open: () => Uint8Array) {
    const { name, values } = stored;
    this.name = name;
    this.values = values;
    this.open = () => {
      const bytes = open();
      if (bytes.length !== stored.bytes) throw endsEarly();
      const numbers = unpackColumn(stored, bytes, block);
      // What was read for them alone.
      if (numbers !== bytes) releaseOwn(bytes);
      return values.length < ASK_HALF ? renamed(numbers, ASK_HALF, ASK_RECORD) : numbers;
    };
  }

  get numbers(): Uint8Array {
    this.opened ??= this.open();
    return this.opened;
  }
}

function readHead(data: Uint8Array): { columns: readonly StoredColumn[]; end: number } {
  const length = new DataView(data.buffer, data.byteOffset, data.length).getUint32(0, true);
  const end = LENGTH + length;
  if (end > data.length) throw endsEarly();
  const head: unknown = JSON.parse(
    Buffer.from(data.buffer, data.byteOffset + LENGTH, length).toString(),
  );
  return { columns: head as readonly StoredColumn[], end };
}

/** As they were stored until November 2026: numbers of a byte each, all columns behind the head. */
function columnsOfFrame(bytes: Uint8Array, records: number): ReadonlyMap<string, FieldColumn> {
  const { columns, end } = readHead(bytes);
  if (end + columns.length * records > bytes.length) throw endsEarly();
  return new Map(
    columns.map(({ name, values }, index) => {
      const at = end + index * records;
      return [name, { name, values, numbers: bytes.subarray(at, at + records) }];
    }),
  );
}

function endsEarly(): RangeError {
  return new RangeError('the columns of fields of a block end too early');
}

/** The numbers with one of them in place of another; themselves where it is in none. */
function renamed(numbers: Uint8Array, from: number, to: number): Uint8Array {
  if (!holdsByte(numbers, from)) return numbers;
  const result = numbers.slice();
  rename(result, from, to);
  return result;
}

/** A function of its own, so that it is fast from the first block on. */
function rename(numbers: Uint8Array, from: number, to: number): void {
  for (let i = 0; i < numbers.length; i++) if (numbers[i] === from) numbers[i] = to;
}
