import { fileURLToPath } from 'node:url';
import { app, session, type BrowserWindow } from 'electron';
import { createApp } from '../../app.ts';
import { dataFolderOf } from '../data-folder.ts';
import { VERSION } from '../../version.ts';
import { bridgePage } from './bridge.ts';
import { createDialogs } from './dialogs.ts';
import { guardPages } from './guards.ts';
import { createKeychain } from './keychain.ts';
import { setMenu } from './menu.ts';
import { registerPageScheme, servePage } from './page-protocol.ts';
import { openWindow } from './window.ts';

/** Where the built parts lie, from the bundle `dist/main/electron.js`. */
const PAGE_FOLDER = fileURLToPath(new URL('../renderer', import.meta.url));
const PRELOAD = fileURLToPath(new URL('../preload/preload.cjs', import.meta.url));

/** Starts the desktop application: one window, one app behind it. A second start brings the first to the front. */
export async function startElectron(): Promise<void> {
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  registerPageScheme();
  let window: BrowserWindow | null = null;
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  await app.whenReady();

  const facts = {
    version: VERSION,
    shell: 'electron',
    dataFolder: dataFolderOf(undefined),
  } as const;
  const running = createApp({
    facts,
    keychain: createKeychain(),
    dialogs: createDialogs(() => window),
  });
  guardPages(session.defaultSession);
  servePage(PAGE_FOLDER);
  setMenu();

  const open = (): void => {
    const opened = openWindow(PRELOAD);
    const unbridge = bridgePage(opened.webContents, running.router);
    window = opened;
    opened.on('closed', () => {
      unbridge();
      window = null;
    });
  };
  open();
  app.on('activate', () => {
    if (window === null) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let disposed = false;
  app.on('before-quit', (event) => {
    if (disposed) return;
    // The case is closed before the process ends, so that nothing is left in its write-ahead log.
    event.preventDefault();
    disposed = true;
    void running.dispose().finally(() => app.quit());
  });
}
