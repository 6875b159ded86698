import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile } from './cases/index.ts';
import { createSourceTexts } from './ingest/index.ts';
import { createSearchOperations, type SearchThreadData } from './logstore/index.ts';
import { serveOperations } from './thread-call.ts';

const { path, key }: SearchThreadData = workerData;
const database = openCaseFile({ path, key, readonly: true });

const operations = createSearchOperations(database, createSourceTexts());

if (parentPort !== null) serveOperations(parentPort, operations);
