/** Changes over time in templates, issues and sources that chance does not explain. */
export { findSignals } from './find-signals.ts';
export { gatherTables } from './gather-tables.ts';
export { subjectsOf, type Folded, type Subjects } from './subjects.ts';
export type { SignalTables, Subject } from './signal-tables.ts';
