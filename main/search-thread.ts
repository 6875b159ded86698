import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile } from './cases/index.ts';
import { createReader, wordsOfSentence } from './ingest/formats/index.ts';
import { createFormatShelf } from './ingest/index.ts';
import { createSearchOperations, type SearchThreadData } from './logstore/index.ts';
import { serveOperations } from './thread-call.ts';

// Here, and not in the log store, because it joins the log store with the formats of ingest.
const { path, key }: SearchThreadData = workerData;
const database = openCaseFile({ path, key, readonly: true });
const shelf = createFormatShelf();

const operations = createSearchOperations(database, (source, shape) => {
  const format = shelf.getOrGeneric(source.format, source.definition);
  const reader = createReader(format, {
    zone: source.zone,
    year: source.yearHint,
    referenceUs: source.mtimeUs,
    shape: shape === null ? null : JSON.parse(shape),
  });
  const words = format.sentence === undefined ? '' : wordsOfSentence(format.sentence);
  return {
    path: source.path,
    added: format.sentence === undefined ? 'nothing' : words === null ? 'anything' : { words },
    message: (text) => reader.message(text),
    fields: (text) => reader.fields(text),
  };
});

if (parentPort !== null) serveOperations(parentPort, operations);
