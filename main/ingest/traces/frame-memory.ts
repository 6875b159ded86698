import { detached } from '../detached-text.ts';
import type { TraceFrame } from './trace.ts';

/** Frames of lines that were read before: a log has the same trace a thousand times (a Java trace takes 68 µs without, 20 with). */
export interface FrameMemory {
  /** The frame that a line was read as, or is by `read`. */
  recall(line: string, read: (line: string) => TraceFrame | null): TraceFrame | null;
}

const KNOWN_LINES = 20_000;
/** A longer line is not worth its memory. */
const KNOWN_LENGTH = 400;

/** An empty memory, for one dialect. */
export function createFrameMemory(): FrameMemory {
  const known = new Map<string, TraceFrame>();
  return {
    recall(line, read) {
      const found = known.get(line);
      if (found !== undefined) return found;
      const frame = read(line);
      // What is no frame is what an exception says, mostly with an id that does not come again.
      if (frame === null || line.length > KNOWN_LENGTH) return frame;
      if (known.size >= KNOWN_LINES) known.clear();
      // What was read is made of slices of the line, which must not be kept.
      const kept = { ...frame, name: detached(frame.name), path: detached(frame.path) };
      known.set(detached(line), kept);
      return kept;
    },
  };
}
