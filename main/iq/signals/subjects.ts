import { LEVEL_CODE, levelOf } from '#shared/model/level.ts';
import type { Issue } from '#shared/model/issue.ts';
import { templateTitle, type SkeletonStats, type Template } from '#shared/model/template.ts';
import type { Subject } from './signal-tables.ts';

/** What the skeletons of a case were folded into. */
export interface Folded {
  readonly rows: readonly SkeletonStats[];
  readonly templates: readonly Template[];
  readonly issues: readonly Issue[];
  readonly templateBySkeleton: Uint32Array;
  readonly issueBySkeleton: Uint32Array;
}

/** What signals see of it, and all that they see. */
export interface Subjects {
  /** By their numbers: templates even, issues odd. */
  readonly byCode: ReadonlyMap<number, Subject>;
  /** Skeletons with a stack trace. */
  readonly traced: ReadonlySet<number>;
  readonly templateBySkeleton: Uint32Array;
  readonly issueBySkeleton: Uint32Array;
}

/** The subjects that records were folded into. */
export function subjectsOf(folded: Folded): Subjects {
  const { rows, templateBySkeleton, issueBySkeleton } = folded;
  const traced = new Set(rows.flatMap(({ id, text }) => (text.includes('\n') ? [id] : [])));
  return { byCode: byCode(folded), traced, templateBySkeleton, issueBySkeleton };
}

/** What tells the number of a record's subject. What belongs to an issue is counted with it, the rest with its template. */
export function coder(subjects: Subjects): (skeletonId: number, level: number) => number {
  const { traced, issueBySkeleton, templateBySkeleton } = subjects;
  return (skeletonId, level) => {
    const issue = issueBySkeleton[skeletonId - 1] ?? 0;
    if (issue > 0 && (level >= LEVEL_CODE.error || traced.has(skeletonId))) return issue * 2 + 1;
    return (templateBySkeleton[skeletonId - 1] ?? 0) * 2;
  };
}

function byCode({ templates, issues }: Folded): Map<number, Subject> {
  const subjects = new Map<number, Subject>();
  const byId = new Map(templates.map((template) => [template.id, template]));
  for (const template of templates) {
    const code = template.id * 2;
    subjects.set(code, {
      code,
      kind: 'template',
      id: String(template.id),
      title: templateTitle(template),
      // Of a line that also fails, what fails is an issue of its own.
      level: usualLevel(template.levels),
      query: `template:${template.id}`,
      count: template.count,
      parts: template.parts,
    });
  }
  issues.forEach((issue, at) => {
    const code = (at + 1) * 2 + 1;
    const template = byId.get(issue.templateIds[0] ?? -1);
    subjects.set(code, {
      code,
      kind: 'issue',
      id: issue.key,
      title: issue.title,
      level: issue.level,
      query:
        issue.kind === 'template' ? `issue:${issue.key} AND level:>=error` : `issue:${issue.key}`,
      count: issue.count,
      parts: template?.parts ?? [],
    });
  });
  return subjects;
}

function usualLevel(levels: readonly number[]): Subject['level'] {
  const most = levels.indexOf(Math.max(...levels));
  return levelOf(Math.max(0, most));
}
