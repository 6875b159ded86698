export {
  backupFolderAt,
  basesIn,
  foundCluster,
  type BackupFolder,
  type BaseBackup,
} from './backup-folder.ts';
export { backUp, drainArchive, keepBackups, keepSecretsOfBackups } from './keep-backups.ts';
export { planRestore, type RestorePlan } from './plan-restore.ts';
export { noticeOtherLife, putBack } from './put-back.ts';
export { restore } from './restore.ts';
export { secretsBeside } from './secrets-beside.ts';
export { verifyBackups } from './verify-backup.ts';
