import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { isLocal, PROVIDER_KINDS, type Provider } from '#shared/model/provider.ts';
import { provider as schema } from '#shared/model/provider-schemas.ts';
import { createDoor, providerWay } from '../../../../main/assistant/providers/door.ts';
import { createProviderDesk } from '../../../../main/assistant/providers/provider-desk.ts';
import { createVault, type Vault } from '../../../../main/vault/index.ts';
import { testFolder } from '../case-in-folder.ts';
import { scriptedProvider } from './scripted-provider.ts';

const KEY = 'sk-test-0123456789abcdef-WXYZ';

async function testVault(dataFolder: string) {
  const vault = createVault({ dataFolder, keychain: null });
  const passphrase = 'quiet harbour violet tram 41';
  await vault.create({ name: 'Dana', passphrase, keychain: false });
  return vault;
}

const shared = mkdtempSync(join(tmpdir(), 'error-iq-test-'));
afterAll(() => rmSync(shared, { recursive: true, force: true }));
let opening: Promise<Vault> | null = null;
let desks = 0;

/** A desk with nothing on it. Making a vault takes a second, so they have one vault and drawers of their own. */
async function testDesk() {
  const vault = await (opening ??= testVault(shared));
  const of = ++desks;
  return { desk: createProviderDesk({ drawer: (name) => vault.drawer(`${name}-${of}`) }) };
}

const quiet = (): AbortSignal => new AbortController().signal;

