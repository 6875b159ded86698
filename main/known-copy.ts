import { existsSync } from 'node:fs';
import { openCaseFile, readHeader } from './cases/index.ts';
import { caseRoot } from './journal/index.ts';
import type { Vault } from './vault/index.ts';

/** A case that the profile has already, and that a file is a copy of. */
export interface KnownCopy {
  readonly path: string;
  readonly name: string;
  /** It was taken out of the very same file before. */
  readonly same: boolean;
}

/** The case of the recent list that another file is a copy of; null: none is. What cannot be opened now is passed over. */
export async function knownCopyOf(
  vault: Pick<Vault, 'recent' | 'caseKey'>,
  copy: { readonly path: string; readonly key: Uint8Array },
): Promise<KnownCopy | null> {
  const root = rootOfFile(copy.path, copy.key);
  const { header: own } = await readHeader(copy.path);
  const found: KnownCopy[] = [];
  for (const { path, name } of vault.recent()) {
    if (path === copy.path || !existsSync(path)) continue;
    try {
      const { header } = await readHeader(path);
      const key = vault.caseKey(header);
      if (key === null || rootOfFile(path, key) !== root) continue;
      found.push({ path, name, same: header.equals(own) });
    } catch {
      // It is damaged, or written by a newer version: opening it says so.
    }
  }
  return found.find(({ same }) => same) ?? found[0] ?? null;
}

function rootOfFile(path: string, key: Uint8Array): string | null {
  const database = openCaseFile({ path, key, readonly: true });
  try {
    return caseRoot(database);
  } finally {
    database.close();
  }
}
