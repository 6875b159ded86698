/** One frame of a stack trace, normalised: the same code gives the same text in every run and build. */
export interface Frame {
  readonly text: string;
  /** Of a runtime or a library, as far as its name or path tells. */
  readonly library: boolean;
}

/** One exception of a chain with its frames, innermost call first. */
export interface Section {
  readonly type: string;
  readonly frames: readonly Frame[];
}

const TOP_FRAMES = 5;

/**
 * Signature of a chain of exceptions, given outermost first: the type of the root cause, then up to
 * five of its frames. Library frames are left out where the application's own exist; a root cause
 * raised wholly inside libraries (a refused connection) takes the frames of the nearest exception
 * around it that names application code.
 */
export function foldSections(sections: readonly Section[]): string | null {
  const root = sections.at(-1);
  if (root === undefined) return null;
  const own = sections.findLast((section) => section.frames.some((frame) => !frame.library));
  const frames = own === undefined ? root.frames : own.frames.filter((frame) => !frame.library);
  const top = withoutRepeats(frames.map((frame) => frame.text)).slice(0, TOP_FRAMES);
  return [root.type, ...top].join('\n');
}

/** Recursion of any depth, and a lambda beside its method, count once. */
function withoutRepeats(frames: readonly string[]): string[] {
  return [...new Set(frames)];
}
