import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { gatheredWrites } from '../../../../tenant/platform/database/gathered-writes.ts';

test('what is written in one turn goes out at once, in order, and all of it before the end', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const received = once(server, 'connection').then(([socket]) => text(socket));
  const socket = gatheredWrites();
  const gone = vi.spyOn(socket, '_writev');
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  // Statements of one transaction are given in one turn, some of them after a promise that is there.
  socket.write('BEGIN;');
  await Promise.resolve();
  for (const part of ['choose;', 'lock;', 'read;']) socket.write(part);
  await new Promise(setImmediate);
  expect(gone.mock.calls.map(([chunks]) => chunks.length)).toEqual([4]);
  socket.write('insert;');
  socket.write('COMMIT;');
  socket.end('bye');
  expect(await received).toBe('BEGIN;choose;lock;read;insert;COMMIT;bye');
  server.close();
});
