import { createHash } from 'node:crypto';
import type { Issue } from '#shared/model/issue.ts';
import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import { MASK } from '#shared/model/skeleton-text.ts';
import type { SkeletonStats, Template } from '#shared/model/template.ts';
import { parseTraceText, type KeptTrace } from '../ingest/traces/index.ts';
import { fingerprintOf, type GroupingRules, type RuleSubject } from './grouping/index.ts';
import { traceIdentity } from './trace-identity.ts';

/** Rows of one line and one identity: the smallest thing that an analyst can split off an issue. */
export interface ProblemPart {
  readonly key: string;
  readonly line: string;
  readonly template: Template | undefined;
  readonly rows: SkeletonStats[];
}

/** Parts that are one problem, and what makes them so. */
export interface Problem {
  readonly key: string;
  readonly kind: Issue['kind'];
  readonly exceptionType: string | null;
  readonly frames: readonly string[];
  /** Of an exception with frames that no fingerprint was given. */
  readonly trace: KeptTrace | null;
  /** From a fingerprint rule. */
  readonly title: string | null;
  readonly parts: ProblemPart[];
}

/** What a row alone says. */
type Found = Omit<Problem, 'key' | 'parts'> & {
  readonly grouping: string;
  readonly row: SkeletonStats;
  readonly subject: RuleSubject;
};

/** Name of a problem or part that is the same in every case. */
export const keyOf = (grouping: string): string =>
  createHash('sha256').update(grouping).digest('hex').slice(0, 16);

/**
 * The problems that rows tell: those whose stack traces have one identity (see `traceIdentity`) are one
 * exception; an exception that is only named counts from level warning on (or with no level) and is told apart
 * by its template; other templates are a problem if they hold records of level error or fatal. A fingerprint rule
 * overrides all that for what is a problem.
 */
export function problemsOf(
  rows: readonly SkeletonStats[],
  templateOf: ReadonlyMap<number, number>,
  templates: readonly Template[],
  rules: GroupingRules,
): Problem[] {
  const byId = new Map(templates.map((template) => [template.id, template]));
  const textOf = new Map(rows.map((row) => [row.id, row.text]));
  const problems = new Map<string, Problem>();
  for (const row of rows) {
    const template = byId.get(templateOf.get(row.id) ?? -1);
    // The first line of the template's oldest skeleton: unlike the template's text it stays when the template widens.
    const line = firstLine(textOf.get(template?.id ?? row.id) ?? '');
    const found = foundIn(row, line, rules);
    if (found === null) continue;
    const { grouping, title } = withFingerprint(found, rules);
    const { kind, exceptionType, frames, trace } = found;
    const problem = problems.get(grouping) ?? {
      key: keyOf(grouping),
      kind,
      exceptionType,
      frames,
      trace: grouping === found.grouping ? trace : null,
      title,
      parts: [],
    };
    problems.set(grouping, problem);
    const part = problem.parts.find((one) => one.line === line);
    if (part === undefined) {
      problem.parts.push({
        key: keyOf(`${grouping}\n\n${line}`),
        line,
        template,
        rows: [found.row],
      });
    } else part.rows.push(found.row);
  }
  return [...problems.values()];
}

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

function withFingerprint(
  found: Found,
  rules: GroupingRules,
): { grouping: string; title: string | null } {
  const fingerprint = fingerprintOf(rules.fingerprint, found.subject, keyOf(found.grouping));
  if (fingerprint === null) return { grouping: found.grouping, title: null };
  const { values, title } = fingerprint;
  return { grouping: ['fingerprint', ...values].join('\n'), title };
}

function foundIn(row: SkeletonStats, line: string, rules: GroupingRules): Found | null {
  const [, ...kept] = row.text.split('\n');
  const said = line.replaceAll(MASK, '<*>');
  const level = levelOf(Math.max(0, highestLevel(row.levels)));
  const trace = kept.length === 0 ? null : parseTraceText(kept);
  if (trace !== null && trace.exceptions.some(({ frames }) => frames.length > 0)) {
    const identity = traceIdentity(trace, { line: said, level, rules });
    const { type, frames, grouping, byFrames, subject } = identity;
    return {
      grouping,
      kind: 'exception',
      exceptionType: type,
      frames,
      trace: byFrames ? trace : null,
      title: null,
      row,
      subject,
    };
  }
  const type = trace?.exceptions.at(-1)?.type ?? null;
  const subject = {
    language: null,
    types: type === null ? [] : [type],
    messages: [said],
    level,
    frames: [],
  };
  const plain = { exceptionType: type, frames: [], trace: null, title: null, subject };
  if (type !== null && isTrouble(row)) {
    return { ...plain, grouping: ['named', type, line].join('\n'), kind: 'exception', row };
  }
  if (highestLevel(row.levels) < LEVEL_CODE.error) return null;
  // Of a line that is logged at several levels, such as a request, only the failures are the problem.
  const failures = { ...row, ...row.grave };
  return {
    ...plain,
    exceptionType: null,
    grouping: `template\n${line}`,
    kind: 'template',
    row: failures,
  };
}

const isTrouble = ({ levels }: SkeletonStats): boolean => {
  const highest = highestLevel(levels);
  return highest >= LEVEL_CODE.warning || highest === LEVEL_CODE.unknown;
};

/** Code of the highest level with records; -1: none. */
export const highestLevel = (levels: readonly number[]): number =>
  levels.findLastIndex((count) => count > 0);
