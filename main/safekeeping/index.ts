export { keptDataMap, takeDataMap, type DataMap } from './data-map.ts';
export { eraseValues } from './erase-values.ts';
export { isOverdue, keepingOf, keepingOfFile, requireNoHold, type Keeping } from './keeping.ts';
