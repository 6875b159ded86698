import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createApp } from '../../../main/app.ts';
import { testFolder } from './case-in-folder.ts';

const LINE = Buffer.from('2026-03-12T14:00:00Z INFO order 1 is paid\n');

/** Ports between threads that keep this process from ending. */
const openPorts = (): number =>
  process.getActiveResourcesInfo().filter((name) => name === 'MessagePort').length;

test('a case that is closed before an upload is read leaves nothing that keeps the app alive', async () => {
  const folder = testFolder();
  const app = createApp({
    facts: { version: '0', shell: 'web', dataFolder: join(folder, 'data') },
    keychain: null,
    dialogs: null,
  });
  const before = openPorts();
  let id = 0;
  const answers = new Map<number, () => void>();
  const connection = app.router.connect((response) => {
    if (response.type !== 'item') answers.get(response.id)?.();
  });
  const call = (name: string, input: object): Promise<void> =>
    new Promise((done) => {
      answers.set(++id, done);
      connection.receive({ type: 'call', id, name, input });
    });
  await call('vault.create', {
    name: 'Dana',
    passphrase: 'quiet harbour violet tram 41',
    keychain: false,
  });
  await call('cases.create', { name: 'c', zone: 'UTC', path: join(folder, 'c.eiq') });
  async function* bytes(): AsyncGenerator<Uint8Array> {
    yield LINE;
  }
  const upload = { name: 'a.log', modifiedMs: 0, size: null, keepOriginals: false, bytes: bytes() };
  await app.upload(upload, new AbortController().signal);
  // The thread that is to read it has not even begun.
  await app.dispose();
  await expect.poll(openPorts, { timeout: 5000 }).toBe(before);
});
