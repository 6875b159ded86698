import type { Kind } from '../../logstore/index.ts';
import type { Kernel, KernelPlaces } from './kernel.ts';

const ENTRY_BYTES = 32;

/** The dictionary of the block that a kernel has scanned, and the ids of its skeletons, to which the former points by position. */
export function readKinds(
  kernel: Kernel,
  places: KernelPlaces,
): { kinds: Kind[]; skeletonIds: number[] } {
  const words = new Int32Array(kernel.memory.buffer);
  const doubles = new Float64Array(kernel.memory.buffer);
  const skeletonIds: number[] = [];
  const index = new Map<number, number>();
  const kinds: Kind[] = [];
  for (let kind = 0; kind < kernel.kindCount.value; kind++) {
    const at = places.KINDS + kind * ENTRY_BYTES;
    const skeleton = words[at / 4] ?? 0;
    let skeletonId = index.get(skeleton);
    if (skeletonId === undefined) {
      skeletonId = skeletonIds.length;
      index.set(skeleton, skeletonId);
      skeletonIds.push(skeleton);
    }
    const first = doubles[at / 8 + 2] ?? 0;
    const last = doubles[at / 8 + 3] ?? 0;
    kinds.push({
      skeletonId,
      level: words[at / 4 + 1] ?? 0,
      count: words[at / 4 + 2] ?? 0,
      firstUs: Number.isFinite(first) ? first : null,
      lastUs: Number.isFinite(last) ? last : null,
    });
  }
  return { kinds, skeletonIds };
}
