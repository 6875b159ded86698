export { createCaseFile, deleteCaseFile, openCaseFile } from './case-file.ts';
export { makeHeader, readHeader } from './case-header.ts';
export { deriveCaseKey } from './case-key.ts';
export { spoilCase } from './spoil-case.ts';
export { sealedPrefix, takeOutSealed } from './sealed-file.ts';
export { keepTeamHold, readTeamHold } from './team-hold.ts';
export { lockCase } from './case-lock.ts';
export { CASE_VERSION, versionOf } from './migrate.ts';
export { withReadableErrors } from './readable-errors.ts';
