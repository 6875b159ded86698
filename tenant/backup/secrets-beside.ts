import { existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../shared/model/failure.ts';
import {
  readSecretsFile,
  secretsText,
  writeDurably,
  type SealedSecrets,
} from '../platform/index.ts';

const SUFFIX = '.json';
const folderOf = (cluster: string): string => join(cluster, 'secrets');
const fileOf = (cluster: string, master: string): string =>
  join(folderOf(cluster), `${master}${SUFFIX}`);

/**
 * Keeps the server's sealed secrets beside its backups, a file for each master key that opens them: whoever has the key
 * needs nothing else. Those of keys before stay, as long as there are backups of their time.
 */
export function keepSecretsBeside(cluster: string, sealed: readonly SealedSecrets[]): void {
  mkdirSync(folderOf(cluster), { recursive: true, mode: 0o700 });
  for (const secrets of sealed) {
    const path = fileOf(cluster, secrets.master);
    const [before] = readSecretsFile(path);
    if (before?.sealed !== secrets.sealed) {
      writeDurably(path, secretsText([secrets]), { replaces: true });
    }
  }
}

/** Which master keys open backups of a server, by the files beside them; none: they are from before there were any. */
export function mastersBeside(cluster: string): string[] {
  if (!existsSync(folderOf(cluster))) return [];
  return readdirSync(folderOf(cluster))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length));
}

/**
 * The sealed secrets beside backups, for the first of some master keys that opens some; null: the backups are from before
 * there were any. Throws BACKUP_OTHER_KEY.
 */
export function secretsBeside(cluster: string, masters: readonly string[]): SealedSecrets | null {
  const there = mastersBeside(cluster);
  if (there.length === 0) return null;
  const [found] = masters.flatMap((master) => readSecretsFile(fileOf(cluster, master)));
  if (found !== undefined) return found;
  throw otherKey(cluster, masters[0] ?? '', there);
}

/** Takes away secrets under keys that are not in force, when no backup is left from before those in force were there. */
export function dropOldSecrets(
  cluster: string,
  inForce: readonly SealedSecrets[],
  oldest: Date,
): void {
  const masters = new Set(inForce.map(({ master }) => master));
  const since = inForce.map(({ master }) => statSync(fileOf(cluster, master)).mtimeMs);
  if (Math.max(...since) > oldest.getTime()) return;
  for (const master of mastersBeside(cluster)) {
    if (!masters.has(master)) rmSync(fileOf(cluster, master), { force: true });
  }
}

/** What is said when backups need another master key. */
export function otherKey(cluster: string, master: string, needs: readonly string[]): Failure {
  return new Failure(
    'BACKUP_OTHER_KEY',
    `The backups in ${cluster} need the master key ${needs.join(' or ')}; the one that is here is ${master}. Nothing was changed. Bring that key, as tenant.key or by ERROR_IQ_TENANT_KEY.`,
    { needs: needs.join(','), key: master },
  );
}
