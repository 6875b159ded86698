import { Failure } from '#shared/model/failure.ts';
import { seal, subKey, unseal } from './seal.ts';
import { readVaultFile, writeVaultFile, type VaultFile } from './vault-file.ts';
import { secrets, type Secrets } from './vault-secrets.ts';
import { inTurn } from './vault-turn.ts';

/** A vault that is unlocked: its file, and what that seals. */
export interface OpenVault {
  readonly key: Buffer;
  readonly file: VaultFile;
  readonly secrets: Secrets;
}

/** Opens what a vault's file seals. Throws VAULT_DAMAGED. */
export function openVault(path: string, file: VaultFile, key: Buffer): OpenVault {
  const plain = unseal(subKey(key, 'secrets'), file.sealed, file.profile.id);
  const parsed = plain === null ? null : secrets.safeParse(JSON.parse(plain.toString()));
  if (parsed?.success === true) return { key, file, secrets: parsed.data };
  throw new Failure(
    'VAULT_DAMAGED',
    `${path} opens, but its content does not carry its seal. It was left as it is; restore it from a copy.`,
    { path },
  );
}

/** Seals a vault that is not there yet. Throws VAULT_EXISTS, VAULT_BUSY. */
export function writeNewVault(path: string, vault: OpenVault): OpenVault {
  return inTurn(path, () => {
    if (readVaultFile(path) !== null) throw vaultExists();
    return write(path, vault, writeVaultFile);
  });
}

/** That there is a profile. */
export function vaultExists(): Failure {
  return new Failure(
    'VAULT_EXISTS',
    'There is a profile on this machine already. Unlock it instead.',
  );
}

/**
 * The vault with what other processes wrote since: the app and a command line may have the same profile open. Throws
 * VAULT_MISSING when it was removed, VAULT_REPLACED when another profile stands in its place.
 */
export function latestVault(path: string, held: OpenVault): OpenVault {
  const file = readVaultFile(path);
  if (file === null) {
    throw new Failure(
      'VAULT_MISSING',
      `${path} is not there any more: the profile was removed while it was open.`,
      { path },
    );
  }
  if (file.profile.id !== held.file.profile.id) {
    throw new Failure(
      'VAULT_REPLACED',
      `${path} is another profile's by now. Lock this one, and unlock that.`,
      { path },
    );
  }
  return file.sealed === held.file.sealed ? { ...held, file } : openVault(path, file, held.key);
}

/**
 * Changes a vault from what it is on the disk now, so that of two processes that change it neither takes back what the
 * other did. Throws what `latestVault` and `inTurn` throw.
 */
export function changeVault(
  path: string,
  held: OpenVault,
  change: (vault: OpenVault) => Partial<Pick<VaultFile, 'slots'> & { secrets: Secrets }>,
  replace = writeVaultFile,
): OpenVault {
  return inTurn(path, () => {
    const latest = latestVault(path, held);
    const { slots = latest.file.slots, secrets: next = latest.secrets } = change(latest);
    return write(path, { ...latest, file: { ...latest.file, slots }, secrets: next }, replace);
  });
}

function write(path: string, vault: OpenVault, replace: typeof writeVaultFile): OpenVault {
  const { key, file, secrets: held } = vault;
  const plain = Buffer.from(JSON.stringify(held));
  const sealed = seal(subKey(key, 'secrets'), plain, file.profile.id);
  const next = { ...file, sealed };
  replace(path, next);
  return { ...vault, file: next };
}
