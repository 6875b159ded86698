/** Changes over time in templates, issues and sources that chance does not explain. */
export { findSignals } from './find-signals.ts';
export { gatherTables, type Folded } from './gather-tables.ts';
export type { SignalTables, Subject } from './signal-tables.ts';
