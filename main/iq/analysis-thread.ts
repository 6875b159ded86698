import { parentPort, workerData } from 'node:worker_threads';
import { openCaseFile } from '../cases/index.ts';
import type { SearchThreadData } from '../logstore/index.ts';
import { serveOperations } from '../thread-call.ts';
import type { AnalysisOperations } from './analysis.ts';
import { foldIssues } from './fold-issues.ts';
import { issueWishes } from './issue-wishes.ts';
import { mineTemplates } from './mine-templates.ts';
import { skeletonStats } from './skeleton-stats.ts';

const { path, key }: SearchThreadData = workerData;
const database = openCaseFile({ path, key, readonly: true });

const operations: AnalysisOperations = {
  analyze({ exact, profile }) {
    const rows = skeletonStats(database, exact);
    const { templates, templateOf } = mineTemplates(rows);
    const { wishes, groupingProblems } = issueWishes(database, profile);
    const issues = foldIssues(rows, templateOf, templates, wishes);
    const highest = rows.at(-1)?.id ?? 0;
    const templateBySkeleton = new Uint32Array(highest);
    for (const [skeleton, template] of templateOf) templateBySkeleton[skeleton - 1] = template;
    const issueBySkeleton = new Uint32Array(highest);
    issues.forEach((issue, index) => {
      for (const skeleton of issue.skeletonIds) issueBySkeleton[skeleton - 1] = index + 1;
    });
    return { templates, issues, groupingProblems, templateBySkeleton, issueBySkeleton };
  },
};

if (parentPort !== null) serveOperations(parentPort, operations);
