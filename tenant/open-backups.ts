import { backupFolderAt, foundCluster, secretsBeside, type BackupFolder } from './backup/index.ts';
import {
  keysBefore,
  keysOfSecrets,
  masterKeyFrom,
  newSecrets,
  openMasterKey,
  openSecrets,
  sealSecrets,
  secretsInFolder,
  secretsText,
  unitedSecrets,
  type Configuration,
  type MasterKey,
  type ServerKeys,
  type ServerSecrets,
} from './platform/index.ts';

/** Backups, and what opens them. */
export interface OpenBackups {
  readonly folder: BackupFolder;
  readonly keys: ServerKeys;
  /** The file of sealed secrets that a server has which comes of them. */
  readonly secrets: string;
}

/**
 * Opens a folder of backups with the master key, or with one that was in force before and is kept under it; what else it
 * needs of the server's secrets lies beside the backups. Throws BACKUP_NONE, BACKUP_MANY, BACKUP_OTHER_KEY, which names the
 * keys that open them, MASTER_KEY_MISSING.
 */
export async function openBackups(
  configuration: Configuration,
  path: string,
): Promise<OpenBackups> {
  const cluster = foundCluster(path);
  const master = openMasterKey(configuration);
  const before = await keysBefore(configuration.dataFolder, master);
  const masters = [master, ...before.map(({ key }) => masterKeyFrom(key))];
  const sealed = secretsBeside(
    cluster,
    masters.map(({ id }) => id),
  );
  const opener = masters.find(({ id }) => id === sealed?.master);
  const beside = sealed && opener ? await openSecrets(opener, [sealed], cluster) : null;
  const here = await secretsHere(configuration, master);
  const secrets = beside === null ? fromBefore(here, master) : together(beside, here);
  const keys = keysOfSecrets(master.id, secrets);
  return {
    folder: backupFolderAt(cluster, keys.backups),
    keys,
    secrets: secretsText([await sealSecrets(master, secrets)]),
  };
}

/** The secrets of the server in the data folder; null: there is none that this key opens. */
async function secretsHere(
  { dataFolder }: Configuration,
  master: MasterKey,
): Promise<ServerSecrets | null> {
  const store = secretsInFolder(dataFolder);
  const sealed = (await store.read()).filter((one) => one.master === master.id);
  return sealed.length === 0 ? null : openSecrets(master, sealed, store.where);
}

/** Backups of a server from before it had secrets: what they are under, and their passwords, were made of its master key. */
function fromBefore(here: ServerSecrets | null, { raw }: MasterKey): ServerSecrets {
  const secrets = here ?? newSecrets(null);
  return { ...secrets, former: secrets.former ?? raw };
}

function together(beside: ServerSecrets, here: ServerSecrets | null): ServerSecrets {
  // Of another server, which is put aside.
  if (here === null || !here.seed.equals(beside.seed)) return beside;
  const count = ({ roots, backups }: ServerSecrets): number => roots.length + backups.length;
  // Keys are only added: who has more of them is later.
  return count(here) > count(beside) ? unitedSecrets(here, beside) : unitedSecrets(beside, here);
}
