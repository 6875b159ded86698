import { parentPort } from 'node:worker_threads';
import { serveOperations, transferring } from '../thread-call.ts';
import { createFormatShelf } from './format-shelf.ts';
import { blobsOf } from '../logstore/index.ts';
import { createReader } from './formats/index.ts';
import { ChunkParser } from './parse-chunk.ts';
import type { ParseOperations } from './parse-pool.ts';

const shelf = createFormatShelf();
const parser = new ChunkParser();

const operations: ParseOperations = {
  parse({ chunk, setup }) {
    const format = shelf.get(setup.format, setup.definition);
    const parsed = parser.parse(chunk, createReader(format, setup));
    // A thread that makes no garbage collects none, and would keep the chunks it is done with.
    chunk.bytes.buffer.transfer(0);
    return transferring(parsed, blobsOf(parsed.block));
  },
  hold: ({ slots }) => parser.hold(slots),
  tellAnew: () => parser.tellAnew(),
};

if (parentPort !== null) serveOperations(parentPort, operations);
