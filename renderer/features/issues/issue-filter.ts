import type { Input, Output } from '#shared/contract/index.ts';
import { LEVEL_CODE } from '#shared/model/level.ts';
import { wordSearch } from '../../ui/word-search.ts';

export type Issue = Output<'issues.list'>[number];

export type Decision = Input<'issues.decide'>['decision'];

export const FILTERS = [
  'open',
  'new',
  'escalating',
  'regressed',
  'ongoing',
  'resolved',
  'ignored',
  'all',
] as const;
export type Filter = (typeof FILTERS)[number];

export const SORTS = ['priority', 'count', 'first', 'last'] as const;
export type Sort = (typeof SORTS)[number];

/** Whether anybody still has to look at it. */
export const isOpen = ({ state }: Pick<Issue, 'state'>): boolean =>
  state !== 'resolved' && state !== 'ignored';

const RANK = { high: 0, medium: 1, low: 2 } as const;

const ORDERS: Readonly<Record<Sort, (a: Issue, b: Issue) => number>> = {
  priority: (a, b) =>
    RANK[a.priority] - RANK[b.priority] ||
    LEVEL_CODE[b.level] - LEVEL_CODE[a.level] ||
    b.count - a.count,
  count: (a, b) => b.count - a.count,
  first: (a, b) => (b.firstUs ?? 0) - (a.firstUs ?? 0),
  last: (a, b) => (b.lastUs ?? 0) - (a.lastUs ?? 0),
};

/** The issues that a filter and the words of a search leave, in order. */
export function chosenIssues(
  issues: readonly Issue[],
  filter: Filter,
  words: string,
  sort: Sort,
): Issue[] {
  const isFound = wordSearch(words);
  return issues
    .filter((issue) => {
      if (filter === 'open' ? !isOpen(issue) : filter !== 'all' && issue.state !== filter)
        return false;
      return isFound(
        `${issue.title} ${issue.exceptionType ?? ''} ${issue.frames.join(' ')} ${issue.key}`,
      );
    })
    .toSorted((a, b) => ORDERS[sort](a, b) || (a.key < b.key ? -1 : 1));
}
