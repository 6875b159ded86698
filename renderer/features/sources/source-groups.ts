import type { Output } from '#shared/contract/index.ts';
import { inForce } from '#shared/model/source.ts';
import { wordSearch } from '../../ui/word-search.ts';

export type Source = Output<'sources.list'>['sources'][number];

/** Sources that stand together: the files of one rotated log, or (null) one that is none. */
export interface SourceGroup {
  readonly path: string | null;
  readonly sources: readonly Source[];
}

/** Neighbours of one log as one group; the list has them side by side. */
export function inLogs(sources: readonly Source[]): SourceGroup[] {
  const groups: { path: string | null; sources: Source[] }[] = [];
  for (const source of sources) {
    const path = source.log?.path ?? null;
    const last = groups.at(-1);
    if (path !== null && last?.path === path) last.sources.push(source);
    else groups.push({ path, sources: [source] });
  }
  return groups;
}

/** Orders of the list: as the case has it, by name, most records first, earliest first, what is wrong first. */
export const ORDERS = ['case', 'name', 'records', 'time', 'wrong'] as const;
export type Order = (typeof ORDERS)[number];

/**
 * Sources whose path, format, state or failure has all the words, in an order; the files of a log stay together.
 * @param stateText what a state is called in the interface
 */
export function foundGroups(
  sources: readonly Source[],
  words: string,
  order: Order,
  stateText: (state: Source['state']) => string,
): SourceGroup[] {
  const isFound = wordSearch(words);
  const found = sources.filter(({ path, format, state, error }) =>
    isFound(`${path} ${inForce(format)} ${stateText(state)} ${error?.message ?? ''}`),
  );
  const groups = inLogs(found);
  if (order === 'case') return groups;
  const compare = COMPARISONS[order];
  return groups
    .map((group) => ({ group, rank: rankOf(group) }))
    .toSorted((a, b) => compare(a.rank, b.rank))
    .map(({ group }) => group);
}

interface Rank {
  readonly name: string;
  readonly records: number;
  readonly fromUs: number;
  /** Sources that are not whole, then lines that nothing explained. */
  readonly wrong: number;
}

const names = new Intl.Collator('en', { numeric: true });

const COMPARISONS: Readonly<Record<Exclude<Order, 'case'>, (a: Rank, b: Rank) => number>> = {
  name: (a, b) => names.compare(a.name, b.name),
  records: (a, b) => b.records - a.records,
  // Without a time they come last.
  time: (a, b) => (a.fromUs === b.fromUs ? 0 : a.fromUs - b.fromUs),
  wrong: (a, b) => b.wrong - a.wrong,
};

/** More lines than any source has: one that is not whole stands above all that are. */
const NOT_WHOLE = 1e12;

function rankOf({ path, sources }: SourceGroup): Rank {
  const rank = { name: path ?? sources[0]?.path ?? '', records: 0, fromUs: Infinity, wrong: 0 };
  for (const { records, fromUs, unparsed, error } of sources) {
    rank.records += records;
    rank.fromUs = Math.min(rank.fromUs, fromUs ?? Infinity);
    rank.wrong += unparsed + (error === null ? 0 : NOT_WHOLE);
  }
  return rank;
}
