import { userInfo } from 'node:os';
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import type { Database } from 'better-sqlite3';
import { copyOf } from './case-copy.ts';
import { createCaseOperations, type CaseThreadData } from './case-operations.ts';
import { openCaseFile, withReadableError } from './cases/index.ts';
import { collectGarbage } from './collect-garbage.ts';
import { createIdleRest, REST_AFTER_MS } from './idle-rest.ts';
import { createJournal } from './journal/index.ts';
import { serveOperations } from './thread-call.ts';
import { loadSigner, makeSigningKey, type Signer } from './vault/index.ts';

const { path, key, signer, created }: CaseThreadData = workerData;
const database = openCaseFile({ path, key, readonly: false });
// Already the first look into the journal may meet a damaged page.
const operations = withReadableError(path, () => {
  const own = signerOf(database);
  const journal = createJournal(database, own, copyOf(database, path));
  if (created !== null) journal.append('case.created', created);
  return createCaseOperations(database, journal, path, own);
});

const { during } = createIdleRest(REST_AFTER_MS, () => {
  database.pragma('shrink_memory');
  collectGarbage();
});

if (parentPort !== null) {
  const connect = ({ port }: { port: MessagePort }): void =>
    serveOperations(port, operations, during);
  serveOperations(parentPort, { ...operations, connect }, during);
}

/** The profile's signer, or for a case made without a profile one that lives in the case. */
function signerOf(db: Database): Signer {
  if (signer !== null) return loadSigner(signer.name, signer.pkcs8);
  const kept = keep(db, 'signing_key', () => makeSigningKey().toString('base64url'));
  return loadSigner(userOfMachine(), Buffer.from(kept, 'base64url'));
}

/** Without a profile all that is known of who works is the account of the machine. Some have none. */
function userOfMachine(): string {
  try {
    return `${userInfo().username} (command line)`;
  } catch {
    return 'command line';
  }
}

function keep(db: Database, name: string, make: () => string): string {
  const insert = db.prepare('INSERT OR IGNORE INTO meta (key, value) VALUES (?, ?)');
  insert.run(name, make());
  const row = db
    .prepare<[string], { value: string }>('SELECT value FROM meta WHERE key = ?')
    .get(name);
  return row?.value ?? '';
}
