import { randomBytes } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, extname, join, resolve } from 'node:path';
import type { Item } from '#shared/contract/index.ts';
import { Failure } from '#shared/model/failure.ts';
import {
  createCaseFile,
  deleteCaseFile,
  deriveCaseKey,
  makeHeader,
  readHeader,
} from './cases/index.ts';
import { readTeamPolicy } from './deployments/index.ts';
import type { FormatLibrary } from './formats/index.ts';
import {
  groupingFolderOf,
  NO_PROFILE_RULES,
  readProfileGrouping,
  type ProfileRules,
} from './iq/index.ts';
import { knownCopyOf } from './known-copy.ts';
import { openCase, type OpenCase } from './open-case.ts';
import { keepingOfFile, requireNoHold, type Keeping } from './safekeeping/index.ts';
import type { SettingsStore } from './settings.ts';
import type { TemplateMemory } from './templates/index.ts';
import { makeEmptyCopy } from './tenant/index.ts';
import { unsealCopy } from './unseal-copy.ts';
import { makePrivateFolder, type Vault } from './vault/index.ts';

export type AppEvent = Item<'app.events'>;

/** The sample case stands under this name in the case folder. */
const SAMPLE_NAME = 'Sample - the shop that lost its connections';

export interface SessionDependencies {
  readonly dataFolder: string;
  readonly vault: Vault;
  readonly settings: SettingsStore;
  readonly library: FormatLibrary;
  readonly templateMemory: TemplateMemory;
  /** Told of work that ended badly after its call was answered. */
  readonly onFailure: (error: unknown) => void;
}

export type Session = ReturnType<typeof createSession>;

