import { parentPort } from 'node:worker_threads';
import { Failure } from '#shared/model/failure.ts';
import { serveOperations, transferring } from '../thread-call.ts';
import { createReader, loadFormats } from './formats/index.ts';
import { ChunkParser } from './parse-chunk.ts';
import type { ParseOperations } from './parse-pool.ts';

const formats = new Map(loadFormats().map((format) => [format.id, format]));
const parser = new ChunkParser();

const operations: ParseOperations = {
  parse({ chunk, setup }) {
    const format = formats.get(setup.format);
    if (format === undefined) {
      throw new Failure('FORMAT_UNKNOWN', `There is no format "${setup.format}".`, {
        format: setup.format,
      });
    }
    const parsed = parser.parse(chunk, createReader(format, setup));
    const { columns, filter, varying, text } = parsed.block;
    return transferring(parsed, [columns.buffer, filter.buffer, varying.buffer, text.buffer]);
  },
};

if (parentPort !== null) serveOperations(parentPort, operations);
