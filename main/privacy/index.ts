export { createFinder } from './find/find-personal-data.ts';
export { loadNameLists } from './find/name-lists.ts';
export { createMasking, type Masking } from './mask/masking.ts';
export { maskingKey } from './mask/pseudonym.ts';
export { createTextMasker, type TextMasker } from './mask/text-masker.ts';
export { createPseudonymOperations, type PseudonymOperations } from './pseudonym-shelf.ts';
export { createValueEraser, replaceInBytes } from './erase/value-eraser.ts';
