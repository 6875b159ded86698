import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, zstdCompressSync } from 'node:zlib';
import {
  createReader,
  detectFormat,
  emptyHeader,
  loadFormats,
} from '../../../main/ingest/formats/index.ts';
import { CHUNK_BYTES } from '../../../main/ingest/line-chunks.ts';
import { ChunkParser } from '../../../main/ingest/parse-chunk.ts';
import { createSkeletonizer } from '../../../main/ingest/skeleton/index.ts';
import { BlockScanner } from '../../../main/ingest/scan/index.ts';
import { decodeText } from '../../../main/logstore/index.ts';

const CHUNKS = 12;
const SETUP = { zone: 'UTC', year: null, referenceUs: Date.UTC(2026, 10, 1) * 1000 };

/** Where the time of reading goes, stage by stage on one thread: milliseconds a chunk of 4 MiB, and MB/s. */
export async function printProfile(path: string): Promise<void> {
  const chunks = chunksOf(path);
  const lines = decodeText(chunks[0] ?? Buffer.alloc(0)).split('\n');
  const { format } = detectFormat(lines.slice(0, 400), loadFormats());
  const reader = () => createReader(format, SETUP);
  const skeletons = createSkeletonizer();
  const scanner = new BlockScanner();
  const parser = new ChunkParser();
  const messages = chunks.map((chunk) => messagesOf(chunk, reader()));
  const stages: Record<string, (chunk: Buffer, index: number) => void> = {
    'SHA-256': (chunk) => void createHash('sha256').update(chunk).digest(),
    'decode and cut lines': (chunk) => void decodeText(chunk).split('\n').length,
    'cut lines and read headers': (chunk) => void messagesOf(chunk, reader()),
    skeletons: (_, index) => messages[index]?.forEach((each) => skeletons.skeletonize(each)),
    'word filter': (chunk) => {
      scanner.begin();
      scanner.filtersOf(chunk);
    },
    'zstd level 1': (chunk) =>
      void zstdCompressSync(chunk, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
    'all of parsing': (chunk) =>
      void parser.parse({ bytes: Uint8Array.from(chunk), midLine: false }, reader()),
  };
  console.log(`\nprofile of ${format.id}, one thread`);
  for (const [name, stage] of Object.entries(stages)) {
    chunks.slice(0, 3).forEach(stage);
    const started = performance.now();
    chunks.forEach(stage);
    const ms = (performance.now() - started) / chunks.length;
    const speed = (CHUNK_BYTES / 1e6 / ms) * 1000;
    console.log(
      `  ${name.padEnd(28)} ${ms.toFixed(1).padStart(7)} ms ${speed.toFixed(0).padStart(6)} MB/s`,
    );
  }
}

function chunksOf(path: string): Buffer[] {
  const file = openSync(path, 'r');
  const all = Buffer.alloc(CHUNK_BYTES * CHUNKS);
  const size = readSync(file, all);
  closeSync(file);
  const chunks: Buffer[] = [];
  for (let at = 0; at < size;) {
    const newline = all.lastIndexOf(10, Math.min(at + CHUNK_BYTES, size) - 1);
    const end = newline < at ? size : newline + 1;
    chunks.push(Buffer.from(all.subarray(at, end)));
    at = end;
  }
  return chunks;
}

function messagesOf(chunk: Buffer, reader: ReturnType<typeof createReader>): string[] {
  const header = { ...emptyHeader(), defersLevel: true };
  return decodeText(chunk)
    .split('\n')
    .map((line) => (reader.read(line, header) ? header.message : line));
}
