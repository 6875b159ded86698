import { expect, test } from 'vitest';
import {
  ColumnsWriter,
  KINDS_STREAM,
  readColumns,
  type BlockColumns,
} from '../../../../main/logstore/block-columns.ts';
import {
  COLUMNS_CODEC,
  packColumns,
  piecesOfColumns,
  unpackColumns,
} from '../../../../main/logstore/packed-columns.ts';
import { PassedBlock } from '../../../../main/logstore/passed-block.ts';

const RECORDS = 5000;

/** A block whose columns are all its own, in two pieces as it is stored, kinds of more than a byte among them. */
function blockOf(seed: number) {
  const writer = new ColumnsWriter();
  const value = (i: number, most: number): number => (i * seed * 7919) % most;
  for (let i = 0; i < RECORDS; i++) {
    writer.add({
      length: 20 + value(i, 90),
      gap: 1,
      lines: 1 + value(i, 5),
      timeUs: 1.7e15 + i * 1000 + value(i, 900),
      timeNs: 0,
      timeDigits: 6,
      kind: value(i, 300),
      messageAt: value(i, 70),
    });
  }
  const bytes = writer.finish();
  const [first = bytes, rest = bytes] = piecesOfColumns(packColumns(bytes));
  return { id: seed, first, rest };
}

function told(columns: BlockColumns) {
  const { lines, messageAt, kinds, offsets, timeUs } = columns;
  return [lines, messageAt, kinds, offsets, timeUs].map((column) => [...column]);
}

test('columns of one block after another are right, and what is remembered of one stays', () => {
  const passed = new PassedBlock();
  const kinds = new Map<number, Uint8Array>();
  const rows: Uint8Array[] = [];
  const pass = (block: ReturnType<typeof blockOf>): unknown => {
    const columns = passed.columns(block.id, (memory) => {
      // As a row that was read: its memory is its own.
      const row = Uint8Array.from(block.rest);
      rows.push(row);
      const streams = unpackColumns(
        COLUMNS_CODEC,
        block.first,
        () => memory.note(row),
        memory.room,
      );
      kinds.set(block.id, streams.stream(KINDS_STREAM));
      return readColumns(streams);
    });
    expect(passed.columns(block.id, () => expect.fail('it is at hand'))).toBe(columns);
    return told(columns);
  };
  const blocks = [3, 5, 11].map(blockOf);
  const expected = blocks.map(({ first, rest }) =>
    told(readColumns(unpackColumns(COLUMNS_CODEC, first, () => rest))),
  );
  const remembered = blocks.map(({ first, rest }) => [
    ...unpackColumns(COLUMNS_CODEC, first, () => rest).stream(KINDS_STREAM),
  ]);
  for (const at of [0, 1, 2, 0, 2, 1]) {
    expect(pass(blocks[at] as (typeof blocks)[number])).toEqual(expected[at]);
  }
  passed.leave();
  expect(blocks.map(({ id }) => [...(kinds.get(id) ?? [])])).toEqual(remembered);
  expect(rows.map(({ length }) => length)).toEqual([0, 0, 0, 0, 0, 0]);
});
