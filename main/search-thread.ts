import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile, withReadableError, withReadableErrors } from './cases/index.ts';
import { createSourceTexts } from './ingest/index.ts';
import { createSearchOperations, type SearchThreadData } from './logstore/index.ts';
import type { TextMasker } from './privacy/index.ts';
import { serveOperations } from './thread-call.ts';

const { path, key }: SearchThreadData = workerData;

let opening: Promise<TextMasker> | null = null;
/** Made when the first masked export asks: its code and the lists of names take a moment. */
function openMasker(): Promise<TextMasker> {
  opening ??= import('./privacy/index.ts').then(
    async ({ createFinder, createTextMasker, loadNameLists, maskingKey }) =>
      createTextMasker(maskingKey(key), createFinder(await loadNameLists())),
  );
  return opening;
}

/** The case is opened with the first call, not with the thread: until then it may be brought to the present version. */
function open() {
  const database = openCaseFile({ path, key, readonly: true });
  const operations = withReadableError(path, () =>
    createSearchOperations(database, createSourceTexts(), openMasker),
  );
  return withReadableErrors(operations, path);
}

if (parentPort !== null) serveOperations(parentPort, open);
