export { CLASS_OF_BYTE } from './character-class.ts';
export { createSkeletonizer } from './skeleton.ts';
export type { Skeletonizer } from './skeleton.ts';
export { traceSignature } from './stack-trace.ts';
export type { HeldSlot } from './held-slots.ts';
