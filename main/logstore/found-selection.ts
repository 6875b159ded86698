import type { BlockColumns } from './block-columns.ts';
import { checked } from './block-text.ts';
import type { BlockFacts } from './block-facts.ts';
import type { CaseBlocks } from './case-blocks.ts';
import { foundTimes } from './found-times.ts';
import { sharedBytes } from './shared-room.ts';
import type { Selection } from './view.ts';

/** No record of a block. */
export const NOTHING: Selection = { by: 'kinds', accepted: new Uint8Array(0) };

/**
 * So many records of a block, in memory that threads share, with the index of their times.
 *
 * @param write writes their places, in order of time
 */
export function selectFound(
  count: number,
  write: (indices: Uint32Array) => void,
  block: BlockFacts,
  blocks: CaseBlocks,
  columns: BlockColumns,
): Selection {
  if (count === 0) return NOTHING;
  if (count === columns.records) return { by: 'all' };
  const room = sharedBytes(count * Uint32Array.BYTES_PER_ELEMENT);
  const indices = new Uint32Array(room.buffer, room.byteOffset, count);
  write(indices);
  return { by: 'list', indices, times: timesOf(indices, block, blocks, columns) };
}

function timesOf(
  indices: Uint32Array,
  block: BlockFacts,
  blocks: CaseBlocks,
  columns: BlockColumns,
): Uint8Array | null {
  if (!block.timed) return null;
  const whole = block.inOrder ? blocks.times(block) : null;
  const { size } = block.kinds;
  const times = checked(() => foundTimes(indices, columns, block.shiftUs, whole, size));
  if (times === null) return null;
  const shared = sharedBytes(times.length);
  shared.set(times);
  return shared;
}
