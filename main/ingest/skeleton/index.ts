export { createSkeletonizer } from './skeleton.ts';
export type { Skeleton, Skeletonizer } from './skeleton.ts';
export { traceSignature } from './stack-trace.ts';
