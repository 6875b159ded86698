import { isAscii } from 'node:buffer';
import {
  createReader,
  type CompiledFormat,
  type RecordReader,
} from '../../../../../main/ingest/formats/index.ts';
import type { BlockScanner, Pass } from '../../../../../main/ingest/scan/index.ts';
import {
  createSkeletonizer,
  type Skeletonizer,
} from '../../../../../main/ingest/skeleton/index.ts';
import { TextPass } from '../../../../../main/ingest/text-pass.ts';
import { decodeText, readColumns, streamsOf } from '../../../../../main/logstore/index.ts';

/** How the sources of these tests are read. */
export const SETUP = {
  zone: 'Europe/Berlin',
  year: null,
  referenceUs: Date.UTC(2024, 5, 30) * 1000,
};

/** A reader that takes its automaton whatever little is read. */
export function openReader(format: CompiledFormat): RecordReader {
  const reader = createReader(format, SETUP);
  reader.byteHeader?.();
  return reader;
}

/** What a case would hold of a pass. */
export function held(
  { columns, times, kinds, lines, unparsed, skeletonIds }: Pass,
  table: Skeletonizer['table'],
) {
  const index = times.finish(kinds.length);
  const read = readColumns(streamsOf(columns.finish()));
  const { offsets, ends, timeUs, timed, timeNs, timeDigits, messageAt } = read;
  const all = { lines: read.lines, offsets, ends, timeUs, timed, timeNs, timeDigits, messageAt };
  const skeletons = skeletonIds.map((id) => table[id]);
  return { ...all, kindOf: read.kinds, kinds, count: lines, unparsed, skeletons, index };
}

/** What a scan of bytes comes to. */
export function scannedBy(scanner: BlockScanner, bytes: Buffer, reader: RecordReader) {
  const pass = scanner.scan(bytes, isAscii(bytes), reader);
  if (pass === null) throw new Error('too much');
  const found = held(pass, scanner.skeletonizer.table);
  return { found, fields: pass.fields, others: new Map(pass.others) };
}

/** What reading them line by line comes to. */
export function readByLine(bytes: Buffer, reader: RecordReader) {
  const skeletonizer = createSkeletonizer({ add: () => {} });
  const text = decodeText(bytes);
  const pass = new TextPass(text, isAscii(bytes) ? bytes : null, reader, skeletonizer);
  pass.run(false);
  return { found: held(pass, skeletonizer.table), others: pass.others };
}
