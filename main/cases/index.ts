export { createCaseFile, deleteCaseFile, failureOf, openCaseFile } from './case-file.ts';
export { keySourceOf, makeHeader, readHeader, type KeySource } from './case-header.ts';
export { deriveCaseKey } from './case-key.ts';
export { lockCase, type CaseLock } from './case-lock.ts';
