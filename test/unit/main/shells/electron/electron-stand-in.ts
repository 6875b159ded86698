/*
 * Stands in for the `electron` module where its runtime is missing: it does nothing and records what the
 * shell asks for, so that tests can read it.
 */
import { EventEmitter } from 'node:events';

type Handler = (...args: never[]) => unknown;

/** What the shell asked Electron for. */
export const recorded = {
  schemes: [] as unknown[],
  protocols: new Map<string, (request: Request) => Promise<Response>>(),
  ipc: new Map<string, Handler>(),
  menus: [] as unknown[],
  permissionRequest: null as Handler | null,
  permissionCheck: null as Handler | null,
  storageBackend: 'gnome_libsecret',
  encryption: true,
  quits: 0,
  /** What was asked of the dialog that saves, and what it answers; empty: it is closed. */
  saves: [] as unknown[],
  savePath: '',
  /** Pages that were opened in the system's browser. */
  pages: [] as string[],
};

class StandInContents extends EventEmitter {
  readonly sent: { channel: string; message: unknown }[] = [];
  readonly mainFrame = { origin: 'app://error-iq' };
  openHandler: ((details: { url: string }) => { action: string }) | null = null;

  send(channel: string, message: unknown): void {
    this.sent.push({ channel, message });
  }
  isDestroyed(): boolean {
    return false;
  }
  getURL(): string {
    return 'app://error-iq/index.html';
  }
  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler;
  }
}

export class BrowserWindow extends EventEmitter {
  static readonly opened: BrowserWindow[] = [];
  readonly webContents = new StandInContents();
  readonly options: { webPreferences: Record<string, unknown> } & Record<string, unknown>;
  loaded = '';
  constructor(options: { webPreferences: Record<string, unknown> } & Record<string, unknown>) {
    super();
    this.options = options;
    BrowserWindow.opened.push(this);
    app.emit('web-contents-created', {}, this.webContents);
  }
  loadURL(url: string): Promise<void> {
    this.loaded = url;
    return Promise.resolve();
  }
  show(): void {}
  focus(): void {}
  isMinimized(): boolean {
    return false;
  }
  restore(): void {}
}

class StandInApp extends EventEmitter {
  requestSingleInstanceLock(): boolean {
    return true;
  }
  whenReady(): Promise<void> {
    return Promise.resolve();
  }
  quit(): void {
    recorded.quits++;
  }
}
export const app = new StandInApp();

export const session = {
  defaultSession: {
    setPermissionRequestHandler: (handler: Handler) => (recorded.permissionRequest = handler),
    setPermissionCheckHandler: (handler: Handler) => (recorded.permissionCheck = handler),
  },
};

export const protocol = {
  registerSchemesAsPrivileged: (schemes: unknown[]) => recorded.schemes.push(...schemes),
  handle: (scheme: string, handler: (request: Request) => Promise<Response>) =>
    recorded.protocols.set(scheme, handler),
};

class StandInIpc extends EventEmitter {
  handle(channel: string, handler: Handler): void {
    recorded.ipc.set(channel, handler);
  }
  removeHandler(channel: string): void {
    recorded.ipc.delete(channel);
  }
}
export const ipcMain = new StandInIpc();

export const Menu = {
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu: (menu: unknown) => recorded.menus.push(menu),
};

export const dialog = {
  showOpenDialog: () => Promise.resolve({ canceled: false, filePaths: ['/a.log'] }),
  showSaveDialog: (_window: unknown, options: unknown) => {
    recorded.saves.push(options);
    const filePath = recorded.savePath;
    return Promise.resolve({ canceled: filePath === '', filePath });
  },
};

export const shell = {
  openExternal: (url: string) => {
    recorded.pages.push(url);
    return Promise.resolve();
  },
};

export const safeStorage = {
  isAsyncEncryptionAvailable: () => Promise.resolve(recorded.encryption),
  getSelectedStorageBackend: () => recorded.storageBackend,
  encryptStringAsync: (text: string) => Promise.resolve(Buffer.from(`sealed ${text}`)),
  decryptStringAsync: (bytes: Buffer) =>
    Promise.resolve({ result: bytes.toString().slice(7), shouldReEncrypt: false }),
};
