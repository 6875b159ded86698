export { basesIn, foundBackupFolder, type BaseBackup } from './backup-folder.ts';
export { backUp, drainArchive, keepBackups } from './keep-backups.ts';
export { planRestore, type RestorePlan } from './plan-restore.ts';
export { noticeOtherLife, putBack } from './put-back.ts';
export { restore } from './restore.ts';
export { verifyBackups } from './verify-backup.ts';
