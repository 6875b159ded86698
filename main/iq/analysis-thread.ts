import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile, withReadableErrors } from '../cases/index.ts';
import type { SearchThreadData } from '../logstore/index.ts';
import { serveOperations } from '../thread-call.ts';
import type { AnalysisOperations } from './analysis.ts';
import { diagnosisKey } from './diagnosis-key.ts';
import { explainTemplate } from './explain-template.ts';
import { foldIssues } from './fold-issues.ts';
import { issueWishes } from './issue-wishes.ts';
import { mineTemplates } from './mine-templates.ts';
import type { ProfileRules } from './profile-rules.ts';
import { subjectsOf, type Folded } from './signals/index.ts';
import { skeletonStats } from './skeleton-stats.ts';
import { templateWishes } from './template-wishes.ts';

const { path, key }: SearchThreadData = workerData;
const database = openCaseFile({ path, key, readonly: true });
let folded: Folded | null = null;

const operations: AnalysisOperations = {
  prepare() {},
  analyze({ exact, profile }) {
    const rows = skeletonStats(database, exact);
    const { templates, templateOf } = mineTemplates(
      rows,
      templateWishes(database, profile.templates),
    );
    const { wishes, groupingProblems } = issueWishes(database, profile);
    const issues = foldIssues(rows, templateOf, templates, wishes);
    const highest = rows.at(-1)?.id ?? 0;
    const templateBySkeleton = new Uint32Array(highest);
    for (const [skeleton, template] of templateOf) templateBySkeleton[skeleton - 1] = template;
    const issueBySkeleton = new Uint32Array(highest);
    issues.forEach((issue, index) => {
      for (const skeleton of issue.skeletonIds) issueBySkeleton[skeleton - 1] = index + 1;
    });
    folded = { rows, templates, issues, templateBySkeleton, issueBySkeleton };
    return { templates, issues, groupingProblems, templateBySkeleton, issueBySkeleton };
  },
  diagnosisKey: ({ knowledge, profile }) =>
    diagnosisKey(database, subjectsOf(foldedNow(profile)), knowledge),
  async diagnose({ knowledge, profile }) {
    const subjects = subjectsOf(foldedNow(profile));
    // Before anything is read for it: what changes meanwhile must not pass for what it was made of.
    const named = await diagnosisKey(database, subjects, knowledge);
    // Read with the formats and the journal, whose code takes longer to load than folding a small case takes.
    const { diagnoseCase } = await import('./diagnose-case.ts');
    return { ...named, diagnosis: diagnoseCase(database, subjects, knowledge) };
  },
  explain({ id, profile }) {
    const { templates, rows } = foldedNow(profile);
    const template = templates.find((one) => one.id === id);
    if (template === undefined) return null;
    const skeletons = new Set(template.skeletons);
    return explainTemplate(
      template,
      rows.filter((row) => skeletons.has(row.id)),
    );
  },
};

/** What was folded last; a thread that was started anew folds first. */
function foldedNow(profile: ProfileRules): Folded {
  if (folded === null) operations.analyze({ exact: true, profile });
  if (folded === null) throw new RangeError('nothing was folded');
  return folded;
}

if (parentPort !== null) serveOperations(parentPort, withReadableErrors(operations, path));
