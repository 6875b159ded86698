import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createCaseFile,
  deriveCaseKey,
  makeHeader,
  openCaseFile,
  readHeader,
} from '../../../../main/cases/index.ts';
import {
  keepAddress,
  keptServer,
  openConnection,
  teamCases,
} from '../../../../main/tenant/index.ts';
import { createVault, type Keychain, type Vault } from '../../../../main/vault/index.ts';
import { createWipeDesk } from '../../../../main/wipe/index.ts';
import { readWipe, writeWipe } from '../../../../main/wipe/wipe-state.ts';
import { teamCasesHere } from '../../../../main/wipe/wiped-cases.ts';
import { testFolder } from '../case-in-folder.ts';

const URL = 'https://team.example:7443/t/night';
const PASSPHRASE = 'unusual words of a test';

/** A place of the system for secrets: opening by it takes no time. */
const keychain: Keychain = {
  available: () => Promise.resolve({ ok: true, backend: 'test', reason: null }),
  wrap: (secret) => Promise.resolve(secret),
  unwrap: (wrapped) => Promise.resolve(wrapped),
};

async function openVault(dataFolder: string): Promise<Vault> {
  const vault = createVault({ dataFolder, keychain });
  if (vault.state() === 'none') {
    await vault.create({ name: 'Bob', passphrase: null, keychain: true });
  } else {
    await vault.unlock({ with: 'keychain' });
  }
  return vault;
}

interface Machine {
  readonly folder: string;
  readonly vault: Vault;
  readonly shared: string;
  readonly own: string;
  /** Under a passphrase that whoever has the machine may know. */
  readonly known: string;
}

function newCase(vault: Vault, path: string): void {
  const [key, header] = [randomBytes(32), makeHeader('vault')];
  createCaseFile(path, key, header);
  vault.keepCaseKey(header, key);
  vault.keepRecent({ path, name: path, openedAt: new Date().toISOString() });
}

/** Made once: what is tested here is not how long that takes. */
let madeKey: Promise<Buffer> | null = null;
const passphraseKey = (header: Uint8Array): Promise<Buffer> =>
  (madeKey ??= deriveCaseKey(PASSPHRASE, header));

/** A profile with two cases of a team and one that is not shared, of which a wipe was ordered that has not begun. */
async function machine(): Promise<Machine> {
  const folder = testFolder();
  const vault = await openVault(folder);
  await keepAddress(vault, { url: URL, authority: null });
  const [shared, own, known] = [
    join(folder, 'shared.eiq'),
    join(folder, 'own.eiq'),
    join(folder, 'known.eiq'),
  ];
  newCase(vault, shared);
  newCase(vault, own);
  const header = makeHeader('passphrase');
  createCaseFile(known, await passphraseKey(header), header);
  const connection = openConnection(vault);
  for (const path of [shared, known]) {
    const kept = (await readHeader(path)).header.toString('hex');
    connection.keepCase({ caseId: randomUUID(), path, header: kept });
  }
  const order = {
    v: 1 as const,
    wipeId: randomUUID(),
    sessions: [randomUUID()],
    deviceKey: 'k'.repeat(43),
    by: 'Ada',
    at: new Date().toISOString(),
    reason: 'left on a train',
  };
  const found = await teamCasesHere(vault, URL);
  // As a crash leaves it in the midst of replacing the vault.
  writeFileSync(join(folder, 'vault.json.old'), 'what the vault was before');
  writeWipe(vault, {
    order,
    url: URL,
    authority: null,
    device: null,
    ...found,
    isDone: false,
    isSeen: false,
  });
  return { folder, vault, shared, own, known };
}

class Crash extends Error {}

/** Steps that the outside sees; the process ends at the one of a number. */
function deskThatEnds(vault: Vault, at: number) {
  let step = 0;
  const next = (): void => {
    if (step++ === at) throw new Crash();
  };
  const steps = {
    forgetCases: (cases: Parameters<Vault['forgetCases']>[0]) => {
      next();
      vault.forgetCases(cases);
    },
    destroyDrawer: (name: string) => {
      next();
      vault.destroyDrawer(name);
    },
    drawer: (name: string) => {
      const drawer = vault.drawer(name);
      return {
        read: drawer.read,
        write(text: string) {
          next();
          drawer.write(text);
        },
      };
    },
  };
  const desk = createWipeDesk({
    vault: { ...vault, ...steps },
    closeCase: async () => next(),
    forgetTeam: async () => next(),
    tell: () => next(),
  });
  return { desk, steps: () => step };
}

async function expectWiped({ folder, shared, own, known }: Machine, keys: Buffer): Promise<void> {
  const vault = await openVault(folder);
  expect(keptServer(vault)).toBeNull();
  expect(teamCases(vault, URL)).toEqual([]);
  expect(vault.recent().map(({ path }) => path)).toEqual([own]);
  for (const path of [shared, known]) {
    expect(readdirSync(folder).filter((name) => join(folder, name).startsWith(path))).toEqual([]);
  }
  const { header } = await readHeader(own);
  const key = vault.caseKey(header) ?? Buffer.alloc(0);
  openCaseFile({ path: own, key, readonly: true }).close();
  expect(vault.caseKey(keys)).toBeNull();
  expect(readWipe(vault)).toMatchObject({ isDone: true, files: [] });
  expect(existsSync(join(folder, 'vault.json.old'))).toBe(false);
  vault.lock();
}

test('a wipe that ends at any step is finished at the next start, and touches no case that is not shared', async () => {
  for (let at = 0, done = false; !done; at++) {
    const one = await machine();
    const { header } = await readHeader(one.shared);
    const { desk, steps } = deskThatEnds(one.vault, at);
    const ended = await desk.look(false).then(
      () => false,
      (error: unknown) => error instanceof Crash,
    );
    done = !ended && steps() <= at;
    one.vault.lock();
    const again = await openVault(one.folder);
    await deskThatEnds(again, Infinity).desk.look(false);
    again.lock();
    await expectWiped(one, header);
    if (done) expect(at).toBeGreaterThan(6);
  }
}, 60_000);

test('what lies on disk is unreadable before a file is removed, also for who knows its passphrase', async () => {
  const { vault, shared, known } = await machine();
  const { header } = await readHeader(known);
  const sharedHeader = (await readHeader(shared)).header;
  expect(vault.caseKey(sharedHeader)).not.toBeNull();
  expect(readFileSync(known).subarray(0, 16).equals(header)).toBe(true);
  const seen: boolean[] = [];
  const desk = createWipeDesk({
    vault,
    closeCase: () => Promise.resolve(),
    forgetTeam: async (_, { files }) => {
      expect(files).toEqual(expect.arrayContaining([known, shared]));
      seen.push(existsSync(known), readFileSync(known).subarray(0, 16).equals(header));
      seen.push(existsSync(shared), vault.caseKey(sharedHeader) === null);
    },
    tell: () => {},
  });
  await desk.look(false);
  expect(seen).toEqual([true, false, true, true]);
  expect(desk.notice()).toMatchObject({ by: 'Ada', reason: 'left on a train', cases: 2 });
  desk.seen();
  expect(desk.notice()).toBeNull();
});

test('a key that an older vault brings again is destroyed again', async () => {
  const one = await machine();
  const { header } = await readHeader(one.shared);
  const key = one.vault.caseKey(header) ?? Buffer.alloc(0);
  const { desk } = deskThatEnds(one.vault, Infinity);
  await desk.look(false);
  one.vault.keepCaseKey(header, key);
  await desk.look(false);
  expect(one.vault.caseKey(header)).toBeNull();
});