/** What is open now: at most one case, its events, and the vault that its key comes from. */
export function createSession({
  dataFolder,
  vault,
  settings,
  library,
  templateMemory,
  onFailure,
}: SessionDependencies) {
  const listeners = new Set<(event: AppEvent) => void>();
  let open: OpenCase | null = null;
  // Opening and closing take turns, so that two of them never leave half a case open.
  let turn: Promise<unknown> = Promise.resolve();

  const tell = (event: AppEvent): void => {
    for (const listener of listeners) listener(event);
  };

  /** Has the vault note which case is open. On a full disk it cannot be written, which keeps no case from opening or closing. */
  function note(change: () => void): void {
    try {
      change();
    } catch (error) {
      onFailure(error);
    }
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = turn.then(work);
    turn = result.catch(() => {});
    return result;
  }

  async function closeNow(): Promise<void> {
    const closing = open;
    open = null;
    if (closing === null) return;
    await closing.close();
    tell({ type: 'case' });
  }

  /** Rules that cannot be read are no reason to analyse nothing. */
  const ownRules = async (): Promise<ProfileRules> => {
    try {
      const grouping = await readProfileGrouping(groupingFolderOf(dataFolder));
      return { ...grouping, templates: templateMemory.rules() };
    } catch (error) {
      onFailure(error);
      return NO_PROFILE_RULES;
    }
  };

  const caseFolder = (): string => settings.get().caseFolder ?? join(dataFolder, 'cases');

  function pathFor(name: string): string {
    // Characters that some file system forbids, and leading dots, which hide a file.
    const file = name
      // oxlint-disable-next-line no-control-regex -- control characters are what is refused
      .replace(/[<>:"/\\|?*\u0000-\u001f]/g, '-')
      .replace(/^\.+/, '')
      .trim();
    return join(caseFolder(), `${file === '' ? 'case' : file}.eiq`);
  }

  async function openWith(
    path: string,
    key: Uint8Array,
    created: { name: string; zone: string } | null,
    name?: string,
  ): Promise<void> {
    await closeNow();
    const signer = { name: vault.profile().name, pkcs8: vault.signingKey() };
    open = await openCase(
      { path, key, signer, created },
      tell,
      () => library.definitions(),
      ownRules,
      onFailure,
      () => readTeamPolicy(vault),
    );
    const known = open.info().name;
    note(() => {
      vault.keepRecent({
        path,
        name: known === '' ? (name ?? '') : known,
        openedAt: new Date().toISOString(),
      });
      vault.keepOpen(path);
    });
    tell({ type: 'case' });
  }

  /** Opens the case that was open when the vault was last locked or the app ended. */
  async function comeBack(): Promise<void> {
    const path = vault.openPath();
    if (path !== null && open === null && existsSync(path)) await openNow(path, null);
  }

  async function createNow(name: string, zone: string, path: string): Promise<void> {
    const key = randomBytes(32);
    const header = makeHeader('vault');
    makePrivateFolder(resolve(path, '..'));
    createCaseFile(path, key, header);
    vault.keepCaseKey(header, key);
    await openWith(path, key, { name, zone });
  }

  async function joinNow(caseId: string, name: string): Promise<string> {
    const key = randomBytes(32);
    const header = makeHeader('vault');
    const path = freePathFor(name);
    makePrivateFolder(resolve(path, '..'));
    makeEmptyCopy({ path, key, header }, caseId);
    vault.keepCaseKey(header, key);
    await openWith(path, key, null, name);
    return path;
  }

  /** A name that another case has already gets a number. */
  function freePathFor(name: string): string {
    for (let n = 1; ; n++) {
      const path = pathFor(n === 1 ? name : `${name} ${n}`);
      if (!existsSync(path)) return path;
    }
  }

  /** The key that a case opens with. Throws CASE_OF_ANOTHER_PROFILE, CASE_PASSPHRASE_NEEDED. */
  async function keyOf(path: string, passphrase: string | null): Promise<Buffer> {
    const { header, keySource } = await readHeader(path);
    const key = vault.caseKey(header);
    if (key !== null) return key;
    if (keySource !== 'passphrase') {
      throw new Failure(
        'CASE_OF_ANOTHER_PROFILE',
        `${path} belongs to another profile. Ask its owner for a copy sealed with a passphrase.`,
        { path },
      );
    }
    if (passphrase === null) {
      throw new Failure('CASE_PASSPHRASE_NEEDED', `${path} opens with a passphrase.`, { path });
    }
    return deriveCaseKey(passphrase, header);
  }

  /** Takes a sealed copy out to a case and opens that; one that was taken out before is opened as it is now. */
  async function openSealed(path: string, beside: boolean): Promise<void> {
    const to = freePathFor(basename(path, extname(path)));
    makePrivateFolder(caseFolder());
    const key = await unsealCopy(vault, path, to);
    const known = beside ? null : await knownCopyOf(vault, { path: to, key });
    if (known === null) {
      await openWith(to, key, null, basename(to, '.eiq'));
      return;
    }
    deleteCaseFile(to);
    if (known.same) return openNow(known.path, null);
    throw new Failure(
      'CASE_HERE_ALREADY',
      `${path} is a copy of "${known.name}", which is here already (${known.path}). Open that and take the copy in, or open the copy as a case beside it.`,
      { path, of: known.path, name: known.name },
    );
  }

  async function openNow(path: string, passphrase: string | null, beside = false): Promise<void> {
    if (open?.path === path) return;
    const { header, keySource } = await readHeader(path);
    if (keySource === 'recipient') return openSealed(path, beside);
    const key = await keyOf(path, passphrase);
    await openWith(path, key, null);
    // Only now is it known that the passphrase was right.
    if (keySource === 'passphrase') vault.keepCaseKey(header, key);
  }

  vault.onChange((state) => {
    if (state === 'locked') void inTurn(closeNow).catch(onFailure);
    if (state === 'unlocked') void inTurn(comeBack).catch(onFailure);
    tell({ type: 'vault' });
  });

  return {
    tell,
    caseFolder,
    /** The open case. Throws NO_CASE. */
    current(): OpenCase {
      if (open === null) throw new Failure('NO_CASE', 'No case is open. Open or create one first.');
      return open;
    },
    openCase: (): OpenCase | null => open,
    /** Works on another copy of a case; one that is sealed for the profile is taken out for the moment. Throws what `open` throws. */
    async withCopy<T>(
      given: string,
      passphrase: string | null,
      work: (copy: { path: string; key: Buffer }) => Promise<T>,
    ): Promise<T> {
      const path = resolve(given);
      if ((await readHeader(path)).keySource !== 'recipient') {
        return work({ path, key: await keyOf(path, passphrase) });
      }
      makePrivateFolder(caseFolder());
      const to = join(caseFolder(), `${randomBytes(6).toString('hex')}.taken`);
      try {
        return await work({ path: to, key: await unsealCopy(vault, path, to) });
      } finally {
        for (const suffix of ['', '-wal', '-shm']) await rm(`${to}${suffix}`, { force: true });
      }
    },
    /** Throws PASSPHRASE_WEAK for one that would be guessed too easily. */
    requireStrong: (passphrase: string): Promise<void> => vault.requireStrong(passphrase, []),
    isSample: (path: string): boolean => path === pathFor(SAMPLE_NAME),
    onEvent(listener: (event: AppEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async create(input: { name: string; zone: string; path: string | null }): Promise<string> {
      const path = resolve(input.path ?? pathFor(input.name));
      await inTurn(() => createNow(input.name, input.zone, path));
      return path;
    },
    /** Makes a copy of a shared case that has nothing yet, and opens it. */
    join: (caseId: string, name: string): Promise<string> => inTurn(() => joinNow(caseId, name)),
    open: (path: string, passphrase: string | null, beside = false): Promise<void> =>
      inTurn(() => openNow(resolve(path), passphrase, beside)),
    async openSample(): Promise<string> {
      const path = pathFor(SAMPLE_NAME);
      await inTurn(async () => {
        if (existsSync(path)) {
          await openNow(path, null);
          return;
        }
        await createNow(SAMPLE_NAME, 'UTC', path);
        // The first screen need not wait for the last line.
        void open?.read({ kind: 'sample' }).catch(onFailure);
      });
      return path;
    },
    /** Closes the case on purpose: it is not opened again by itself. */
    async close(): Promise<void> {
      note(() => vault.keepOpen(null));
      await inTurn(closeNow);
    },
    /** Closes the case if it is one of these files. */
    closeAmong: (paths: readonly string[]): Promise<void> =>
      inTurn(async () => {
        if (open !== null && paths.includes(open.path)) await closeNow();
      }),
    /** Ends the session; the case comes back with the next one. */
    dispose: (): Promise<void> => inTurn(closeNow),
    async delete(path: string, name: string): Promise<void> {
      const known = vault.recent().find((entry) => entry.path === path);
      if (known?.name !== name) {
        throw new Failure(
          'NAME_DIFFERS',
          'The name does not match, so nothing was deleted. Type the name of the case exactly.',
        );
      }
      await inTurn(async () => {
        if (open?.path === path) await closeNow();
        const { header } = await readHeader(path);
        const key = vault.caseKey(header);
        // Without its key nobody can tell; the vault keeps that of every case that was opened.
        if (key !== null) requireNoHold(keepingOfFile(path, key), 'deleted');
        deleteCaseFile(path);
      });
      vault.forgetRecent(path);
      tell({ type: 'case' });
    },
    recent: () =>
      vault.recent().map((entry) => ({
        ...entry,
        size: existsSync(entry.path) ? statSync(entry.path).size : null,
      })),
    /** How long the recent cases are kept; those that cannot be opened now are left out. */
    async keeping(): Promise<(Keeping & { path: string })[]> {
      const kept: (Keeping & { path: string })[] = [];
      for (const { path } of vault.recent()) {
        try {
          const key = vault.caseKey((await readHeader(path)).header);
          if (key !== null) kept.push({ path, ...keepingOfFile(path, key) });
        } catch {
          // It is gone, or written by a newer version: opening it says so.
        }
      }
      return kept;
    },
    forget(path: string): void {
      vault.forgetRecent(path);
      tell({ type: 'case' });
    },
  };
}
