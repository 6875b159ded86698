export { keptDataMap, takeDataMap } from './data-map.ts';
export { eraseValues, previewErasure } from './erase-values.ts';
export { keepingOf, keepingOfFile, requireNoHold, type Keeping } from './keeping.ts';
export { erasedAgain } from './erased-again.ts';
