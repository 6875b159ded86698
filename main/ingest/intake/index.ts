export { detectEncoding, looksBinary } from './detect-encoding.ts';
export { contentOf } from './magic.ts';
export { openOrigin } from './open-origin.ts';
export type { SourceItem } from './pile-item.ts';
export { DEFAULT_LIMITS, type PileLimits } from './pile-limits.ts';
export { textOpener } from './text-opener.ts';
export type { TextWriter } from './text-writer.ts';
export { toUtf8 } from './to-utf8.ts';
export { walkPile } from './walk-pile.ts';
