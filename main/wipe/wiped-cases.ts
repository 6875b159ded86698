import { existsSync } from 'node:fs';
import { deleteCaseFile, openCaseFile, readHeader, spoilCase } from '../cases/index.ts';
import { keepingOfFile } from '../safekeeping/index.ts';
import { unsentEntries } from '../sync-operations.ts';
import { teamCases } from '../tenant/index.ts';
import type { Vault } from '../vault/index.ts';

/** What of a team's cases is on this machine. */
export interface Inventory {
  readonly headers: string[];
  readonly files: string[];
  readonly caseIds: string[];
  readonly counts: { readonly cases: number; readonly held: number; readonly unsent: number };
}

/**
 * Looks which files are cases that were synced with a team: those that were noted, wherever the recent list knows them to be
 * now. What cannot be read counts as nothing held and nothing unsent, and is among them all the same.
 */
export async function teamCasesHere(
  vault: Pick<Vault, 'drawer' | 'caseKey' | 'recent'>,
  url: string,
): Promise<Inventory> {
  const kept = teamCases(vault, url);
  const headers = new Set(kept.map(({ header }) => header));
  const known = [...kept.map(({ path }) => path), ...vault.recent().map(({ path }) => path)];
  const files: string[] = [];
  const counts = { cases: headers.size, held: 0, unsent: 0 };
  for (const path of new Set(known)) {
    const header = existsSync(path) ? await headerOf(path) : null;
    if (header === null || !headers.has(header.toString('hex'))) continue;
    files.push(path);
    const key = vault.caseKey(header);
    const { held, unsent } = key === null ? NOTHING : lostWith(path, key);
    counts.held += held;
    counts.unsent += unsent;
  }
  return { headers: [...headers], files, caseIds: kept.map(({ caseId }) => caseId), counts };
}

const NOTHING = { held: 0, unsent: 0 };

/** Null: it is no case file, or cannot be read. */
async function headerOf(path: string): Promise<Buffer | null> {
  try {
    return (await readHeader(path)).header;
  } catch {
    return null;
  }
}

function lostWith(path: string, key: Uint8Array): { held: number; unsent: number } {
  try {
    const held = keepingOfFile(path, key).hold === null ? 0 : 1;
    const database = openCaseFile({ path, key, readonly: true });
    try {
      return { held, unsent: unsentEntries(database) };
    } finally {
      database.close();
    }
  } catch {
    return NOTHING;
  }
}

/** Destroys what files can be opened with; gives those where that failed, as where another process holds them. */
export function spoilCases(files: readonly string[]): string[] {
  return files.filter((path) => !succeeds(() => spoilCase(path)));
}

/** Removes files; gives those that could not be removed now. */
export function removeCases(files: readonly string[]): string[] {
  return files.filter((path) => !succeeds(() => deleteCaseFile(path)));
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}
