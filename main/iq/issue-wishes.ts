import type { Database } from 'better-sqlite3';
import type { Analysis } from './analysis.ts';
import type { IssueWishes } from './fold-issues.ts';
import { readGroupingRules, type GroupingText } from './grouping/index.ts';

/**
 * What a case and its analyst's profile say of grouping. The case's fingerprints come before the profile's, because
 * the first that fits counts; its stack trace rules come behind, because the last that fits counts.
 */
export function issueWishes(
  database: Database,
  profile: GroupingText,
): { wishes: IssueWishes; groupingProblems: Analysis['groupingProblems'] } {
  const own = database
    .prepare<[], GroupingText>('SELECT fingerprint, stack_trace AS stackTrace FROM issue_grouping')
    .get();
  const ofCase = readGroupingRules(own ?? { fingerprint: '', stackTrace: '' });
  const ofProfile = readGroupingRules(profile);
  const pairs = (sql: string): Map<string, string> =>
    new Map(
      database
        .prepare<[], { a: string; b: string }>(sql)
        .all()
        .map(({ a, b }) => [a, b]),
    );
  return {
    wishes: {
      rules: {
        fingerprint: [...ofCase.rules.fingerprint, ...ofProfile.rules.fingerprint],
        stackTrace: [...ofProfile.rules.stackTrace, ...ofCase.rules.stackTrace],
      },
      hand: {
        merges: pairs('SELECT issue_key AS a, into_key AS b FROM issue_merge'),
        splits: pairs('SELECT part_key AS a, own_key AS b FROM issue_split'),
      },
    },
    groupingProblems: [
      ...ofCase.problems.map((problem) => ({ ...problem, where: 'case' as const })),
      ...ofProfile.problems.map((problem) => ({ ...problem, where: 'profile' as const })),
    ],
  };
}
