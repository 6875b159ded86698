import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { SealedEntry } from '#shared/sync/sync-wire.ts';
import { syncCase, type SyncServer } from '../../../../main/tenant/index.ts';
import { MemoryStore } from '../../../sim/memory-store.ts';
import { PLAIN_SEALER } from '../../../sim/simulated-client.ts';

const sealed = (n: number): SealedEntry => {
  const id = randomUUID();
  const body = Buffer.from(JSON.stringify({ id, device: `device ${n}`, prev: null, version: 1 }));
  return PLAIN_SEALER.seal({ id, body, hash: Buffer.alloc(32, n), signature: new Uint8Array() });
};
const store = (): MemoryStore =>
  new MemoryStore(
    randomUUID,
    ({ body }) => JSON.parse(Buffer.from(body).toString('utf8')),
    () => 1,
  );

test('a server that is put back between two pages of a first pull is begun anew with', async () => {
  const [before, after] = [randomUUID(), randomUUID()];
  const entries = [1, 2, 3].map(sealed);
  let asked = 0;
  const server: SyncServer = {
    push: () => Promise.reject(new Error('nothing is to be sent')),
    async pull({ epoch, cursor }) {
      const life = asked++ === 0 ? before : after;
      if (epoch !== null && epoch !== life) return { is: 'restored', epoch: life };
      // What the first life gave as number 2 is another entry in the second.
      const given = life === before ? [sealed(8), sealed(9)] : entries;
      const page = given
        .slice(cursor, cursor + 2)
        .map((entry, i) => ({ seq: cursor + i + 1, entry }));
      const upto = cursor + page.length;
      return { is: 'page', epoch: life, entries: page, upto, more: life === before || upto < 3 };
    },
  };
  const copy = store();
  await syncCase(copy, server, PLAIN_SEALER);
  const ids = copy.journal.map(({ id }) => id);
  for (const { id } of entries) expect(ids).toContain(id);
});

test.each([
  ['goes back', { upto: -1, more: false }],
  ['does not move and has more', { upto: 0, more: true }],
])('a page whose cursor %s ends the round rather than running for ever', async (_what, page) => {
  const server: SyncServer = {
    push: () => Promise.reject(new Error('nothing is to be sent')),
    pull: () => Promise.resolve({ is: 'page', epoch: randomUUID(), entries: [], ...page }),
  };
  await expect(syncCase(store(), server, PLAIN_SEALER)).rejects.toMatchObject({
    code: 'SYNC_BAD_ANSWER',
  });
});

test('a server that says for ever that it was put back is given up', async () => {
  const server: SyncServer = {
    push: () => Promise.reject(new Error('nothing is to be sent')),
    pull: () => Promise.resolve({ is: 'restored', epoch: randomUUID() }),
  };
  await expect(syncCase(store(), server, PLAIN_SEALER)).rejects.toMatchObject({
    code: 'SYNC_UNSTABLE',
  });
});
