import type { Output } from '#shared/contract/index.ts';
import { RULE_LEVELS, type RuleLevel } from '#shared/model/rule.ts';
import { wordSearch } from '../../ui/word-search.ts';

export type RuleList = Output<'rules.list'>;
export type RuleHit = NonNullable<Output<'rules.results'>>['hits'][number];

/** A rule of the list with what it found. */
export type RuleRow = RuleList['rules'][number] & { readonly hit: RuleHit | null };

/** What of the list is shown. */
export interface RuleFilter {
  readonly words: string;
  readonly lowest: RuleLevel | null;
  readonly hitsOnly: boolean;
}

/** The rules that a filter leaves: what found something first, then by level, then by title. */
export function ruleRows(
  rules: RuleList['rules'],
  hits: readonly RuleHit[],
  { words, lowest, hitsOnly }: RuleFilter,
): RuleRow[] {
  const byKey = new Map(hits.map((hit) => [hit.key, hit]));
  const isFound = wordSearch(words);
  const from = rankOf(lowest);
  return rules
    .map((rule) => ({ ...rule, hit: byKey.get(rule.key) ?? null }))
    .filter((row) => {
      if (hitsOnly && row.hit === null) return false;
      if (lowest !== null && rankOf(row.level) < from) return false;
      return isFound(
        `${row.title} ${row.techniques.join(' ')} ${row.tactics.join(' ')} ${row.logSource} ${row.pack} ${row.key}`,
      );
    })
    .sort(
      (a, b) =>
        Number(b.hit !== null) - Number(a.hit !== null) ||
        rankOf(b.level) - rankOf(a.level) ||
        (b.hit?.count ?? 0) - (a.hit?.count ?? 0) ||
        a.title.localeCompare(b.title),
    );
}

function rankOf(level: RuleLevel | null): number {
  return RULE_LEVELS.findIndex((one) => one === level);
}