describe('a provider', () => {
  test.each(PROVIDER_KINDS)(
    'of kind %s is asked in its own protocol, with its key',
    async (kind) => {
      const { desk } = await testDesk();
      const scripted = await scriptedProvider(kind, () => ({
        say: 'ready',
        usage: { input: 12, output: 3 },
      }));
      desk.shelf.set(scripted.provider);
      if (kind !== 'ollama') desk.shelf.setKey(kind, { keyId: null, key: KEY }, null);
      const tested = await desk.test(kind, null, quiet());
      expect(tested).toMatchObject({ answer: 'ready', inputTokens: 12, outputTokens: 3 });
      expect(scripted.requests).toHaveLength(1);
      const [request] = scripted.requests;
      if (kind !== 'ollama') expect(JSON.stringify(request?.headers)).toContain(KEY);
      if (kind === 'ollama') expect(request?.path).toBe('/api/chat');
      expect(desk.usage()).toMatchObject([
        { provider: kind, calls: 1, inputTokens: 12, outputTokens: 3, money: 0.000018 },
      ]);
    },
  );

  test.each([
    [{ status: 401 }, 'PROVIDER_KEY_REFUSED'],
    [{ status: 404 }, 'PROVIDER_MODEL_UNKNOWN'],
    [{ status: 400 }, 'PROVIDER_REFUSED_CALL'],
  ])('that answers %j is not asked again', async (reply, code) => {
    const { desk } = await testDesk();
    const { provider, requests } = await scriptedProvider('openai', () => reply);
    desk.shelf.set(provider);
    desk.shelf.setKey('openai', { keyId: null, key: KEY }, null);
    await expect(desk.test('openai', null, quiet())).rejects.toMatchObject({ code });
    expect(requests).toHaveLength(1);
    // Nothing is owed for it.
    expect(desk.usage()).toEqual([]);
    expect(desk.access.ledger.spent('connection test').month).toEqual({ tokens: 0, money: 0 });
  });

  test('that fails for a moment is asked again', async () => {
    const { desk } = await testDesk();
    const { provider, requests } = await scriptedProvider('anthropic', (_request, turn) =>
      turn === 1 ? { status: 529 } : turn === 2 ? { broken: 'cut' } : { say: 'ready' },
    );
    desk.shelf.set(provider);
    desk.shelf.setKey('anthropic', { keyId: null, key: KEY }, null);
    expect((await desk.test('anthropic', null, quiet())).answer).toBe('ready');
    expect(requests).toHaveLength(3);
  });

  test('that does not answer is given up, and a test can be cancelled', async () => {
    const { desk } = await testDesk();
    const { provider } = await scriptedProvider('openai', () => ({ broken: 'silence' }));
    desk.shelf.set({ ...provider, timeoutSeconds: 60 });
    desk.shelf.setKey('openai', { keyId: null, key: KEY }, null);
    const stop = new AbortController();
    const asked = desk.test('openai', null, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  test('without a key, without an address or unknown says so before anything is sent', async () => {
    const { desk } = await testDesk();
    const { provider, requests } = await scriptedProvider('openai', () => ({ say: 'ready' }));
    desk.shelf.set(provider);
    await expect(desk.test('openai', null, quiet())).rejects.toMatchObject({
      code: 'PROVIDER_KEY_MISSING',
    });
    desk.shelf.set({ ...provider, id: 'team', kind: 'azure', baseUrl: null });
    await expect(desk.test('team', null, quiet())).rejects.toMatchObject({
      code: 'PROVIDER_ADDRESS_MISSING',
    });
    await expect(desk.test('nobody', null, quiet())).rejects.toMatchObject({
      code: 'PROVIDER_UNKNOWN',
    });
    expect(requests).toEqual([]);
  });
});

describe('the shelf of providers', () => {
  const plain: Provider = {
    id: 'openai',
    kind: 'openai',
    baseUrl: null,
    region: null,
    proxy: null,
    ca: null,
    models: [{ id: 'm', inputPrice: null, outputPrice: null }],
    timeoutSeconds: 60,
    callsPerMinute: null,
    keyExpires: null,
  };

  test('gives no key out, writes none in clear, and forgets it when its address changes', async () => {
    const dataFolder = testFolder();
    const vault = await testVault(dataFolder);
    const desk = createProviderDesk(vault);
    desk.shelf.set(plain);
    desk.shelf.setKey('openai', { keyId: null, key: KEY }, '2020-01-31');
    const [listed] = desk.list();
    expect(listed?.key).toMatchObject({ set: true, last4: 'WXYZ' });
    expect(listed?.key.expiresInDays).toBeLessThan(0);
    expect(JSON.stringify(desk.list())).not.toContain(KEY.slice(0, -4));
    for (const file of readdirSync(dataFolder)) {
      expect(readFileSync(join(dataFolder, file), 'latin1')).not.toContain(KEY.slice(3, 20));
    }
    desk.shelf.set({ ...plain, timeoutSeconds: 5 });
    expect(desk.shelf.key('openai')?.key).toBe(KEY);
    // Whoever can change an address could otherwise have the key sent to it.
    desk.shelf.set({ ...plain, baseUrl: 'https://elsewhere.example/v1' });
    expect(desk.shelf.key('openai')).toBeNull();
    desk.shelf.setKey('openai', { keyId: null, key: 'short' }, null);
    expect(desk.list()[0]?.key.last4).toBeNull();
    vault.lock();
    expect(() => desk.list()).toThrow('locked');
  });

  test('takes a removed provider out of the routes too', async () => {
    const { desk } = await testDesk();
    desk.shelf.set(plain);
    const route = { provider: 'openai', model: 'm' };
    desk.shelf.setRoutes({
      answer: [route],
      summary: [],
      hypotheses: [route],
      report: [],
      query: [],
    });
    desk.shelf.remove('openai');
    expect(desk.shelf.routes().answer).toEqual([]);
    expect(() => desk.shelf.remove('openai')).toThrow('no provider');
  });

  test('refuses addresses with a password, of other kinds, and certificates that are none', () => {
    for (const bad of [
      { baseUrl: 'https://user:secret@host/' },
      { baseUrl: 'file:///etc/passwd' },
      { baseUrl: 'nonsense' },
      { ca: 'no certificate' },
      { id: 'offline' },
      { id: '../up' },
      { models: [] },
    ]) {
      expect(schema.safeParse({ ...plain, ...bad }).success).toBe(false);
    }
    expect(schema.safeParse(plain).success).toBe(true);
  });

  test('knows what stays on this machine', () => {
    const at = (baseUrl: string, proxy: string | null = null): boolean =>
      isLocal({ ...plain, baseUrl, proxy });
    expect(at('http://127.0.0.1:11434/api')).toBe(true);
    expect(at('http://[::1]:8080')).toBe(true);
    expect(at('http://localhost:8080')).toBe(true);
    expect(at('http://127.0.0.1:11434/api', 'http://proxy.example:3128')).toBe(false);
    for (const far of [
      'http://127.0.0.1.evil.example/',
      'http://localhost.evil.example/',
      'http://10.0.0.1/',
      'http://0x7f.evil.example',
      'https://api.openai.com/v1',
    ]) {
      expect(at(far)).toBe(false);
    }
    expect(isLocal({ ...plain, kind: 'ollama' })).toBe(true);
    expect(isLocal(plain)).toBe(false);
  });
});

describe('the door', () => {
  const allow = () => Promise.resolve();

  test('leads to the address of the provider and nowhere else, and follows no redirection', async () => {
    const other = await scriptedProvider('openai', () => ({ say: 'stolen' }));
    const { provider, requests } = await scriptedProvider('openai', () => ({
      redirect: `${other.address}/v1/chat/completions`,
    }));
    const door = createDoor(providerWay(provider), allow);
    const send = (url: string) => door.fetch(url, { method: 'POST', body: '{}' });
    await expect(send(`${other.address}/v1/chat/completions`)).rejects.toMatchObject({
      code: 'DOOR_CLOSED',
    });
    await expect(send('http://example.com/')).rejects.toMatchObject({ code: 'DOOR_CLOSED' });
    await expect(send(`${provider.baseUrl}/chat/completions`)).rejects.toMatchObject({
      code: 'PROVIDER_REDIRECTS',
    });
    expect(requests).toHaveLength(1);
    expect(other.requests).toEqual([]);
    await door.close();
  });

  test('shows the whole body before the first byte is sent, and sends nothing when that is refused', async () => {
    const { provider, requests } = await scriptedProvider('openai', () => ({ say: 'ready' }));
    const seen: unknown[] = [];
    const door = createDoor(providerWay(provider), (leaving) => {
      seen.push(leaving);
      return Promise.reject(new Error('no'));
    });
    const url = `${provider.baseUrl}/chat/completions`;
    await expect(door.fetch(url, { method: 'POST', body: '{"a":"ü"}' })).rejects.toThrow('no');
    expect(seen).toMatchObject([{ url, body: '{"a":"ü"}', size: 10 }]);
    await expect(door.fetch(url, { method: 'POST', body: new Blob(['x']) })).rejects.toMatchObject({
      code: 'DOOR_CLOSED',
    });
    expect(requests).toEqual([]);
    await door.close();
  });
});
