import { inflateRawSync } from 'node:zlib';
import { createBytes, takeExactly, type Bytes } from './bytes.ts';
import type { Work } from './work.ts';

const MAX_PACKED = 64 * 1024;
const MAX_SIZE = 256 * 1024;

/**
 * What a small deflated zip member inflates to, done at once: well under a millisecond, where an engine's
 * trips to the thread pool cost more than the work (20,000 members took 4.7 s by engines, take 1.4 s).
 * Null for a member that is not small, or is damaged: then `packed` is as before, and an engine gives
 * what can be had of it.
 */
export async function inflatedAtOnce(
  packed: Bytes,
  size: number | null,
  work: Work,
): Promise<Bytes | null> {
  const length = packed.size;
  if (length === null || length > MAX_PACKED || size === null || size > MAX_SIZE) return null;
  const content = inflateOrNull(await packed.peek(length), size);
  if (content === null) return null;
  await takeExactly(packed, length);
  let given = content.length === 0;
  return createBytes({
    size,
    onDisk: packed.onDisk,
    access: null,
    consumed: () => packed.consumed(),
    close: () => packed.close(),
    async pull() {
      if (given) return null;
      given = true;
      work.budget.spend(content.length);
      return content;
    },
  });
}

function inflateOrNull(raw: Buffer, size: number): Buffer | null {
  try {
    return inflateRawSync(raw, { maxOutputLength: Math.max(1, size), chunkSize: size + 64 });
  } catch {
    return null;
  }
}
