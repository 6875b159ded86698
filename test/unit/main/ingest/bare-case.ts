import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { onTestFinished } from 'vitest';
import { createCaseOperations } from '../../../../main/case-operations.ts';
import { createCaseFile, makeHeader, openCaseFile } from '../../../../main/cases/index.ts';
import type { CaseSink } from '../../../../main/ingest/case-sink.ts';
import { createJournal } from '../../../../main/journal/index.ts';
import { createThreadClient, serveOperations } from '../../../../main/thread-call.ts';
import { loadSigner, makeSigningKey } from '../../../../main/vault/index.ts';

/** A case without its threads: its writing connection can be kept from writing. */
export function bareCase(folder: string) {
  const path = join(folder, 'bare.eiq');
  const key = randomBytes(32);
  createCaseFile(path, key, makeHeader('vault'));
  const database = openCaseFile({ path, key, readonly: false });
  const signer = loadSigner('test', makeSigningKey());
  const journal = createJournal(database, signer, {
    device: 'device',
    host: 'host',
    tool: 'test',
    toolVersion: '0',
  });
  journal.append('case.created', { name: 'bare', zone: 'UTC' });
  const { port1, port2 } = new MessageChannel();
  const operations = createCaseOperations(database, journal, path, signer);
  serveOperations(port2, operations);
  onTestFinished(() => port1.close());
  return { path, key, database, operations, sink: createThreadClient<CaseSink>(port1) };
}
