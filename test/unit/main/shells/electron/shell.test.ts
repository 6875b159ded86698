import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { createDialogs } from '../../../../../main/shells/electron/dialogs.ts';
import { createKeychain } from '../../../../../main/shells/electron/keychain.ts';
import { startElectron } from '../../../../../main/shells/electron/shell.ts';
import { app, BrowserWindow, ipcMain, recorded } from './electron-stand-in.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { onTestFinished } from 'vitest';

let window: BrowserWindow;

beforeAll(async () => {
  process.env['ERROR_IQ_DATA'] = mkdtempSync(join(tmpdir(), 'error-iq-electron-'));
  await startElectron();
  const [first] = BrowserWindow.opened;
  if (first === undefined) throw new Error('no window was opened');
  window = first;
  return () => rmSync(process.env['ERROR_IQ_DATA'] ?? '', { recursive: true, force: true });
});

/** Calls as the preload would, from a frame. */
function invoke(frame: unknown, ...args: unknown[]): unknown {
  const handler = recorded.ipc.get('error-iq:call') as unknown as (...args: unknown[]) => unknown;
  return handler({ sender: window.webContents, senderFrame: frame }, ...args);
}

describe('the Electron shell', () => {
  test('opens one hardened window on our own page', () => {
    expect(window.loaded).toBe('app://error-iq/index.html');
    expect(window.options.webPreferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      allowRunningInsecureContent: false,
    });
    expect(String(window.options.webPreferences['preload'])).toMatch(/preload\.cjs$/);
  });

  test('serves the page under its scheme with the policy, and nothing else', async () => {
    expect(recorded.schemes).toMatchObject([
      { scheme: 'app', privileges: { standard: true, secure: true } },
    ]);
    const serve = recorded.protocols.get('app');
    for (const url of [
      'app://error-iq/../../package.json',
      'app://error-iq/%2e%2e/package.json',
      'app://evil/index.html',
      'app://error-iq/nothing.js',
    ]) {
      const answer = await serve?.(new Request(url));
      expect(answer?.status, url).toBe(404);
      expect(answer?.headers.get('content-security-policy')).toContain("default-src 'none'");
    }
  });

  test('navigates nowhere, opens no window, attaches no webview', () => {
    const prevented = (name: string, url: string): boolean => {
      let stopped = false;
      window.webContents.emit(name, { preventDefault: () => (stopped = true) }, url);
      return stopped;
    };
    expect(prevented('will-navigate', 'https://evil.example/')).toBe(true);
    expect(prevented('will-navigate', 'app://error-iq.evil/')).toBe(true);
    expect(prevented('will-navigate', 'app://error-iq/index.html')).toBe(false);
    expect(prevented('will-attach-webview', '')).toBe(true);
    expect(window.webContents.openHandler?.({ url: 'https://evil.example' })).toEqual({
      action: 'deny',
    });
  });

  test('gives no permission but putting text on the clipboard', () => {
    const check = recorded.permissionCheck as unknown as (...args: unknown[]) => boolean;
    for (const permission of [
      'media',
      'geolocation',
      'notifications',
      'clipboard-read',
      'openExternal',
      'usb',
    ]) {
      expect(check(null, permission, 'app://error-iq')).toBe(false);
    }
    expect(check(null, 'clipboard-sanitized-write', 'app://error-iq')).toBe(true);
    expect(check(null, 'clipboard-sanitized-write', 'https://evil.example')).toBe(false);
    const request = recorded.permissionRequest as unknown as (...args: unknown[]) => void;
    request(window.webContents, 'media', (granted: boolean) => expect(granted).toBe(false));
  });

  test('answers its own page, and no other frame', async () => {
    const { mainFrame } = window.webContents;
    expect(await invoke(mainFrame, 1, 'app.state', {})).toMatchObject({
      ok: true,
      data: { shell: 'electron', vault: 'none', nativeDialogs: true },
    });
    expect(await invoke(mainFrame, 2, 'nothing', {})).toMatchObject({
      ok: false,
      error: { code: 'UNKNOWN_CALL' },
    });
    expect(
      await invoke(mainFrame, 3, 'vault.strength', {
        passphrase: 'x'.repeat(2_000_000),
        words: [],
      }),
    ).toMatchObject({ ok: false, error: { code: 'REQUEST_INVALID' } });
    expect(() => invoke({ origin: 'app://error-iq' }, 4, 'app.state', {})).toThrow('refused');
    expect(() => invoke(null, 5, 'app.state', {})).toThrow('refused');
  });

  test('sends the items of a stream to its page, and ends it when told', async () => {
    const { mainFrame } = window.webContents;
    const ended = invoke(mainFrame, 9, 'app.events', {});
    await invoke(mainFrame, 10, 'settings.set', { wrap: true });
    expect(window.webContents.sent).toContainEqual({
      channel: 'error-iq:item',
      message: { id: 9, item: { type: 'settings' } },
    });
    ipcMain.emit('error-iq:cancel', { sender: window.webContents, senderFrame: mainFrame }, 9);
    expect(await ended).toMatchObject({ ok: false, error: { code: 'CANCELLED' } });
  });

  test('exports to where the dialog says, and nowhere when it is closed', async () => {
    const { mainFrame } = window.webContents;
    const folder = process.env['ERROR_IQ_DATA'] ?? '';
    const passphrase = 'quiet harbour violet tram 41';
    const call = (id: number, name: string, input: unknown) => invoke(mainFrame, id, name, input);
    await call(20, 'vault.create', { name: 'Dana', passphrase, keychain: false });
    await call(21, 'cases.create', { name: 'c/1', zone: 'UTC', path: join(folder, 'c.eiq') });
    const asked = {
      query: '',
      fromUs: null,
      toUs: null,
      part: { by: 'query' },
      format: 'csv',
      order: 'time',
      zone: 'UTC',
      columns: null,
      formulaSafe: false,
    };
    expect(await call(22, 'export.run', asked)).toMatchObject({ error: { code: 'CANCELLED' } });
    expect(recorded.saves).toContainEqual({ defaultPath: 'c-1.csv' });
    recorded.savePath = join(folder, 'out.csv');
    onTestFinished(() => {
      recorded.savePath = '';
    });
    expect(await call(23, 'export.run', { ...asked, path: '/etc/passwd' })).toMatchObject({
      error: { code: 'INPUT_INVALID' },
    });
    expect(await call(24, 'export.run', asked)).toMatchObject({
      ok: true,
      data: { file: 'out.csv', records: 0 },
    });
    expect(readFileSync(recorded.savePath, 'utf8')).toBe(
      'time,level,source,line,message,template\r\n',
    );
  });

  test('closes the case before it quits', () => {
    let stopped = false;
    app.emit('before-quit', { preventDefault: () => (stopped = true) });
    expect(stopped).toBe(true);
  });
});

