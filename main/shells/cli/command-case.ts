import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import type { CaseThreadData } from '../../case-operations.ts';
import { createCaseFile, deriveCaseKey, makeHeader, readHeader } from '../../cases/index.ts';
import { readTeamPolicy } from '../../deployments/index.ts';
import { createFormatLibrary } from '../../formats/index.ts';
import { groupingFolderOf, readProfileGrouping } from '../../iq/index.ts';
import { openCase, type OpenCase } from '../../open-case.ts';
import { createTemplateMemory } from '../../templates/index.ts';
import { createVault, type Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { reportProgress } from './progress-line.ts';

/** Which case a command works on. */
export interface CaseChoice {
  readonly dataFolder: string;
  readonly formatsFolder: string;
  readonly passphraseFile: string | undefined;
  /** Opens the profile where the case has a passphrase of its own, or is a temporary one. */
  readonly profilePassphraseFile?: string | undefined;
  readonly zone: string;
}

/** An open case and what to do when the command is done with it. */
export interface CommandCase {
  readonly open: OpenCase;
  /** The profile, open; null: its passphrase was not given. */
  readonly vault: Vault | null;
  finish(): Promise<void>;
}

/**
 * Opens a case that reads with the formats of a folder, folds as the profile says and is signed by it, as far as it is
 * open. What is wrong there is said, and is no reason to stop.
 */
async function openWithProfile(
  data: Omit<CaseThreadData, 'signer'>,
  { dataFolder, formatsFolder }: CaseChoice,
  vault: Vault | null,
): Promise<CommandCase> {
  const library = createFormatLibrary(formatsFolder);
  try {
    const { problems } = await library.list();
    for (const { file, message } of problems) {
      process.stderr.write(`${join(formatsFolder, file ?? '')}: ${message}\n`);
    }
    const grouping = await readProfileGrouping(groupingFolderOf(dataFolder));
    const memory = vault === null ? null : createTemplateMemory(vault);
    const open = await openCase(
      { ...data, signer: vault === null ? null : profileSigner(vault) },
      reportProgress,
      () => library.definitions(),
      () => Promise.resolve({ ...grouping, templates: memory?.rules() ?? [] }),
      () => {},
      () => (vault === null ? null : readTeamPolicy(vault)),
    );
    const finish = async (): Promise<void> => {
      await open.close();
      await library.close();
      vault?.lock();
    };
    return { open, vault, finish };
  } catch (error) {
    await library.close();
    vault?.lock();
    throw error;
  }
}

/** Who the profile is in the journal: its entries are signed as those that its owner makes in the app. */
function profileSigner(vault: Vault): NonNullable<CaseThreadData['signer']> {
  return { name: vault.profile().name, pkcs8: vault.signingKey() };
}

/** The profile, where its passphrase was given apart. Throws PROFILE_MISSING and what the vault throws. */
async function profileOf({ dataFolder, profilePassphraseFile }: CaseChoice): Promise<Vault | null> {
  if (profilePassphraseFile === undefined) return null;
  const vault = createVault({ dataFolder, keychain: null });
  if (vault.state() === 'none') {
    throw new Failure(
      'PROFILE_MISSING',
      `${dataFolder} has no profile. Name its folder with --data.`,
      {
        path: dataFolder,
      },
    );
  }
  const passphrase = await passphraseIn(profilePassphraseFile);
  await vault.unlock({ with: 'passphrase', passphrase });
  return vault;
}

/** An encrypted case under a random key that is removed afterwards: nobody else can ever read it. */
export async function temporaryCase(choice: CaseChoice): Promise<CommandCase> {
  // In one turn: ended before there was anything to be stopped, it leaves nothing either.
  const folder = mkdtempSync(join(tmpdir(), 'error-iq-'));
  const path = join(folder, 'analysis.eiq');
  const atExit = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', atExit);
  const remove = async (): Promise<void> => {
    process.off('exit', atExit);
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const key = randomBytes(32);
    createCaseFile(path, key, makeHeader('vault'));
    const created = { name: 'analysis', zone: choice.zone };
    const opened = await openWithProfile({ path, key, created }, choice, await profileOf(choice));
    return {
      ...opened,
      async finish() {
        await opened.finish();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** Opens a case, or makes it with a passphrase where it is not there and `create` is set. */
export async function namedCase(
  casePath: string,
  choice: CaseChoice,
  create: boolean,
): Promise<CommandCase> {
  const path = resolve(casePath);
  if (!existsSync(path) && create) return newCase(path, choice);
  const { key, vault } = await accessTo(path, choice);
  const opened = await openWithProfile({ path, key, created: null }, choice, vault);
  // A query may name a template or an issue.
  await opened.open.templates();
  return opened;
}

/** The key that a case opens with. Throws USAGE when a passphrase is needed and none is given. */
export async function keyOfCase(path: string, choice: CaseChoice): Promise<Buffer> {
  const { key, vault } = await accessTo(path, choice);
  vault?.lock();
  return key;
}

/** The key of a case, and the profile where it was opened for it or its passphrase was given. */
async function accessTo(
  path: string,
  choice: CaseChoice,
): Promise<{ key: Buffer; vault: Vault | null }> {
  const { header, keySource } = await readHeader(path);
  if (keySource === 'recipient') {
    throw new Failure(
      'CASE_SEALED',
      `${path} is sealed for the key of a profile. Take the case out of it with "error-iq unseal ${path} --out CASE.eiq".`,
      { path },
    );
  }
  const passphrase = await passphraseOf(choice);
  if (keySource !== 'passphrase') {
    return keyFromVault(path, header, passphrase, choice.dataFolder);
  }
  const key = await deriveCaseKey(passphrase ?? missingPassphrase(path), header);
  return { key, vault: await profileOf(choice) };
}

async function newCase(path: string, choice: CaseChoice): Promise<CommandCase> {
  const passphrase = (await passphraseOf(choice)) ?? missingPassphrase(path);
  const header = makeHeader('passphrase');
  const key = await deriveCaseKey(passphrase, header);
  createCaseFile(path, key, header);
  const created = { name: basename(path).replace(/\.eiq$/, ''), zone: choice.zone };
  const vault = await profileOf(choice);
  return openWithProfile({ path, key, created }, choice, vault);
}

/** The key of a case that the app made: the profile's passphrase opens the vault that holds it. */
async function keyFromVault(
  path: string,
  header: Uint8Array,
  passphrase: string | null,
  dataFolder: string,
): Promise<{ key: Buffer; vault: Vault }> {
  const vault = createVault({ dataFolder, keychain: null });
  if (vault.state() === 'none') {
    throw new Failure(
      'CASE_OF_ANOTHER_PROFILE',
      `${path} was made in the app, and ${dataFolder} has no profile. Name the profile's folder with --data.`,
      { path },
    );
  }
  await vault.unlock({ with: 'passphrase', passphrase: passphrase ?? missingPassphrase(path) });
  const key = vault.caseKey(header);
  if (key === null) {
    vault.lock();
    throw new Failure(
      'CASE_OF_ANOTHER_PROFILE',
      `${path} belongs to another profile than the one in ${dataFolder}.`,
      { path },
    );
  }
  return { key, vault };
}

function missingPassphrase(path: string): never {
  throw usage(
    `${path} needs a passphrase: put it on the first line of a file and name that with --passphrase-file.`,
  );
}

/** The first line of the passphrase file; null: none was named. */
export async function passphraseOf({
  passphraseFile,
}: Pick<CaseChoice, 'passphraseFile'>): Promise<string | null> {
  return passphraseFile === undefined ? null : passphraseIn(passphraseFile);
}

/** The passphrase that stands on the first line of a file. Throws PASSPHRASE_FILE_UNREADABLE, USAGE. */
export async function passphraseIn(passphraseFile: string): Promise<string> {
  const text = await readFile(passphraseFile, 'utf8').catch(() => {
    throw new Failure(
      'PASSPHRASE_FILE_UNREADABLE',
      `${passphraseFile} cannot be read. Name a file whose first line is the passphrase.`,
      { path: passphraseFile },
    );
  });
  const [line = ''] = text.split(/\r?\n/);
  if (line === '')
    throw usage(`The first line of ${passphraseFile} is empty; it must be the passphrase.`);
  return line;
}
