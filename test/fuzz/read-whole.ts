import {
  createReader,
  detectFormat,
  detectTable,
  loadFormats,
  type CompiledFormat,
} from '../../main/ingest/formats/index.ts';
import { LineChunks } from '../../main/ingest/line-chunks.ts';
import { ChunkParser, type Chunk } from '../../main/ingest/parse-chunk.ts';
import { watchHeaders } from '../../main/ingest/table-header.ts';
import {
  decodeText,
  readColumns,
  COLUMNS_CODEC,
  unpackColumns,
} from '../../main/logstore/index.ts';

export const FORMATS = loadFormats();
const REFERENCE_US = Date.UTC(2026, 5, 30) * 1000;

/**
 * Reads text as a source is read, and throws unless every byte is in one record or header, in order, and every
 * line of the text is counted once: nothing is lost or invented. Gives the number of records.
 */
export function readWhole(text: Buffer, path: string, given: CompiledFormat | null = null): number {
  const sample = text.subarray(0, 512 * 1024).toString('utf8');
  const table = detectTable(sample, given === null ? FORMATS : [given]);
  const lines = sample.split(/\r?\n/).slice(0, 400);
  const format = given ?? table?.format ?? detectFormat(lines, FORMATS, path).format;
  if (format.table !== undefined && table === null) return 0;
  let shape = table?.shape ?? null;
  const open = () =>
    createReader(format, { zone: 'Z', year: null, referenceUs: REFERENCE_US, shape });
  let lead = open();
  const chunks = new LineChunks((line) => lead.starts(line));
  const parser = new ChunkParser();
  // From here on the automaton is worth it, so that it reads what is fuzzed.
  lead.byteHeader?.();
  let counted = 0;
  let records = 0;
  const seen: Buffer[] = [];
  const take = (chunk: Chunk): void => {
    seen.push(Buffer.from(chunk.bytes));
    const { block } = parser.parse(chunk, open());
    counted += block.lines;
    records += block.records;
    if (chunk.isHeader !== true) checkTiles(chunk, block);
  };
  const watch = watchHeaders(format, shape);
  const parts = function* () {
    for (let at = 0; at < text.length; at += 700) yield* watch.push(text.subarray(at, at + 700));
    yield* watch.end();
  };
  for (const part of parts()) {
    if (!part.isHeader) for (const chunk of chunks.push(part.bytes)) take(chunk);
    else {
      for (const chunk of chunks.end()) take(chunk);
      ({ shape } = part);
      lead = open();
      if (part.bytes.length > 0) {
        take({ bytes: new Uint8Array(part.bytes), midLine: false, isHeader: true });
      }
    }
  }
  for (const chunk of chunks.end()) take(chunk);
  if (!Buffer.concat(seen).equals(text))
    throw new Error(`${format.id}: the chunks are not the text`);
  const physical = text.toString('latin1').split('\n').length - (text.at(-1) === 10 ? 1 : 0);
  if (text.length > 0 && counted !== physical) {
    throw new Error(`${format.id}: ${counted} lines were counted of ${physical}`);
  }
  return records;
}

function checkTiles(chunk: Chunk, block: ReturnType<ChunkParser['parse']>['block']): void {
  const columns = readColumns(unpackColumns(COLUMNS_CODEC, block.columns));
  const lines = Array.from(columns.lines).reduce((sum, count) => sum + count, 0);
  if (lines !== block.lines) throw new Error(`records have ${lines} lines of ${block.lines}`);
  if (columns.records !== block.records) throw new Error('records are not those of the block');
  const text = decodeText(Buffer.from(chunk.bytes));
  const { offsets, ends } = columns;
  for (let i = 0; i < columns.records; i++) {
    const [start = -1, end = -1, next = -1] = [offsets[i], ends[i], offsets[i + 1]];
    if (!(start <= end && end <= next) || !/^(?:\r?\n)?$/.test(text.slice(end, next))) {
      throw new Error(
        `record ${i} of ${columns.records} stands at ${start} to ${end} before ${next}`,
      );
    }
  }
  if ((offsets[0] ?? 0) !== 0 || offsets[columns.records] !== text.length) {
    throw new Error(`the records end at ${offsets[columns.records]} of ${text.length}`);
  }
}
