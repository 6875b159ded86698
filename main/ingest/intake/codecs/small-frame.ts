import { inflateRawSync, type Zlib } from 'node:zlib';
import { takeExactly, type Bytes } from '../bytes.ts';
import type { FrameRun } from './codec.ts';

const MAX_PACKED = 64 * 1024;
const MAX_SIZE = 1024 * 1024;

/**
 * A frame of deflate in a small input, inflated at once: an engine's trips to the thread pool and its buffer of 256 KiB cost
 * more than the work, in thousands of small files. `engine` runs what is not small, or damaged: it gives what can be had.
 */
export function runSmallFrame(input: Bytes, engine: () => FrameRun): FrameRun {
  if (input.size === null || input.size > MAX_PACKED) return engine();
  let run: FrameRun | null = null;
  let isGiven = false;
  return {
    async read() {
      if (run !== null) return run.read();
      if (isGiven) return null;
      const frame = inflatedOrNull(await input.peek(MAX_PACKED));
      if (frame === null) {
        run = engine();
        return run.read();
      }
      isGiven = true;
      await takeExactly(input, frame.packed);
      return frame.content.length === 0 ? null : frame.content;
    },
    close() {
      run?.close();
    },
  };
}

/** What a frame inflates to, and how many bytes it has; null: it is large, or damaged. */
function inflatedOrNull(packed: Buffer): { content: Buffer; packed: number } | null {
  try {
    // With `info` it gives the engine besides, which the types do not know.
    const { buffer, engine } = inflateRawSync(packed, {
      maxOutputLength: MAX_SIZE,
      info: true,
    }) as unknown as { buffer: Buffer; engine: Zlib };
    return { content: buffer, packed: engine.bytesWritten };
  } catch {
    return null;
  }
}
