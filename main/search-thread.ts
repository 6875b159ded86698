import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile, withReadableErrors } from './cases/index.ts';
import { createSourceTexts } from './ingest/index.ts';
import { createSearchOperations, type SearchThreadData } from './logstore/index.ts';
import {
  createFinder,
  createTextMasker,
  loadNameLists,
  maskingKey,
  type TextMasker,
} from './privacy/index.ts';
import { serveOperations } from './thread-call.ts';

const { path, key }: SearchThreadData = workerData;
const database = openCaseFile({ path, key, readonly: true });

let opening: Promise<TextMasker> | null = null;
/** Made when the first masked export asks: the lists of names take a moment. */
function openMasker(): Promise<TextMasker> {
  opening ??= loadNameLists().then((lists) =>
    createTextMasker(maskingKey(key), createFinder(lists)),
  );
  return opening;
}

const operations = createSearchOperations(database, createSourceTexts(), openMasker);

if (parentPort !== null) serveOperations(parentPort, withReadableErrors(operations, path));
