import type { FieldValue } from '#shared/model/record.ts';

/** In place of a value's number: only the record itself tells what its field is. */
export const ASK_RECORD = 255;

/** What the records of a block have in a field that has few values. */
export interface FieldColumn {
  readonly name: string;
  /** In the order of their numbers, from 1. */
  readonly values: readonly FieldValue[];
  /** One a record: 0, it has not the field; ASK_RECORD; else the number of its value. */
  readonly numbers: Uint8Array;
}

/** The columns of a block, as bytes to be compressed: length of the head, the head (JSON), then the numbers column by column. */
export function writeFieldColumns(columns: readonly FieldColumn[]): Uint8Array<ArrayBuffer> {
  const head = Buffer.from(JSON.stringify(columns.map(({ name, values }) => ({ name, values }))));
  const records = columns[0]?.numbers.length ?? 0;
  const bytes = new Uint8Array(4 + head.length + records * columns.length);
  new DataView(bytes.buffer).setUint32(0, head.length, true);
  bytes.set(head, 4);
  columns.forEach(({ numbers }, index) => bytes.set(numbers, 4 + head.length + index * records));
  return bytes;
}

/** The columns that `writeFieldColumns` wrote, by name. Throws a RangeError or a SyntaxError when they are damaged. */
export function readFieldColumns(
  bytes: Uint8Array,
  records: number,
): ReadonlyMap<string, FieldColumn> {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const head: unknown = JSON.parse(Buffer.from(bytes.subarray(4, 4 + length)).toString());
  const columns = head as readonly Pick<FieldColumn, 'name' | 'values'>[];
  const end = 4 + length + columns.length * records;
  if (end > bytes.length) throw new RangeError('the columns of fields of a block end too early');
  return new Map(
    columns.map(({ name, values }, index) => {
      const at = 4 + length + index * records;
      return [name, { name, values, numbers: bytes.subarray(at, at + records) }];
    }),
  );
}
