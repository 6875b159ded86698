import { create } from 'zustand';
import type { RecordRef } from '#shared/model/record.ts';
import { BOTH_EVERYTHING, type SideName, type Sides, type SideShown } from './sides.ts';

export interface TimeRange {
  readonly fromUs: number | null;
  readonly toUs: number | null;
}

/** What a case is left with and comes back with. */
export interface KeptView {
  readonly query: string;
  readonly range: TimeRange;
  readonly order: 'asc' | 'desc';
  /** `narrow`: the table shows the matches. `below`: it shows everything, and the matches stand below. */
  readonly mode: 'narrow' | 'below';
  readonly selected: RecordRef | null;
  readonly histogram: boolean;
  readonly facets: boolean;
  readonly detail: boolean;
  readonly delta: boolean;
  /** Like records that follow each other are one row. */
  readonly fold: boolean;
  readonly sides: Sides;
  readonly openFacets: readonly string[];
}

export interface Highlight {
  readonly text: string;
  readonly color: number;
}

export interface SameEventRecord {
  readonly ref: RecordRef;
  readonly us: number;
  readonly sourceName: string;
}

interface ExploreStore extends KeptView {
  /** The case whose view this is; null: none was brought back yet, and nothing may be kept. */
  readonly casePath: string | null;
  readonly highlights: readonly Highlight[];
  /** Time that differences are counted from. */
  readonly referenceUs: number | null;
  /** A record whose event another source logged too: the other is being looked for. */
  readonly sameEvent: SameEventRecord | null;
  readonly follow: boolean;
  /** What the analyst asks for in words; null: nothing is asked so. */
  readonly words: string | null;
  readonly goToOpen: boolean;
  readonly exportOpen: boolean;
  /** Whether the panel of the two tables side by side is to be shown; the dock takes it back when it did. */
  readonly sidesAsked: boolean;
  /** The same of the panel of sources. */
  readonly sourcesAsked: boolean;
  /** What another screen asked to be shown before the case's view was brought back: it stands over that. */
  readonly asked: Partial<KeptView> | null;
  set(change: Partial<ExploreStore>): void;
  /** Shows something on behalf of another screen. */
  ask(change: Partial<KeptView>): void;
  restore(casePath: string, kept: Partial<KeptView> | null): void;
  /** Forgets everything: the case was closed or locked. */
  forget(): void;
  setQuery(query: string): void;
  addHighlight(text: string): void;
  setSides(change: Partial<Sides>): void;
  showSide(side: SideName, change: Partial<SideShown>): void;
}

const START: KeptView = {
  query: '',
  range: { fromUs: null, toUs: null },
  order: 'asc',
  mode: 'narrow',
  selected: null,
  histogram: true,
  facets: true,
  detail: true,
  delta: false,
  fold: false,
  sides: BOTH_EVERYTHING,
  openFacets: ['level', 'source'],
};

/** What is not kept with the case. */
const VOLATILE = {
  highlights: [],
  referenceUs: null,
  sameEvent: null,
  follow: false,
  words: null,
  goToOpen: false,
  exportOpen: false,
  sidesAsked: false,
  sourcesAsked: false,
  asked: null,
};

const HIGHLIGHT_COLORS = 6;

/** State of the Explore screen. Log lines are never in it. */
export const useExplore = create<ExploreStore>()((set) => ({
  ...START,
  ...VOLATILE,
  casePath: null,
  set: (change) => set(change),
  ask: (change) =>
    set(({ casePath, asked }) => ({
      ...change,
      asked: casePath === null ? { ...asked, ...change } : null,
    })),
  restore: (casePath, kept) =>
    set(({ asked }) => ({ ...START, ...VOLATILE, ...kept, ...asked, casePath })),
  forget: () => set({ ...START, ...VOLATILE, casePath: null }),
  setQuery: (query) => set({ query }),
  setSides: (change) => set(({ sides }) => ({ sides: { ...sides, ...change } })),
  showSide: (side, change) =>
    set(({ sides }) => ({ sides: { ...sides, [side]: { ...sides[side], ...change } } })),
  addHighlight: (text) =>
    set(({ highlights }) => ({
      highlights: highlights.some((highlight) => highlight.text === text)
        ? highlights.filter((highlight) => highlight.text !== text)
        : [...highlights, { text, color: highlights.length % HIGHLIGHT_COLORS }],
    })),
}));

/** The part of the state that is kept with the case. */
export function keptView(state: ExploreStore): KeptView {
  const { query, range, order, mode, selected, histogram, facets, detail } = state;
  const { delta, fold, sides, openFacets } = state;
  return {
    query,
    range,
    order,
    mode,
    selected,
    histogram,
    facets,
    detail,
    delta,
    fold,
    sides,
    openFacets,
  };
}
