import { detached } from '../detached-text.ts';
import type { FrameMemory } from './frame-memory.ts';
import { JavaReading } from './java-trace.ts';
import { createTraceReader, isAskedOfJava, mayComeBeforeJava } from './read-trace.ts';
import { LINE_CAP, plainLines } from './trace-lines.ts';
import { isToldByFrames, traceText } from './trace-text.ts';

/** What comes before the first frame of a trace that the JVM printed. */
const FRAMES = '\n\tat ';
/** Longer ones are read anew each time. Lines of both together are fewer than are looked at. */
const LONGEST_ABOVE = LINE_CAP / 4;
const MOST_LINES = LINE_CAP / 2;
const LONGEST_FRAMES = 32 * 1024;
/** Characters of frames and texts that are kept, then all are forgotten. */
const MOST_KEPT = 2 * 1024 * 1024;

/** Above its frames nothing is a frame, or the trace is not recalled. */
const NOTHING_KNOWN: FrameMemory = { recall: (line, read) => read(line) };

/** Gives the texts of traces, and remembers them from one to the next. */
export interface TraceTexts {
  /** `traceText` of the trace in a message; null: there is none, see `TraceReader.read`. */
  textOf(message: string): string | null;
}

/**
 * With an empty memory. A log has the same trace a thousand times, each below a line of its own: where all from the first frame on
 * is that of a trace that was read before, and the lines above name the same exception, the text is the same, too. That holds only
 * where no other dialect may be asked before Java's, the lines above do no more than name it, and frames tell enough, so that what
 * the exceptions say is not in the text.
 */
export function createTraceTexts(): TraceTexts {
  const reader = createTraceReader();
  /** By the lines from the first frame on, then by the type that is named above them. */
  const known = new Map<string, Map<string, string>>();
  let kept = 0;

  function keep(frames: string, named: string, text: string): void {
    if (kept > MOST_KEPT) {
      known.clear();
      kept = 0;
    }
    const texts = known.get(frames) ?? new Map<string, string>();
    if (texts.size === 0) {
      known.set(detached(frames), texts);
      kept += frames.length;
    }
    texts.set(detached(named), text);
    kept += text.length;
  }

  return {
    textOf(message) {
      const at = message.indexOf(FRAMES);
      const isShort = at <= LONGEST_ABOVE && message.length - at <= LONGEST_FRAMES;
      const named = at >= 0 && isShort ? namedIn(message.slice(0, at)) : null;
      const frames = named === null ? '' : message.slice(at + 1);
      const recalled = named === null ? undefined : known.get(frames)?.get(named);
      if (recalled !== undefined) return recalled;
      const trace = reader.read(message);
      if (trace === null) return null;
      const text = traceText(trace);
      if (named !== null && isToldByFrames(trace) && tellAll(frames)) keep(frames, named, text);
      return text;
    },
  };
}

/** The type that lines above frames name; null: a trace must be read with them. */
function namedIn(above: string): string | null {
  if (mayComeBeforeJava(above)) return null;
  const reading = new JavaReading(NOTHING_KNOWN);
  for (const line of plainLines(above)) reading.take(line);
  return reading.named;
}

/** Whether lines from the first frame on make all messages that end with them traces of Java. */
function tellAll(frames: string): boolean {
  if (mayComeBeforeJava(frames) || !isAskedOfJava(frames)) return false;
  return frames.split('\n', MOST_LINES + 1).length <= MOST_LINES;
}
