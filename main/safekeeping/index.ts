export { takeDataMap } from './data-map.ts';
export { eraseValues } from './erase-values.ts';
export { keepingOf, keepingOfFile, requireNoHold, type Keeping } from './keeping.ts';
