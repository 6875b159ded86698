import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { loadSigner, makeSigningKey, testSigning, type Signer } from './signer.ts';
import { destroyDrawer, openDrawer, type Drawer } from './drawer.ts';
import { ARGON2_COST, checkCost } from './argon2.ts';
import { deriveKey } from './key-derivation.ts';
import { passphraseStrength, type PassphraseStrength } from './passphrase-strength.ts';
import {
  changeVault,
  latestVault,
  openVault,
  vaultExists,
  writeNewVault,
  type OpenVault,
} from './open-vault.ts';
import { seal, unseal } from './seal.ts';
import type { PublicSealingKey } from './key-text.ts';
import { makeSealingKeys, unsealWith, type SealingKeys } from './sealing.ts';
import { readVaultFile, replaceVaultFile, type VaultFile } from './vault-file.ts';
import { withoutCases, type CasesToForget, type Secrets } from './vault-secrets.ts';

/** The operating system's place for secrets, given by a shell that has one. */
export interface Keychain {
  /** `ok: false` with the reason where it would not really protect (Linux without a keyring). */
  available(): Promise<{ ok: boolean; backend: string | null; reason: string | null }>;
  wrap(secret: string): Promise<string>;
  unwrap(wrapped: string): Promise<string>;
}

export interface RecentCase {
  readonly path: string;
  readonly name: string;
  readonly openedAt: string;
}

/** What a vault needs from outside; clock and timer can be given so that tests need not wait. */
export interface VaultDependencies {
  readonly dataFolder: string;
  readonly keychain: Keychain | null;
  readonly now?: () => number;
  readonly setTimer?: (run: () => void, afterMs: number) => { cancel(): void };
}

/** A key and its certificates, DER. */
export interface KeptIdentity {
  readonly pkcs8: Buffer;
  readonly chain: readonly Buffer[];
}

const KEPT_RECENT = 30;
/** Failed attempts that cost no wait; after them 1, 2, 4 … seconds, up to 30. */
const FREE_ATTEMPTS = 3;
const LONGEST_WAIT_MS = 30_000;

export type VaultState = 'none' | 'locked' | 'unlocked';
export type Vault = ReturnType<typeof createVault>;

/**
 * Keys and credentials on this machine: `vault.json` in the data folder. A random vault key, wrapped
 * for the passphrase (Argon2id) and, if wanted, for the OS keychain; everything else is sealed under keys
 * made from it. There is no other way in: who loses both loses the data.
 */
