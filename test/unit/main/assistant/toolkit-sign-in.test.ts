import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { GivenClient } from '#shared/model/toolkit.ts';
import { createToolkitDesk, type ToolkitDesk } from '../../../../main/assistant/index.ts';
import { createMcpShell } from '../../../../main/shells/web/index.ts';
import { createVault, type Vault } from '../../../../main/vault/index.ts';
import { browse, guarded, oauthServer, type OAuthServer } from './oauth-server.ts';
import { toolServer } from './tool-server.ts';

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'error-iq-sign-in-'));
let vault: Vault;
let desks = 0;

beforeAll(async () => {
  vault = createVault({ dataFolder: folder, keychain: null });
  await vault.create({ name: 'Dana', passphrase: 'quiet harbour violet tram 41', keychain: false });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A desk with one toolkit, `tickets`, whose server asks for a sign-in at another. */
async function withSignIn(named?: (server: OAuthServer) => string) {
  const server = await oauthServer();
  const state = { description: 'Finds tickets.', says: 'ticket 7', heard: [] };
  const shell = await createMcpShell(() => toolServer(state), 0);
  onTestFinished(() => shell.close());
  const url = await guarded(shell.address, server, () => named?.(server) ?? server.url);
  const of = ++desks;
  const drawer = `assistant-toolkits-${of}`;
  const desk = createToolkitDesk({ drawer: () => vault.drawer(drawer) });
  desk.shelf.set({ id: 'tickets', reach: { kind: 'http', url } });
  return { server, desk, url, drawer, heard: state.heard };
}

/** Signs in with a browser that does as the page says. */
async function signIn(
  desk: ToolkitDesk,
  origins: readonly string[],
  client: GivenClient | null = null,
) {
  const seen: Promise<number>[] = [];
  await desk.signIn(
    'tickets',
    { origins, client, open: (page) => void seen.push(browse(page)) },
    never,
  );
  return Promise.all(seen);
}

test('a toolkit that asks for a sign-in is signed in to in the browser, once its server is allowed', async () => {
  const { server, desk, drawer, heard } = await withSignIn();
  await expect(desk.tools('tickets', never)).rejects.toMatchObject({
    code: 'TOOLKIT_SIGN_IN_NEEDED',
  });
  // Nobody is asked before the analyst allowed it, and what is asked for is said.
  await expect(signIn(desk, [])).rejects.toMatchObject({
    code: 'TOOLKIT_ORIGINS_TO_ALLOW',
    details: { origins: server.url },
  });
  expect(server.came).toEqual([]);
  expect(await signIn(desk, [server.url])).toEqual([200]);
  const [listed] = desk.shelf.list();
  expect(listed).toMatchObject({ signedIn: { server: new URL(server.url).host } });
  expect(listed?.signedIn?.untilMs).toBeGreaterThan(Date.now() + 200_000);
  // No token is in what may be known of it, nor in clear in the profile.
  const [token = ''] = server.live;
  expect(JSON.stringify(listed)).not.toContain(token);
  expect(vault.drawer(drawer).read()).toContain(token);
  expect(readFileSync(join(folder, `${drawer}.sealed`)).includes(token)).toBe(false);
  const line = await desk.open('tickets', never);
  expect(line.tools.map(({ name }) => name)).toEqual(['look', 'close']);
  await line.call('look', { about: 'x' }, never);
  expect(heard).toEqual([{ tool: 'look', input: { about: 'x' } }]);
  await line.close();
});

test('a token that ended is renewed, and a sign-in that ended is asked for again', async () => {
  const { server, desk } = await withSignIn();
  await signIn(desk, [server.url]);
  server.live.clear();
  expect(await desk.tools('tickets', never)).toHaveLength(2);
  expect(server.live.size).toBe(1);
  // What the renewal gave is kept: the next one renews with that.
  server.live.clear();
  expect(await desk.tools('tickets', never)).toHaveLength(2);
  server.live.clear();
  server.lies = { refuseRefresh: true };
  const error = await desk.tools('tickets', never).catch((found: unknown) => found);
  expect(error).toMatchObject({ code: 'TOOLKIT_SIGN_IN_NEEDED' });
  expect(JSON.stringify(error)).not.toContain('secret words');
});

test('signing out tells the server, and forgets all of it here', async () => {
  const { server, desk, drawer } = await withSignIn();
  await signIn(desk, [server.url]);
  await desk.signOut('tickets');
  expect(server.revoked).toEqual([expect.stringMatching(/^refresh-/)]);
  expect(desk.shelf.list()).toMatchObject([{ signedIn: null }]);
  expect(vault.drawer(drawer).read()).not.toMatch(/access-|refresh-/);
  await expect(desk.tools('tickets', never)).rejects.toMatchObject({
    code: 'TOOLKIT_SIGN_IN_NEEDED',
  });
});

test('a toolkit that moves is another: it has no part in the sign-in', async () => {
  const { server, desk } = await withSignIn();
  await signIn(desk, [server.url]);
  desk.shelf.set({ id: 'tickets', reach: { kind: 'http', url: `${server.url}/mcp` } });
  expect(desk.shelf.list()).toMatchObject([{ signedIn: null }]);
});

test.each<[string, Partial<OAuthServer['lies']>, string]>([
  [
    'an answer of another issuer (mix-up)',
    { iss: 'https://evil.example' },
    'TOOLKIT_SIGN_IN_FAILED',
  ],
  ['metadata of another issuer', { issuer: 'https://evil.example' }, 'TOOLKIT_SIGN_IN_FAILED'],
  ['a refusal', { error: 'access_denied' }, 'SIGN_IN_REFUSED'],
  ['a refusal in words of its own', { error: '<script>' }, 'SIGN_IN_REFUSED'],
])('%s signs nobody in', async (_, lies, code) => {
  const { server, desk } = await withSignIn();
  server.lies = lies;
  const error = await signIn(desk, [server.url]).catch((found: unknown) => found);
  expect(error).toMatchObject({ code });
  expect(String(error)).not.toContain('<script>');
  expect(desk.shelf.list()).toMatchObject([{ signedIn: null }]);
});

test('an answer with another state is sent away, and the sign-in goes on waiting', async () => {
  const { server, desk } = await withSignIn();
  server.lies = { state: 'forged' };
  const stop = new AbortController();
  const open = async (page: string): Promise<void> => {
    expect(await browse(page)).toBe(404);
    stop.abort();
  };
  const asked = { origins: [server.url], client: null, open: (page: string) => void open(page) };
  await expect(desk.signIn('tickets', asked, stop.signal)).rejects.toMatchObject({
    code: 'CANCELLED',
  });
  expect(server.live.size).toBe(0);
});

test('an origin that its server names later is asked about too, before a token could go there', async () => {
  const { server, desk } = await withSignIn();
  const other = await oauthServer();
  server.lies = { tokenEndpoint: `${other.url}/token` };
  await expect(signIn(desk, [server.url])).rejects.toMatchObject({
    code: 'TOOLKIT_ORIGINS_TO_ALLOW',
    details: { origins: `${server.url} ${other.url}` },
  });
  expect(other.came).toEqual([]);
});

test('a toolkit elsewhere cannot send us into a private network, or to where nothing is sealed', async () => {
  const { allowOrigins } =
    await import('../../../../main/assistant/toolkits/sign-in/allowed-origins.ts');
  const addresses: Record<string, string> = {
    'tickets.example': '203.0.114.7',
    'login.example.org': '203.0.114.8',
    // A public name can mean anything.
    'trap.example.org': '10.0.0.5',
    'meta.example.org': '169.254.169.254',
    localhost: '127.0.0.1',
  };
  const resolve = (name: string) => Promise.resolve([addresses[name] ?? '10.9.9.9']);
  const unsafe = [
    'http://login.example.org',
    'https://10.0.0.5',
    'https://192.168.1.1:8443',
    'https://172.20.0.1',
    'https://169.254.169.254',
    'https://[::1]',
    'https://[fd00::1]',
    'https://[::ffff:127.0.0.1]',
    'https://localhost:9',
    'https://trap.example.org',
    'https://meta.example.org',
    'https://db.internal',
  ];
  const ways = allowOrigins('tickets', 'https://tickets.example/mcp', unsafe, 1, resolve);
  for (const origin of unsafe) {
    // Not even one that was allowed by mistake.
    await expect(ways.fetch(`${origin}/token`), origin).rejects.toMatchObject({
      code: 'TOOLKIT_SIGN_IN_UNSAFE',
    });
  }
  await expect(ways.fetch('https://login.example.org/token')).rejects.toMatchObject({
    code: 'TOOLKIT_ORIGINS_TO_ALLOW',
  });
});

test('a server whose metadata has no end is not heard out, and its tools may say as much as they like', async () => {
  const piece = Buffer.alloc(256 * 1024, 'x');
  const server = createServer((request, response) => {
    const pieces = request.url === '/mcp' ? 8 : Infinity;
    const write = (left: number): void => {
      if (left === 0) response.end();
      else if (!response.destroyed) response.write(piece, () => write(left - 1));
    };
    write(pieces);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const { allowOrigins } =
    await import('../../../../main/assistant/toolkits/sign-in/allowed-origins.ts');
  const own = `http://127.0.0.1:${port}`;
  const ways = allowOrigins('tickets', `${own}/mcp`, [], 5);
  onTestFinished(() => ways.close());
  const metadata = await ways.fetch(`${own}/.well-known/oauth-protected-resource`);
  await expect(metadata.json()).rejects.toMatchObject({ code: 'TOOLKIT_ANSWER_TOO_LONG' });
  expect(ways.refusal()?.code).toBe('TOOLKIT_ANSWER_TOO_LONG');
  const tools = await ways.fetch(`${own}/mcp`);
  expect((await tools.text()).length).toBe(8 * piece.length);
});

test('a server that does not say that it checks the proof of a code is not signed in at', async () => {
  const { server, desk } = await withSignIn();
  server.lies = { silentOnProofs: true };
  await expect(signIn(desk, [server.url])).rejects.toMatchObject({
    code: 'TOOLKIT_SIGN_IN_UNSAFE',
  });
  expect(server.came).not.toContain('/authorize');
});

test('connections of one sign-in renew it together, and one that rested takes what another renewed', async () => {
  const { server, desk } = await withSignIn();
  await signIn(desk, [server.url]);
  const lines = await Promise.all([desk.open('tickets', never), desk.open('tickets', never)]);
  const renewals = (): number => server.came.filter((path) => path === '/token').length - 1;
  server.live.clear();
  await Promise.all(lines.map((line) => line.call('look', { about: 'x' }, never)));
  expect(renewals()).toBe(1);
  // The first alone, twice; then the second, whose own tokens are of long before.
  for (let turn = 2; turn <= 3; turn++) {
    server.live.clear();
    await lines[0]?.call('look', { about: 'x' }, never);
    expect(renewals()).toBe(turn);
  }
  server.live.clear();
  await lines[1]?.call('look', { about: 'x' }, never);
  expect(renewals()).toBe(4);
  for (const line of lines) await line.close();
});

test('a renewal that comes after signing out does not sign in again', async () => {
  const { server, desk } = await withSignIn();
  await signIn(desk, [server.url]);
  const line = await desk.open('tickets', never);
  await desk.signOut('tickets');
  server.live.clear();
  await line.call('look', { about: 'x' }, never);
  expect(server.live.size).toBe(1);
  expect(desk.shelf.list()).toMatchObject([{ signedIn: null }]);
  await line.close();
});

test('a program on this machine has no sign-in', async () => {
  const { desk } = await withSignIn();
  desk.shelf.set({ id: 'tickets', reach: { kind: 'stdio', command: 'tickets-mcp', args: [] } });
  await expect(signIn(desk, [])).rejects.toMatchObject({ code: 'TOOLKIT_NO_SIGN_IN' });
});

describe('a client that was registered by hand', () => {
  const SECRET = 'k3pt: "only" here';

  test.each(['basic', 'post'] as const)(
    'signs in, renews and signs out with its secret (%s), which is sealed and not given out',
    async (method) => {
      const { server, desk, drawer } = await withSignIn();
      server.known = { id: 'error-iq', secret: SECRET, method };
      await signIn(desk, [server.url], { id: 'error-iq', secret: SECRET });
      expect(server.came).not.toContain('/register');
      server.live.clear();
      expect(await desk.tools('tickets', never)).toHaveLength(2);
      const [listed] = desk.shelf.list();
      expect(listed?.signedIn?.client).toEqual({ id: 'error-iq', secret: true });
      expect(JSON.stringify(listed)).not.toContain('k3pt');
      expect(vault.drawer(drawer).read()).toContain('k3pt');
      expect(readFileSync(join(folder, `${drawer}.sealed`)).includes('k3pt')).toBe(false);
      await desk.signOut('tickets');
      expect(server.revoked).toHaveLength(1);
      expect(vault.drawer(drawer).read()).not.toContain('k3pt');
    },
  );

  test('signs in again with the secret that is kept, as long as its id is the same', async () => {
    const { server, desk } = await withSignIn();
    server.known = { id: 'error-iq', secret: SECRET, method: 'basic' };
    await signIn(desk, [server.url], { id: 'error-iq', secret: SECRET });
    server.live.clear();
    await signIn(desk, [server.url], { id: 'error-iq', secret: null });
    expect(server.live.size).toBe(1);
    server.known = { ...server.known, id: 'other' };
    await expect(signIn(desk, [server.url], { id: 'other', secret: null })).rejects.toMatchObject({
      code: 'TOOLKIT_CLIENT_REFUSED',
    });
  });

  test('shows the secret that is kept to no other server that the toolkit names later', async () => {
    const other = await oauthServer();
    let at: OAuthServer | null = null;
    const { server, desk } = await withSignIn((own) => (at ?? own).url);
    server.known = { id: 'error-iq', secret: SECRET, method: 'post' };
    await signIn(desk, [server.url], { id: 'error-iq', secret: SECRET });
    at = other;
    const asked = { id: 'error-iq', secret: null };
    await expect(signIn(desk, [server.url, other.url], asked)).rejects.toMatchObject({
      code: 'TOOLKIT_CLIENT_REFUSED',
    });
    expect(other.came).not.toContain('/token');
    expect(desk.shelf.list()[0]?.signedIn?.server).toBe(new URL(server.url).host);
  });

  test('is said to be refused when its secret is another one, at sign-in and later', async () => {
    const { server, desk, drawer } = await withSignIn();
    server.known = { id: 'error-iq', secret: SECRET, method: 'basic' };
    const refused = await signIn(desk, [server.url], { id: 'error-iq', secret: 'wr0ng' }).then(
      () => null,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: 'TOOLKIT_CLIENT_REFUSED' });
    expect(String(refused)).not.toMatch(/wr0ng|secret words/);
    expect(vault.drawer(drawer).read()).not.toContain('wr0ng');
    await signIn(desk, [server.url], { id: 'error-iq', secret: SECRET });
    server.live.clear();
    server.known.secret = 'rotated';
    await expect(desk.tools('tickets', never)).rejects.toMatchObject({
      code: 'TOOLKIT_CLIENT_REFUSED',
    });
    await signIn(desk, [server.url], { id: 'error-iq', secret: 'rotated' });
    expect(await desk.tools('tickets', never)).toHaveLength(2);
  });
});
