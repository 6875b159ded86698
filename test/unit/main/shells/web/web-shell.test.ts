import { mkdirSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { createApp, type App } from '../../../../../main/app.ts';
import { createWebShell } from '../../../../../main/shells/web/index.ts';
import { testFolder } from '../../case-in-folder.ts';

async function startShell() {
  const folder = testFolder();
  const pageFolder = join(folder, 'page');
  mkdirSync(join(pageFolder, 'assets'), { recursive: true });
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(join(folder, 'outside.json'), '{"secret":1}');
  const app = createApp({
    facts: { version: '0', shell: 'web', dataFolder: join(folder, 'data') },
    keychain: null,
    dialogs: null,
  });
  const shell = await createWebShell({ app, port: 0, pageFolder });
  onTestFinished(async () => {
    await shell.close();
    await app.dispose();
  });
  const address = new URL(shell.address);
  return { shell, port: Number(address.port), token: address.searchParams.get('token') ?? '' };
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly text: string;
}

function ask(
  port: number,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port, path, method, headers: { host: `127.0.0.1:${port}`, ...headers } },
      (response) => {
        let text = '';
        response.on('data', (chunk) => (text += chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        );
      },
    );
    sent.on('error', reject);
    sent.end();
  });
}

async function cookieOf(port: number, token: string): Promise<string> {
  const { headers } = await ask(port, `/?token=${token}`);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

/** How a socket ends: 'open' when it was let in, else the status it was refused with or the code it was closed with. */
function openSocket(
  port: number,
  headers: Record<string, string>,
  send?: string | Buffer,
): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`, { headers });
    socket.on('unexpected-response', (_request, response) => resolve(String(response.statusCode)));
    socket.on('error', () => {});
    socket.on('open', () => {
      if (send === undefined) {
        resolve('open');
        socket.close();
      } else socket.send(send);
    });
    socket.on('message', (data) => {
      resolve(Buffer.isBuffer(data) ? data.toString() : '');
      socket.close();
    });
    socket.on('close', (code) => resolve(String(code)));
  });
}

/** Serves a page for an app that is still being built. */
async function startEarly() {
  const pageFolder = testFolder();
  writeFileSync(join(pageFolder, 'index.html'), '<!doctype html><title>page</title>');
  const building = Promise.withResolvers<App>();
  const shell = await createWebShell({ app: building.promise, port: 0, pageFolder });
  onTestFinished(() => shell.close());
  const { port, searchParams } = new URL(shell.address);
  const cookie = await cookieOf(Number(port), searchParams.get('token') ?? '');
  expect((await ask(Number(port), '/', { cookie })).status).toBe(200);
  const socket = openSocket(Number(port), { cookie, origin: `http://127.0.0.1:${port}` });
  return { building, socket };
}

describe('the web shell before its app is there', () => {
  test('serves the page, and lets its socket in when the app is', async () => {
    const { building, socket } = await startEarly();
    const facts = { version: '0', shell: 'web', dataFolder: testFolder() } as const;
    const app = createApp({ facts, keychain: null, dialogs: null });
    onTestFinished(() => app.dispose());
    expect(await Promise.race([socket, Promise.resolve('waits')])).toBe('waits');
    building.resolve(app);
    expect(await socket).toBe('open');
  });

  test('ends the socket of a page whose app could not be built', async () => {
    const { building, socket } = await startEarly();
    building.reject(new Error('no disk'));
    expect(await socket).toBe('1006');
  });
});

