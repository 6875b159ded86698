import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { callFailure } from '../../../../main/assistant/providers/call-failure.ts';
import { createDoor, type DoorWay } from '../../../../main/assistant/providers/door.ts';
import { tlsServer } from './tls-server.ts';

const KEY = 'Bearer sk-test-0123456789';

/** Sends a request by a way; gives the status, or what a person is told. */
async function sent(way: DoorWay): Promise<number | string> {
  const door = createDoor(way, () => Promise.resolve());
  onTestFinished(() => door.close());
  try {
    const options = { method: 'POST', body: '{"q":1}', headers: { authorization: KEY } };
    const response = await door.fetch(`${way.address}/chat`, options);
    await response.text();
    return response.status;
  } catch (error) {
    return callFailure('team', error).message;
  }
}

/** A proxy that opens tunnels, or refuses to; it notes what it is asked for and every byte that passes. */
async function connectProxy(refuses: number | null = null) {
  const asked: string[] = [];
  let passed = '';
  const sockets = new Set<Socket>();
  const proxy = createServer((_, response) => response.writeHead(400).end());
  proxy.on('connect', (request: IncomingMessage, near: Socket) => {
    asked.push(request.url ?? '');
    sockets.add(near);
    if (refuses !== null) {
      near.end(`HTTP/1.1 ${refuses} No\r\n\r\n`);
      return;
    }
    const far = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
      near.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      far.pipe(near);
      near.pipe(far);
      near.on('data', (bytes: Buffer) => (passed += bytes.toString('latin1')));
    });
    far.on('error', () => near.destroy());
    near.on('error', () => far.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  });
  const { port } = proxy.address() as AddressInfo;
  return { asked, passed: () => passed, uri: `http://127.0.0.1:${port}` };
}

test('a server is trusted by the authority that was set, and by no other', async () => {
  const { port, heard, ca } = await tlsServer();
  const way = { name: 'x', address: `https://127.0.0.1:${port}`, proxy: null, timeoutSeconds: 5 };
  expect(await sent({ ...way, ca: null })).toMatch(/certificate is not trusted/);
  const other = await tlsServer();
  expect(await sent({ ...way, ca: other.ca })).toMatch(/certificate is not trusted/);
  expect(heard).toEqual([]);
  expect(await sent({ ...way, ca })).toBe(200);
  expect(heard).toEqual([KEY]);
  // The authority is right and the name is not.
  const named = { ...way, address: `https://localhost:${port}`, ca };
  expect(await sent(named)).toMatch(/certificate is for another name/);
  expect(heard).toHaveLength(1);
});

test('a proxy opens the way and reads nothing of what passes; one that refuses is named', async () => {
  const { port, heard, ca } = await tlsServer();
  const proxy = await connectProxy();
  const way = { name: 'x', address: `https://127.0.0.1:${port}`, timeoutSeconds: 5 };
  expect(await sent({ ...way, ca, proxy: proxy.uri })).toBe(200);
  expect(proxy.asked).toEqual([`127.0.0.1:${port}`]);
  expect(heard).toEqual([KEY]);
  expect(proxy.passed().length).toBeGreaterThan(0);
  expect(proxy.passed()).not.toContain('sk-test');
  // What the proxy leads to must be who it says it is.
  expect(await sent({ ...way, ca: null, proxy: proxy.uri })).toMatch(/certificate is not trusted/);
  const refusing = await connectProxy(407);
  const refused = await sent({ ...way, ca, proxy: refusing.uri });
  expect(refused).toMatch(/its proxy did not let the call through \(407\)/);
  const gone = await sent({ ...way, ca, proxy: 'http://127.0.0.1:9' });
  expect(gone).toMatch(/nothing answers at its address/);
  expect(heard).toHaveLength(1);
});
