import type { Node } from './node.ts';

/** An event as far as a cause explains it, directly or through others. */
export interface Reached {
  readonly node: Node;
  readonly strength: number;
  /** Link to the node that it follows from, and that one's position. */
  readonly link: number;
  readonly after: number | null;
  readonly because: readonly string[];
}

/** A cause and what it explains. */
export interface Candidate {
  readonly cause: Node;
  readonly chain: readonly Reached[];
  readonly worth: number;
  readonly explained: number;
  /** How likely nothing else led to it. */
  readonly root: number;
}
