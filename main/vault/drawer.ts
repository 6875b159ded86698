import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '#shared/model/failure.ts';
import { seal, subKey, unseal } from './seal.ts';
import { shredFile } from './shred.ts';

/** A sealed file beside the vault: for what is too large to be written with every key. */
export interface Drawer {
  /** Null: nothing was put in. Throws DRAWER_DAMAGED. */
  read(): string | null;
  /** Replaces what is in it; at any moment the old or the new is there, whole. */
  write(text: string): void;
}

const pathOf = (folder: string, name: string): string => join(folder, `${name}.sealed`);

/** Overwrites and removes a drawer with what is in it. */
export function destroyDrawer(folder: string, name: string): void {
  shredFile(`${pathOf(folder, name)}.new`);
  shredFile(pathOf(folder, name));
}

/** The drawer of that name, sealed under a key of its own made from the vault's. */
export function openDrawer(
  folder: string,
  name: string,
  vaultKey: Uint8Array,
  profile: string,
): Drawer {
  const path = pathOf(folder, name);
  const key = subKey(vaultKey, `drawer ${name}`);
  const purpose = `${profile} ${name}`;
  return {
    read() {
      if (!existsSync(path)) return null;
      const plain = unseal(key, readFileSync(path, 'utf8'), purpose);
      if (plain !== null) return plain.toString('utf8');
      throw new Failure(
        'DRAWER_DAMAGED',
        `${path} does not carry this vault's seal. It was left as it is; move it away to begin anew.`,
        { path },
      );
    },
    write(text) {
      writeFileSync(`${path}.new`, seal(key, Buffer.from(text), purpose), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}
