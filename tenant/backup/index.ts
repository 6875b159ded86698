export { basesIn, foundBackupFolder, type BaseBackup } from './backup-folder.ts';
export { backUp, drainArchive, keepBackups } from './keep-backups.ts';
export { planRestore } from './plan-restore.ts';
export { noticeOtherLife, putBack } from './put-back.ts';
export { restore } from './restore.ts';
export { verifyBackup } from './verify-backup.ts';
