import type { Issue, IssuePart } from '#shared/model/issue.ts';
import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import type { SkeletonStats, Template } from '#shared/model/template.ts';
import { applyHandWork, NO_HAND_WORK, type HandWork } from './by-hand.ts';
import type { GroupingRules } from './grouping/index.ts';
import { highestLevel, problemsOf, type Problem, type ProblemPart } from './issue-problems.ts';
import {
  exceptionTitle,
  shortened,
  shortFrame,
  templateHeadline,
  withWords,
} from './issue-title.ts';
import { joinTraces } from './join-traces.ts';
import { toldApart } from './tell-apart.ts';
import { sumStats } from './sum-stats.ts';

/** What the analyst says of grouping: rules, and what was merged and split by hand. */
export interface IssueWishes {
  readonly rules: GroupingRules;
  readonly hand: HandWork;
}

const NO_WISHES: IssueWishes = { rules: { fingerprint: [], stackTrace: [] }, hand: NO_HAND_WORK };

/**
 * Folds skeletons into issues: the problems that they tell (see `problemsOf`), pieces of cut traces added to what
 * they are pieces of (see `joinTraces`), then as the analyst split and merged them. Gravest first, then commonest.
 */
export function foldIssues(
  rows: readonly SkeletonStats[],
  templateOf: ReadonlyMap<number, number>,
  templates: readonly Template[],
  wishes: IssueWishes = NO_WISHES,
): Issue[] {
  const problems = joined(problemsOf(rows, templateOf, templates, wishes.rules));
  const done = applyHandWork(problems, wishes.hand);
  const issues = done.map((problem) => toIssue(problem, templateOf));
  const apart = toldApart(issues.map(({ title }, at) => ({ title, words: wordsOf(done[at]) })));
  return issues
    .map((issue, at) => ({ ...issue, title: withWords(issue.title, apart[at] ?? '') }))
    .sort(
      (a, b) =>
        LEVEL_CODE[b.level] - LEVEL_CODE[a.level] || b.count - a.count || (a.key < b.key ? -1 : 1),
    );
}

/** What tells a problem from others of its headline: the frames of its trace from the innermost, else what its line says. */
function wordsOf(problem: Problem | undefined): readonly string[] {
  if (problem === undefined) return [];
  if (problem.frames.length > 0)
    return problem.frames.map((frame) => `called by ${shortFrame(frame)}`);
  return (problem.parts[0]?.template?.text ?? '').split(' ');
}

/** Problems with those that are pieces of others added to them. */
function joined(problems: readonly Problem[]): Problem[] {
  const traced = problems.flatMap((problem) =>
    problem.trace === null
      ? []
      : [{ problem, trace: problem.trace, count: countOf(problem.parts) }],
  );
  const targets = joinTraces(traced);
  const gone = new Set<Problem>();
  for (const [at, { problem }] of traced.entries()) {
    const target = traced[targets[at] ?? at]?.problem;
    if (target === undefined || target === problem) continue;
    target.parts.push(...problem.parts);
    gone.add(problem);
  }
  return problems.filter((problem) => !gone.has(problem));
}

const countOf = (parts: readonly ProblemPart[]): number =>
  parts.reduce((sum, { rows }) => rows.reduce((inner, { count }) => inner + count, sum), 0);

function toIssue(problem: Problem, templateOf: ReadonlyMap<number, number>): Issue {
  const { key, kind, exceptionType, frames, parts } = problem;
  const rows = parts.flatMap((part) => part.rows).toSorted((a, b) => a.id - b.id);
  const { levels, ...sum } = sumStats(rows);
  const templateIds = new Set(rows.map((row) => templateOf.get(row.id) ?? row.id));
  const text = parts[0]?.template?.text ?? '';
  return {
    key,
    title:
      problem.title ??
      (exceptionType === null
        ? templateHeadline(text)
        : exceptionTitle(exceptionType, frames, text)),
    culprit: frames[0] ?? null,
    kind,
    exceptionType,
    frames,
    level: levelOf(Math.max(0, highestLevel(levels))),
    ...sum,
    templateIds: [...templateIds].sort((a, b) => a - b),
    skeletonIds: rows.map((row) => row.id),
    parts: parts.map(toPart).sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1)),
  };
}

const toPart = (part: ProblemPart): IssuePart => ({
  key: part.key,
  title: shortened(part.template?.text ?? part.line),
  count: countOf([part]),
});
