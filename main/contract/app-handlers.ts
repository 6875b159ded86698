import { opendir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { Output } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import type { Session } from '../session.ts';
import type { SettingsStore } from '../settings.ts';
import type { Vault } from '../vault/index.ts';
import type { Handlers } from './handlers.ts';

/** Dialogs of the operating system, given by a shell that has them. */
export interface Dialogs {
  pick(
    what: 'logs' | 'folder' | 'case' | 'new-case',
    name: string | null,
  ): Promise<string[] | null>;
  /** Asks where a file is to be written, proposing a name; null: the analyst closed the dialog. */
  save(name: string): Promise<string | null>;
  /** Opens an https page in the system's browser. */
  openPage(url: string): void;
}

export interface AppFacts {
  readonly version: string;
  readonly shell: 'electron' | 'web';
  readonly dataFolder: string;
}

export interface AppServices {
  readonly session: Session;
  readonly vault: Vault;
  readonly settings: SettingsStore;
  readonly dialogs: Dialogs | null;
  readonly facts: AppFacts;
}

const MOST_ENTRIES = 2000;

/** Calls about the app itself, and choosing files. */
export function appHandlers({ session, vault, settings, dialogs, facts }: AppServices) {
  return {
    'app.state': async (): Promise<Output<'app.state'>> => {
      const keychain = await vault.keychainFacts();
      const open = session.openCase();
      return {
        ...facts,
        platform: process.platform,
        localZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        vault: vault.state(),
        profileName: vault.profileName(),
        keychain: {
          available: keychain.ok,
          backend: keychain.backend,
          reason: keychain.reason,
          enrolled: keychain.enrolled,
        },
        openCase:
          open === null
            ? null
            : {
                path: open.path,
                name: open.info().name,
                zone: open.info().zone,
                sample: session.isSample(open.path),
              },
        nativeDialogs: dialogs !== null,
        settings: settings.get(),
      };
    },
    'app.events': (_input, { emit, signal }) =>
      new Promise<Record<string, never>>((done) => {
        const stop = session.onEvent(emit);
        const progress = session.openCase()?.progress() ?? null;
        if (progress !== null) emit({ type: 'ingest', progress });
        signal.addEventListener('abort', () => {
          stop();
          done({});
        });
      }),
    'settings.set': (change) => {
      const given = Object.entries(change).filter(([, value]) => value !== undefined);
      const next = settings.set(Object.fromEntries(given));
      vault.setAutoLock(next.autoLockMinutes);
      session.tell({ type: 'settings' });
      return next;
    },
    'files.browse': ({ folder }) => browse(folder ?? homedir()),
    'files.pick': async ({ what, name }) => ({
      paths: (await dialogs?.pick(what, name ?? null)) ?? null,
    }),
  } satisfies Pick<
    Handlers,
    'app.state' | 'app.events' | 'settings.set' | 'files.browse' | 'files.pick'
  >;
}

async function browse(path: string): Promise<Output<'files.browse'>> {
  const folder = resolve(path);
  const names: string[] = [];
  let more = 0;
  try {
    for await (const entry of await opendir(folder)) {
      if (entry.name.startsWith('.')) continue;
      if (names.length >= MOST_ENTRIES) more++;
      else names.push(entry.name);
    }
  } catch {
    throw new Failure(
      'FOLDER_UNREADABLE',
      `${folder} cannot be read. Check that it exists and that you may open it.`,
      { folder },
    );
  }
  const entries = await Promise.all(
    names.map(async (name) => {
      const full = join(folder, name);
      const found = await stat(full).catch(() => null);
      if (found === null || !(found.isDirectory() || found.isFile())) return [];
      const kind = found.isDirectory() ? ('folder' as const) : ('file' as const);
      return [{ name, path: full, kind, size: found.size, modifiedMs: Math.round(found.mtimeMs) }];
    }),
  );
  const parent = dirname(folder);
  return {
    folder,
    parent: parent === folder ? null : parent,
    entries: entries
      .flat()
      .sort((a, b) =>
        a.kind === b.kind
          ? a.name.localeCompare(b.name, undefined, { numeric: true })
          : a.kind === 'folder'
            ? -1
            : 1,
      ),
    more,
  };
}
