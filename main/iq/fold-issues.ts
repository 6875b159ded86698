import { createHash } from 'node:crypto';
import type { Issue } from '#shared/model/issue.ts';
import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import type { SkeletonStats, Template } from '#shared/model/template.ts';
import { parseTraceText, type KeptTrace } from '../ingest/traces/index.ts';
import { exceptionTitle, shortened } from './issue-title.ts';
import { joinTraces } from './join-traces.ts';
import { sumStats } from './sum-stats.ts';
import { traceIdentity } from './trace-identity.ts';

/** Rows that are one problem, and what makes them so. */
interface Problem {
  readonly grouping: string;
  readonly kind: Issue['kind'];
  readonly exceptionType: string | null;
  readonly frames: readonly string[];
  /** Of an exception with frames. */
  readonly trace: KeptTrace | null;
  readonly template: Template | undefined;
  readonly rows: SkeletonStats[];
}

/**
 * Folds skeletons into issues: those whose stack traces have one identity (root cause and significant frames, see
 * `traceIdentity`), or are pieces of one (see `joinTraces`), are one exception wherever and by whatever message it
 * was logged; an exception that is only named counts from level warning on (or with no level) and is told apart
 * by its template; other templates are an issue if they hold records of level error or fatal. Gravest first,
 * then commonest.
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
  return joined([...problems.values()])
    .map((problem) => toIssue(problem, templateOf))
    .sort(
      (a, b) =>
        LEVEL_CODE[b.level] - LEVEL_CODE[a.level] || b.count - a.count || (a.key < b.key ? -1 : 1),
    );
}

/** Problems with those that are pieces of others added to them. */
function joined(problems: readonly Problem[]): Problem[] {
  const traced = problems.filter((problem) => problem.trace !== null);
  const targets = joinTraces(
    traced.map(({ trace, rows }) => ({
      trace: trace ?? { language: null, exceptions: [] },
      count: rows.reduce((sum, { count }) => sum + count, 0),
    })),
  );
  const gone = new Set<Problem>();
  for (const [at, problem] of traced.entries()) {
    const target = traced[targets[at] ?? at];
    if (target === undefined || target === problem) continue;
    target.rows.push(...problem.rows);
    gone.add(problem);
  }
  return problems.filter((problem) => !gone.has(problem));
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** `line` is the first line of the template's oldest skeleton: unlike the template's text it stays when the template widens. */
function problemOf(
  row: SkeletonStats,
  template: Template | undefined,
  line: string,
): Problem | null {
  const [, ...kept] = row.text.split('\n');
  const shared = { template, rows: [row] };
  const trace = kept.length === 0 ? null : parseTraceText(kept);
  if (trace !== null && trace.exceptions.some(({ frames }) => frames.length > 0)) {
    const { type, frames, grouping } = traceIdentity(trace);
    return { ...shared, grouping, kind: 'exception', exceptionType: type, frames, trace };
  }
  const exceptionType = trace?.exceptions.at(-1)?.type;
  if (exceptionType !== undefined && isTrouble(row)) {
    const grouping = ['named', exceptionType, line].join('\n');
    return { ...shared, grouping, kind: 'exception', exceptionType, frames: [], trace: null };
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
    trace: null,
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