describe('the keychain', () => {
  test('is refused on Linux without a keyring', async () => {
    const before = recorded.storageBackend;
    onTestFinished(() => {
      recorded.storageBackend = before;
    });
    const keychain = createKeychain('linux');
    expect(await keychain.available()).toMatchObject({ ok: true, backend: 'gnome_libsecret' });
    for (const backend of ['basic_text', 'unknown']) {
      recorded.storageBackend = backend;
      expect(await keychain.available()).toMatchObject({ ok: false, backend: null });
    }
    expect(await createKeychain('darwin').available()).toMatchObject({ ok: true });
  });

  test('gives back what it was given', async () => {
    const keychain = createKeychain('win32');
    expect(await keychain.unwrap(await keychain.wrap('key material'))).toBe('key material');
  });
});

test('of pages only those of the web are opened outside, by whatever the system has for them', () => {
  const { openPage } = createDialogs(() => window as never);
  for (const url of ['file:///etc/passwd', 'smb://host/share', 'http://host/', 'ms-msdt:/id']) {
    openPage(url);
  }
  expect(recorded.pages).toEqual([]);
  openPage('https://sign-in.example/');
  expect(recorded.pages).toEqual(['https://sign-in.example/']);
});

test('dialogs answer with paths, or with nothing when they are closed', async () => {
  const dialogs = createDialogs(() => window as never);
  expect(await dialogs.pick('logs', null)).toEqual(['/a.log']);
  expect(await dialogs.pick('new-case', 'case')).toBeNull();
  expect(await createDialogs(() => null).pick('logs', null)).toBeNull();
  expect(await dialogs.save('records.csv')).toBeNull();
  expect(recorded.saves).toContainEqual({ defaultPath: 'records.csv' });
  expect(await createDialogs(() => null).save('records.csv')).toBeNull();
});

test('the package is built with every fuse set, from the bundle only', () => {
  const builder = readFileSync(
    join(import.meta.dirname, '../../../../../electron-builder.yml'),
    'utf8',
  );
  for (const line of [
    'runAsNode: false',
    'enableNodeOptionsEnvironmentVariable: false',
    'enableNodeCliInspectArguments: false',
    'enableEmbeddedAsarIntegrityValidation: true',
    'onlyLoadAppFromAsar: true',
    'enableCookieEncryption: true',
    'grantFileProtocolExtraPrivileges: false',
    'npmRebuild: false',
    "- '**/*.node'",
  ]) {
    expect(builder).toContain(line);
  }
});
