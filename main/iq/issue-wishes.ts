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
  const written = (entity: string, field: string): Map<string, string> => {
    const rows = database
      .prepare<[string, string], { id: string; value: string }>(
        'SELECT id, value FROM register WHERE entity = ? AND field = ?',
      )
      .all(entity, field);
    // A value that was taken back is null.
    return new Map(
      rows.flatMap(({ id, value }) => {
        const text: unknown = JSON.parse(value);
        return typeof text === 'string' ? [[id, text]] : [];
      }),
    );
  };
  const ofCase = readGroupingRules({
    fingerprint: written('grouping', 'fingerprint').get('grouping') ?? '',
    stackTrace: written('grouping', 'stackTrace').get('grouping') ?? '',
  });
  const ofProfile = readGroupingRules(profile);
  return {
    wishes: {
      rules: {
        fingerprint: [...ofCase.rules.fingerprint, ...ofProfile.rules.fingerprint],
        stackTrace: [...ofProfile.rules.stackTrace, ...ofCase.rules.stackTrace],
      },
      hand: {
        merges: written('issue', 'into'),
        splits: written('issuePart', 'own'),
      },
    },
    groupingProblems: [
      ...ofCase.problems.map((problem) => ({ ...problem, where: 'case' as const })),
      ...ofProfile.problems.map((problem) => ({ ...problem, where: 'profile' as const })),
    ],
  };
}
