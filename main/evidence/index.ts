export { copyOut } from './copy-out.ts';
export { checkSources, type CheckedSource } from './check-sources.ts';
export { citedOfEach, citedRecords } from './cited-records.ts';
export { narrativeLinks } from './narrative-links.ts';
export { timelineOf } from './timeline.ts';
export { verifyBundle } from './verify-bundle.ts';
export { writeBundle } from './write-bundle.ts';
export { shareCase } from './share-case.ts';