describe('the web shell under attack', () => {
  test('nothing is served without the token, and it works once', async () => {
    const { port, token } = await startShell();
    expect((await ask(port, '/')).status).toBe(403);
    expect((await ask(port, '/?token=wrong')).status).toBe(403);
    const first = await ask(port, `/?token=${token}`);
    expect(first.status).toBe(303);
    expect(first.headers['location']).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/HttpOnly; SameSite=Strict; Path=\//);
    expect((await ask(port, `/?token=${token}`)).status).toBe(403);
  });

  test('with the cookie the page comes, with the policy on it', async () => {
    const { port, token } = await startShell();
    const cookie = await cookieOf(port, token);
    const page = await ask(port, '/', { cookie });
    expect(page.status).toBe(200);
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect((await ask(port, '/', { cookie: `${cookie}x` })).status).toBe(403);
  });

  test('another Host (DNS rebinding), Origin or site is refused', async () => {
    const { port, token } = await startShell();
    const cookie = await cookieOf(port, token);
    expect((await ask(port, '/', { cookie, host: 'evil.example' })).status).toBe(403);
    expect((await ask(port, '/', { cookie, host: `127.0.0.1:${port + 1}` })).status).toBe(403);
    expect((await ask(port, '/', { cookie, origin: 'http://evil.example' })).status).toBe(403);
    expect((await ask(port, '/', { cookie, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test('a socket needs our origin and the cookie', async () => {
    const { port, token } = await startShell();
    const cookie = await cookieOf(port, token);
    const origin = `http://127.0.0.1:${port}`;
    expect(await openSocket(port, { cookie, origin })).toBe('open');
    expect(await openSocket(port, { cookie })).toBe('403');
    expect(await openSocket(port, { origin })).toBe('403');
    expect(await openSocket(port, { cookie, origin: 'http://evil.example' })).toBe('403');
    expect(await openSocket(port, { cookie, origin: 'null' })).toBe('403');
  });

  test('oversized, binary and malformed messages end the socket; an unknown call is answered', async () => {
    const { port, token } = await startShell();
    const headers = { cookie: await cookieOf(port, token), origin: `http://127.0.0.1:${port}` };
    expect(await openSocket(port, headers, 'x'.repeat(1024 * 1024 + 1))).toBe('1009');
    expect(await openSocket(port, headers, Buffer.from('{}'))).toBe('1003');
    expect(await openSocket(port, headers, '{not json')).toBe('1007');
    expect(
      await openSocket(port, headers, '{"type":"call","id":1,"name":"rm","input":{}}'),
    ).toContain('UNKNOWN_CALL');
    expect(
      await openSocket(port, headers, '{"type":"call","id":1,"name":"cases.recent","input":{}}'),
    ).toContain('VAULT_MISSING');
  });

  test('no path leads out of the page folder, and no other method does anything', async () => {
    const { port, token } = await startShell();
    const cookie = await cookieOf(port, token);
    for (const path of [
      '/../outside.json',
      '/..%2foutside.json',
      '/%2e%2e/outside.json',
      '/assets/../../outside.json',
      '//outside.json',
      '/..\\outside.json',
    ]) {
      const answer = await ask(port, path, { cookie });
      expect(answer.text).not.toContain('secret');
      expect(answer.status).toBeGreaterThanOrEqual(400);
    }
    for (const method of ['POST', 'DELETE', 'PUT', 'OPTIONS']) {
      expect((await ask(port, '/', { cookie }, method)).status).toBe(405);
    }
    const origin = `http://127.0.0.1:${port}`;
    expect((await ask(port, '/upload?name=a&modified=0', { cookie }, 'PUT')).status).toBe(403);
    expect((await ask(port, '/upload?name=a&modified=0', { origin }, 'PUT')).status).toBe(403);
    expect((await ask(port, '/upload?modified=0', { cookie, origin }, 'PUT')).status).toBe(400);
    expect((await ask(port, '/upload?name=a&modified=0', { cookie, origin }, 'PUT')).status).toBe(
      409,
    );
  });

  test('it listens on this machine only', async () => {
    const folder = testFolder();
    const app = {
      router: { connect: () => ({ receive: () => {}, close: () => {} }) },
      upload: async () => {},
      takeDownload: () => null,
    };
    for (const host of ['0.0.0.0', '::', '192.168.1.4', 'example.org']) {
      await expect(
        createWebShell({ app, port: 0, host, pageFolder: folder }),
      ).rejects.toMatchObject({ code: 'NOT_LOOPBACK' });
    }
  });
});