export function createVault({
  dataFolder,
  keychain,
  now = Date.now,
  setTimer = systemTimer,
}: VaultDependencies) {
  const path = join(dataFolder, 'vault.json');
  const listeners = new Set<(state: VaultState) => void>();
  let open: OpenVault | null = null;
  let failures = 0;
  let waitUntil = 0;
  let autoLockMs = 0;
  let timer: { cancel(): void } | null = null;

  const state = (): VaultState => {
    if (open !== null) return 'unlocked';
    return readVaultFile(path) === null ? 'none' : 'locked';
  };
  const tell = (): void => {
    const present = state();
    for (const listener of listeners) listener(present);
  };
  const unlocked = () => {
    if (open === null) throw new Failure('VAULT_LOCKED', 'The vault is locked. Unlock it first.');
    return open;
  };
  /** The vault with what other processes wrote since. */
  const latest = (): OpenVault => (open = latestVault(path, unlocked()));
  /** Changes what is sealed; see `changeVault`. */
  const change = (
    changed: (held: Secrets) => Partial<Secrets>,
    replace?: Parameters<typeof changeVault>[3],
  ): void => {
    open = changeVault(
      path,
      unlocked(),
      ({ secrets: held }) => ({ secrets: { ...held, ...changed(held) } }),
      replace,
    );
  };
  const restartTimer = (): void => {
    timer?.cancel();
    timer = open !== null && autoLockMs > 0 ? setTimer(lock, autoLockMs) : null;
  };

  function lock(): void {
    timer?.cancel();
    timer = null;
    if (open === null) return;
    open.key.fill(0);
    open = null;
    tell();
  }

  async function passphraseSlot(key: Buffer, passphrase: string, profileId: string) {
    const salt = randomBytes(16);
    const slotKey = await deriveKey(passphrase, salt, ARGON2_COST);
    const wrapped = seal(slotKey, key, `passphrase ${profileId}`);
    slotKey.fill(0);
    return { salt: salt.toString('base64url'), cost: ARGON2_COST, wrapped };
  }

  async function requireStrong(passphrase: string, words: readonly string[]): Promise<void> {
    const { accepted } = await passphraseStrength(passphrase, words);
    if (accepted) return;
    throw new Failure(
      'PASSPHRASE_WEAK',
      'This passphrase would be guessed too easily. Use at least 8 characters; several unusual words are best.',
    );
  }

  async function create(input: {
    name: string;
    passphrase: string | null;
    keychain: boolean;
    /** A passphrase that protects a case already may protect the profile too, however it was chosen. */
    anyPassphrase?: boolean;
  }): Promise<void> {
    if (readVaultFile(path) !== null) throw vaultExists();
    if (input.passphrase === null && !input.keychain) {
      throw new Failure('VAULT_NEEDS_A_KEY', 'Choose a passphrase, or the keychain of the system.');
    }
    testSigning();
    if (input.passphrase !== null && input.anyPassphrase !== true) {
      await requireStrong(input.passphrase, [input.name]);
    }
    const key = randomBytes(32);
    const profile = { id: randomUUID(), name: input.name };
    const held: Secrets = {
      signingKey: makeSigningKey().toString('base64url'),
      caseKeys: {},
      recent: [],
      open: null,
    };
    const passphrase =
      input.passphrase === null ? null : await passphraseSlot(key, input.passphrase, profile.id);
    const file: VaultFile = {
      v: 1,
      profile,
      slots: { passphrase, keychain: input.keychain ? await keychainSlot(key) : null },
      sealed: '',
    };
    open = writeNewVault(path, { key, file, secrets: held });
    restartTimer();
    tell();
  }

  async function keychainSlot(key: Buffer) {
    const facts = await keychain?.available();
    if (keychain === null || facts?.ok !== true || facts.backend === null) {
      throw new Failure(
        'KEYCHAIN_MISSING',
        `The keychain of the system cannot be used${facts?.reason == null ? '' : ` (${facts.reason})`}. Use a passphrase.`,
      );
    }
    return { backend: facts.backend, wrapped: await keychain.wrap(key.toString('base64url')) };
  }

  function refuseTooSoon(): void {
    const retryAfterMs = waitUntil - now();
    if (retryAfterMs <= 0) return;
    throw new Failure(
      'VAULT_WAIT',
      `Too many attempts. Try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`,
      { retryAfterMs },
      { retryable: true },
    );
  }

  function failed(): Failure {
    failures++;
    const beyond = failures - FREE_ATTEMPTS;
    const wait = beyond < 0 ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** beyond);
    waitUntil = now() + wait;
    return new Failure('VAULT_PASSPHRASE_WRONG', 'This passphrase does not open the vault.', {
      retryAfterMs: wait,
    });
  }

  function requireFile(): VaultFile {
    const file = readVaultFile(path);
    if (file === null)
      throw new Failure('VAULT_MISSING', 'There is no profile yet. Create one first.');
    return file;
  }

  async function keyByPassphrase(file: VaultFile, passphrase: string): Promise<Buffer> {
    refuseTooSoon();
    const slot = file.slots.passphrase;
    if (slot === null) {
      throw new Failure(
        'VAULT_NO_PASSPHRASE',
        'This profile has no passphrase: it opens with the keychain of the system.',
      );
    }
    checkCost(slot.cost, path);
    const slotKey = await deriveKey(passphrase, Buffer.from(slot.salt, 'base64url'), slot.cost);
    const key = unseal(slotKey, slot.wrapped, `passphrase ${file.profile.id}`);
    slotKey.fill(0);
    if (key === null) throw failed();
    return key;
  }

  async function keyByKeychain(file: VaultFile): Promise<Buffer> {
    const slot = file.slots.keychain;
    const facts = await keychain?.available();
    if (slot === null || keychain === null || facts?.ok !== true) {
      throw new Failure(
        'KEYCHAIN_MISSING',
        'The keychain of the system does not hold the key of this profile. Use the passphrase.',
      );
    }
    if (facts.backend !== slot.backend) {
      throw new Failure(
        'KEYCHAIN_CHANGED',
        `The key was given to ${slot.backend}, but the system now uses ${facts.backend}. Unlock with the passphrase.`,
        { was: slot.backend, is: facts.backend },
      );
    }
    return Buffer.from(await keychain.unwrap(slot.wrapped), 'base64url');
  }

  async function unlock(
    input: { with: 'passphrase'; passphrase: string } | { with: 'keychain' },
  ): Promise<void> {
    const file = requireFile();
    const key =
      input.with === 'passphrase'
        ? await keyByPassphrase(file, input.passphrase)
        : await keyByKeychain(file);
    const opened = openVault(path, file, key);
    failures = 0;
    open = opened;
    restartTimer();
    tell();
  }

  async function changePassphrase(current: string, next: string): Promise<void> {
    const { file, key } = latest();
    const proof = await keyByPassphrase(file, current);
    proof.fill(0);
    await requireStrong(next, [file.profile.name]);
    const passphrase = await passphraseSlot(key, next, file.profile.id);
    open = changeVault(path, unlocked(), ({ file: { slots } }) => ({
      slots: { ...slots, passphrase },
    }));
  }

  const keepRecent = (entry: RecentCase): void =>
    change(({ recent }) => {
      const others = recent.filter(({ path: known }) => known !== entry.path);
      return { recent: [entry, ...others].slice(0, KEPT_RECENT) };
    });

  async function sealingKeys(): Promise<SealingKeys> {
    const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
    const held = latest().secrets.sealing;
    if (held !== undefined) {
      return { privateKey: bytes(held.private), publicKey: bytes(held.public) };
    }
    const made = await makeSealingKeys();
    const text = (key: Buffer): string => key.toString('base64url');
    // Somebody else may have asked meanwhile: the first pair stays.
    change(({ sealing }) => ({
      sealing: sealing ?? { private: text(made.privateKey), public: text(made.publicKey) },
    }));
    return sealingKeys();
  }

  return {
    state,
    create,
    unlock,
    lock,
    changePassphrase,
    /** Throws PASSPHRASE_WEAK. */
    requireStrong,
    strength: (passphrase: string, words: readonly string[]): Promise<PassphraseStrength> =>
      passphraseStrength(passphrase, words),
    /** Name of the profile; null: there is none. Known while locked, as the user name of a computer is. */
    profileName: (): string | null => readVaultFile(path)?.profile.name ?? null,
    keychainFacts: async () => ({
      ...((await keychain?.available()) ?? {
        ok: false,
        backend: null,
        reason: 'This shell has no keychain; use a passphrase.',
      }),
      enrolled: readVaultFile(path)?.slots.keychain != null,
    }),
    /** Who signs journal entries. Throws VAULT_LOCKED. */
    signer(): Signer {
      return loadSigner(unlocked().file.profile.name, this.signingKey());
    },
    signingKey: (): Buffer => Buffer.from(unlocked().secrets.signingKey, 'base64url'),
    profile: () => unlocked().file.profile,
    /** A sealed file beside the vault. Throws VAULT_LOCKED. */
    drawer(name: string): Drawer {
      const { key, file } = unlocked();
      return openDrawer(dataFolder, name, key, file.profile.id);
    },
    /** Overwrites and removes such a file. */
    destroyDrawer: (name: string): void => destroyDrawer(dataFolder, name),
    /** What files are signed with; null: nothing has been signed yet. */
    identity(): KeptIdentity | null {
      const held = latest().secrets.identity;
      if (held === undefined) return null;
      const bytes = (text: string): Buffer => Buffer.from(text, 'base64url');
      return { pkcs8: bytes(held.pkcs8), chain: held.chain.map(bytes) };
    },
    keepIdentity({ pkcs8, chain }: KeptIdentity): void {
      const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url');
      change(() => ({ identity: { pkcs8: text(pkcs8), chain: chain.map(text) } }));
    },
    /** The profile's public key, that others seal copies for; made on first use. Throws VAULT_LOCKED. */
    async sealingKey(): Promise<PublicSealingKey> {
      const { publicKey } = await sealingKeys();
      return { name: unlocked().file.profile.name, key: publicKey };
    },
    /** The key of a copy that was sealed for this profile; null: it is for another. Throws VAULT_LOCKED. */
    unsealKey: async (sealed: Uint8Array, header: Uint8Array): Promise<Buffer | null> =>
      unsealWith(await sealingKeys(), sealed, header),
    /** Key of a case by its header; null: this vault does not know it. */
    caseKey(header: Uint8Array): Buffer | null {
      const key = latest().secrets.caseKeys[Buffer.from(header).toString('hex')];
      return key === undefined ? null : Buffer.from(key, 'base64url');
    },
    keepCaseKey(header: Uint8Array, key: Uint8Array): void {
      const hex = Buffer.from(header).toString('hex');
      const text = Buffer.from(key).toString('base64url');
      change(({ caseKeys }) => ({ caseKeys: { ...caseKeys, [hex]: text } }));
    },
    /** Destroys the keys of cases, also in what the disk has of the vault as it was. */
    forgetCases(cases: CasesToForget): void {
      change((held) => withoutCases(held, cases), replaceVaultFile);
    },
    recent: (): readonly RecentCase[] => latest().secrets.recent,
    keepRecent,
    /** The case to come back to; null: it was closed on purpose. */
    openPath: (): string | null => latest().secrets.open,
    keepOpen(casePath: string | null): void {
      change(() => ({ open: casePath }));
    },
    forgetRecent(casePath: string): void {
      change(({ open: last, recent }) => ({
        open: last === casePath ? null : last,
        recent: recent.filter(({ path: known }) => known !== casePath),
      }));
    },
    /** Locks after this many minutes without `touch`; 0: never. */
    setAutoLock(minutes: number): void {
      autoLockMs = minutes * 60_000;
      restartTimer();
    },
    touch: restartTimer,
    onChange(listener: (state: VaultState) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function systemTimer(run: () => void, afterMs: number): { cancel(): void } {
  const timer = setTimeout(run, afterMs);
  timer.unref();
  return { cancel: () => clearTimeout(timer) };
}
