import { userInfo } from 'node:os';
import type { ReportSigning } from '../../reports/index.ts';
import { signingIdentity } from '../../signing/index.ts';
import { createVault, type Vault } from '../../vault/index.ts';
import { usage } from './arguments.ts';
import { passphraseOf, type CaseChoice } from './command-case.ts';

/** How a command signs. */
export interface SigningChoice {
  /** Opens the profile where its passphrase is another than the case's. */
  readonly profilePassphraseFile: string | undefined;
  readonly timeStampServer: string | undefined;
}

/** Opens the profile in the data folder, or makes one, and gives what it signs with. Throws what the vault throws. */
export async function commandSigning(
  { dataFolder, passphraseFile }: CaseChoice,
  { profilePassphraseFile, timeStampServer }: SigningChoice,
): Promise<ReportSigning> {
  const vault = await openProfile(dataFolder, profilePassphraseFile ?? passphraseFile);
  try {
    const time = new Date();
    const identity = signingIdentity(vault, dataFolder, time);
    return { identity, time, timeStampServer: timeStampServer ?? null };
  } finally {
    vault.lock();
  }
}

/**
 * Makes the profile that a first signature is made with, where its passphrase is another than the case's: opening the
 * case looks for it. One that is there is left alone. Throws what the vault throws.
 */
export async function makeMissingProfile(
  dataFolder: string,
  profilePassphraseFile: string | undefined,
): Promise<void> {
  if (profilePassphraseFile === undefined) return;
  if (createVault({ dataFolder, keychain: null }).state() !== 'none') return;
  (await openProfile(dataFolder, profilePassphraseFile)).lock();
}

/** The vault of the profile in the data folder, open; where there is none one is made. Throws what the vault throws. */
export async function openProfile(
  dataFolder: string,
  passphraseFile: string | undefined,
  why = 'To sign',
): Promise<Vault> {
  const passphrase = await passphraseOf({ passphraseFile });
  if (passphrase === null) {
    throw usage(
      `${why}, the profile must be opened: put its passphrase on the first line of a file and name that with --passphrase-file, or with --profile-passphrase-file when the case has another.`,
    );
  }
  const vault = createVault({ dataFolder, keychain: null });
  if (vault.state() === 'none') {
    const { username } = userInfo();
    await vault.create({ name: username, passphrase, keychain: false, anyPassphrase: true });
    process.stderr.write(
      `A profile for ${username} was made in ${dataFolder}. It opens with the passphrase in ${passphraseFile}; without it nobody can open it again.\n`,
    );
  } else await vault.unlock({ with: 'passphrase', passphrase });
  return vault;
}
