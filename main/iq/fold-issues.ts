import { createHash } from 'node:crypto';
import type { Issue } from '#shared/model/issue.ts';
import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import type { SkeletonStats, Template } from '#shared/model/template.ts';
import { exceptionTitle, shortened } from './issue-title.ts';
import { sumStats } from './sum-stats.ts';

/** Rows that are one problem, and what makes them so. */
interface Problem {
  readonly grouping: string;
  readonly kind: Issue['kind'];
  readonly exceptionType: string | null;
  readonly frames: readonly string[];
  readonly template: Template | undefined;
  readonly rows: SkeletonStats[];
}

/**
 * Folds skeletons into issues: those with one stack trace signature (root cause and top frames) are one
 * exception wherever and by whatever message it was logged; an exception that is only named counts
 * from level warning on (or with no level) and is told apart by its template; other templates are an issue if they hold
 * records of level error or fatal. Gravest first, then commonest.
 */
export function foldIssues(
  rows: readonly SkeletonStats[],
  templateOf: ReadonlyMap<number, number>,
  templates: readonly Template[],
): Issue[] {
  const byId = new Map(templates.map((template) => [template.id, template]));
  const textOf = new Map(rows.map((row) => [row.id, row.text]));
  const problems = new Map<string, Problem>();
  for (const row of rows) {
    const template = byId.get(templateOf.get(row.id) ?? -1);
    const problem = problemOf(row, template, firstLine(textOf.get(template?.id ?? row.id) ?? ''));
    if (problem === null) continue;
    const same = problems.get(problem.grouping);
    if (same === undefined) problems.set(problem.grouping, problem);
    else same.rows.push(...problem.rows);
  }
  return [...problems.values()]
    .map((problem) => toIssue(problem, templateOf))
    .sort(
      (a, b) =>
        LEVEL_CODE[b.level] - LEVEL_CODE[a.level] || b.count - a.count || (a.key < b.key ? -1 : 1),
    );
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** `line` is the first line of the template's oldest skeleton: unlike the template's text it stays when the template widens. */
function problemOf(
  row: SkeletonStats,
  template: Template | undefined,
  line: string,
): Problem | null {
  const [, exceptionType, ...frames] = row.text.split('\n');
  const shared = { template, rows: [row] };
  if (exceptionType !== undefined && frames.length > 0) {
    const grouping = ['exception', exceptionType, ...frames].join('\n');
    return { ...shared, grouping, kind: 'exception', exceptionType, frames };
  }
  if (exceptionType !== undefined && isTrouble(row)) {
    const grouping = ['named', exceptionType, line].join('\n');
    return { ...shared, grouping, kind: 'exception', exceptionType, frames: [] };
  }
  if (highestLevel(row.levels) < LEVEL_CODE.error) return null;
  return {
    template,
    // Of a line that is logged at several levels, such as a request, only the failures are the problem.
    rows: [{ ...row, ...row.grave }],
    grouping: `template\n${line}`,
    kind: 'template',
    exceptionType: null,
    frames: [],
  };
}

const isTrouble = ({ levels }: SkeletonStats): boolean => {
  const highest = highestLevel(levels);
  return highest >= LEVEL_CODE.warning || highest === LEVEL_CODE.unknown;
};

const highestLevel = (levels: readonly number[]): number =>
  levels.findLastIndex((count) => count > 0);

function toIssue(problem: Problem, templateOf: ReadonlyMap<number, number>): Issue {
  const { kind, exceptionType, frames, template } = problem;
  const rows = problem.rows.toSorted((a, b) => a.id - b.id);
  const { levels, ...sum } = sumStats(rows);
  const templateIds = new Set(rows.map((row) => templateOf.get(row.id) ?? row.id));
  return {
    key: createHash('sha256').update(problem.grouping).digest('hex').slice(0, 16),
    title:
      exceptionType === null
        ? shortened(template?.text ?? '')
        : exceptionTitle(exceptionType, frames, template?.text ?? ''),
    kind,
    exceptionType,
    frames,
    level: levelOf(Math.max(0, highestLevel(levels))),
    ...sum,
    templateIds: [...templateIds].sort((a, b) => a - b),
    skeletonIds: rows.map((row) => row.id),
  };
}
