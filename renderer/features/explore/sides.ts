/** What one of two tables side by side shows. */
export interface SideShown {
  /** Null: all sources. */
  readonly sourceId: number | null;
  /** What is looked for in it; empty: everything. */
  readonly query: string;
}

export type SideName = 'left' | 'right';

/** Two tables side by side on one time axis, as they are kept with the case. */
export interface Sides {
  readonly left: SideShown;
  readonly right: SideShown;
  /** Scrolling one scrolls the other to the same moment. */
  readonly locked: boolean;
  /** The moment at which they stand, microseconds UTC; null: none was gone to. */
  readonly us: number | null;
}

/** The side that was moved last, and the line of its table at which the moment stands. */
export interface Mover {
  readonly side: SideName | null;
  readonly line: number | null;
}

const EVERYTHING: SideShown = { sourceId: null, query: '' };

/** All records on both sides. */
export const BOTH_EVERYTHING: Sides = {
  left: EVERYTHING,
  right: EVERYTHING,
  locked: true,
  us: null,
};

/** A source beside another: the one after it, or the one before when it is the last; beside everything when it is alone. */
export function besideNext(sourceId: number, sourceIds: readonly number[]): Sides {
  const at = sourceIds.indexOf(sourceId);
  const other = sourceIds[at + 1] ?? sourceIds[at - 1] ?? null;
  return {
    ...BOTH_EVERYTHING,
    left: { sourceId, query: '' },
    right: { sourceId: other, query: '' },
  };
}
